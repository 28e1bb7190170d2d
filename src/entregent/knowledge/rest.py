"""The knowledge base over REST: public articles searched and read. What only colleagues read does not leave by a key."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from entregent.brands.models import Brand
from entregent.knowledge import actions
from entregent.knowledge.models import Article
from entregent.knowledge.models.reading import Medium
from entregent.knowledge.queries.search import address, search
from entregent.knowledge.rules.passages import plain
from entregent.rest.cursor import Page, page
from entregent.rest.door import needs
from entregent.rest.words import Line, Listing, brand_of

router = Router(tags=["knowledge"])
Language = Literal["fr", "en", "de"]
MOST = 50


class SearchQuery(Schema):
    """A question in words; slips are forgiven. ``unfinished``: its last word is still being typed."""

    q: Annotated[Line, Field(min_length=1)]
    brand: UUID | None = None
    language: Language | None = None
    unfinished: bool = False
    limit: Annotated[int, Field(ge=1, le=MOST)] = 10


class HitOut(Schema):
    """An article that answers, and its passage that answers best; `score` goes from 0 to 1."""

    article: UUID
    title: str
    heading: str
    passage: str
    url: str
    score: float


class FoundOut(Schema):
    """Best first."""

    items: list[HitOut]


class ArticleOut(Schema):
    """A public article in force."""

    id: UUID
    brand_id: UUID
    language: str
    title: str
    summary: str
    url: str
    published_at: datetime | None
    changed_at: datetime | None

    @staticmethod
    def resolve_id(row: Article) -> UUID:
        return row.public_id

    @staticmethod
    def resolve_language(row: Article) -> str:
        return str(row.locale.language_code)

    @staticmethod
    def resolve_url(row: Article) -> str:
        return _whole(address(row.public_id, row.url_path, public=True))

    @staticmethod
    def resolve_published_at(row: Article) -> datetime | None:
        return row.first_published_at

    @staticmethod
    def resolve_changed_at(row: Article) -> datetime | None:
        return row.last_published_at


class WholeArticleOut(ArticleOut):
    """With its text: as HTML made of the house's own blocks, and plain. Pictures and documents are at addresses of the host."""

    html: str
    text: str
    files: list[str]

    @staticmethod
    def resolve_html(row: Article) -> str:
        return str(row.body)

    @staticmethod
    def resolve_text(row: Article) -> str:
        return plain(str(row.body))

    @staticmethod
    def resolve_files(row: Article) -> list[str]:
        return [_whole(block.value.url) for block in row.files if block.value]


@router.get("/articles/search", response=FoundOut, summary="Search the help")
@needs("knowledge.read")
def find(request: HttpRequest, query: Annotated[SearchQuery, Query(...)]):
    """The public articles of one brand and language (the brand's when none is named) that answer a question."""
    brand = Brand.objects.get(id=brand_of(request, query.brand, "knowledge.read"))
    language = query.language or brand.language
    hits = search(
        brand.id, query.q, public_only=True, language=language, limit=query.limit, unfinished=query.unfinished
    )  # fmt: skip
    if not query.unfinished:
        actions.note_search(brand.id, query.q, language=language, medium=Medium.API, found=len(hits), now=request.now)
    return {
        "items": [
            {"article": hit.article, "title": hit.title, "heading": hit.heading, "passage": hit.passage, "url": _whole(hit.url),
             "score": hit.score}
            for hit in hits
        ]
    }  # fmt: skip


@router.get("/articles", response=Page[ArticleOut], summary="Articles of the help")
@needs("knowledge.read")
def list_articles(request: HttpRequest, query: Annotated[Listing, Query(...)], language: Language | None = None):
    """The public articles in force, in the order in which they were begun."""
    rows = _public()
    if language:
        rows = rows.filter(locale__language_code=language)
    return page(rows, ("public_id",), query.cursor, query.limit)


@router.get("/articles/{uuid:id}", response=WholeArticleOut, summary="An article of the help")
@needs("knowledge.read")
def read_article(request: HttpRequest, id: UUID):
    """One public article in force, whole. It counts as read."""
    row = _public().get(public_id=id)
    actions.count_reading(row.brand_id, row.pk, Medium.API, request.now)
    return row


def _public():
    return Article.objects.filter(live=True, audience=Article.Audience.PUBLIC).select_related("locale")


def _whole(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}"
