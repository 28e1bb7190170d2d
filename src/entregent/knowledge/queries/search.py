"""Finding articles."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection
from django.urls import reverse

from entregent.knowledge.models import Synonym
from entregent.knowledge.queries.articles import open_languages
from entregent.knowledge.rules.passages import excerpt
from entregent.knowledge.rules.words import MOST_ASKED, alternatives, words_of

SEARCH = "SELECT * FROM knowledge_search(%s, %s, %s, %s::text[], %s::integer[], %s::text[], %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that answers: the passage that answers best, the stems it was found by; ``score`` from 0 to 1."""

    article: UUID
    title: str
    passage: str
    url: str
    score: float
    heading: str = ""
    place: int = 0
    public: bool = True
    stems: list[str] = field(default_factory=list)
    language: str = "fr"


def search(
    brand: UUID, words: str, *, public_only: bool, language: str = "fr", limit: int = 5, unfinished: bool = False,
    fuzzy: bool = True,
) -> list[Hit]:  # fmt: skip
    """The articles of a brand, in force and in this language, that answer a question, best first; two statements.

    Forgives accents, inflections, slips (``fuzzy``), takes the brand's synonyms; ``unfinished``: the last word is still being
    typed. ``public_only`` leaves out what only colleagues read, and finds nothing while the help site is closed (a statement
    more). The brand must be open.
    """
    asked = words_of(words)[:MOST_ASKED]
    if not asked or (public_only and language not in open_languages(brand)):
        return []
    groups = list(Synonym.objects.filter(brand=brand).values_list("words", flat=True))
    others = alternatives(asked, groups)
    values = [
        brand, language, public_only, asked, [place for place, _word in others], [word for _place, word in others], unfinished,
        fuzzy, limit,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SEARCH, values)
        rows = cursor.fetchall()
    return [
        Hit(
            article, title, excerpt(passage or "", stems), address(article, path, public=public), score, heading or "",
            place or 0, public, stems, language,
        )
        for article, _page, title, path, public, place, heading, passage, stems, score in rows
    ]  # fmt: skip


def address(article: UUID, url_path: str, *, public: bool) -> str:
    """Where an article is read: on the help site, or by colleagues."""
    return reverse("wagtail_serve", args=[url_path.lstrip("/")]) if public else reverse("knowledge:article", args=[article])
