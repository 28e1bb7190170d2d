"""The articles in force of a brand: lists, shelves, one article."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Substr
from wagtail.models import Page

from entregent.knowledge.models import Article, Category, Home, Post, Reading, Sheet

PATH_STEP = Page.steplen
POPULAR_OVER = timedelta(days=30)


def homes(brand: UUID) -> list[Home]:
    """The open homes of a brand's help site, the first language first; none while the first is closed: they stand under it."""
    found = list(Home.objects.filter(brand=brand).select_related("locale").order_by("depth", "id"))
    return [home for home in found if home.live] if found and found[0].live else []


def open_languages(brand: UUID) -> frozenset[str]:
    """The languages in which a brand's help site is open; one statement."""
    return frozenset(home.locale.language_code for home in homes(brand))


def articles(brand: UUID, *, public_only: bool = True, language: str | None = None) -> QuerySet[Article]:
    """The articles in force, by title."""
    found = Article.objects.filter(brand=brand, live=True).order_by("title")
    if public_only:
        found = found.filter(audience=Article.Audience.PUBLIC)
    return found.filter(locale__language_code=language) if language else found


def article(brand: UUID, id: UUID, *, public_only: bool = False) -> Article:
    """One article in force. Raises Article.DoesNotExist."""
    return articles(brand, public_only=public_only).select_related("locale", "keeper").get(public_id=id)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category and how many articles stand on it and on those under it."""

    category: Category
    articles: int


def shelves(parent: Page, *, public_only: bool = True) -> list[Shelf]:
    """The categories just under a page in the tree's order, the empty ones left out; two statements."""
    categories = Category.objects.child_of(parent).live().order_by("path")
    length = len(parent.path) + PATH_STEP
    held = Article.objects.descendant_of(parent).filter(live=True)
    if public_only:
        held = held.filter(audience=Article.Audience.PUBLIC)
    counted = held.annotate(shelf=Substr("path", 1, length)).order_by().values("shelf").annotate(articles=Count("pk"))
    counts = dict(counted.values_list("shelf", "articles"))
    return [Shelf(one, counts[one.path]) for one in categories if counts.get(one.path)]


def on_shelf(category: Page, *, public_only: bool = True) -> QuerySet[Article]:
    """The articles in force just under a page, in the order that the editors gave them."""
    found = Article.objects.child_of(category).filter(live=True).order_by("path")
    return found.filter(audience=Article.Audience.PUBLIC) if public_only else found


def most_read(home: Home, today: date, limit: int = 6) -> list[Article]:
    """The public articles of a home most opened on the site in the last thirty days; those never opened come last."""
    opened = (
        Reading.objects.filter(article=OuterRef("pk"), on__gt=today - POPULAR_OVER, medium="site")
        .order_by()
        .values("article")
        .annotate(all=Sum("times"))
        .values("all")
    )
    found = articles(home.brand_id).filter(path__startswith=home.path, locale=home.locale_id)
    return list(
        found.annotate(opened=Coalesce(Subquery(opened, output_field=IntegerField()), 0)).order_by("-opened", "title")[:limit]
    )


def usefulness(found: QuerySet[Article]) -> QuerySet[Article]:
    """Articles with what readers said: ``yes``, ``no``."""
    said = {"yes": Q(votes__useful=True), "no": Q(votes__useful=False)}
    return found.annotate(**{name: Count("votes", filter=which, distinct=True) for name, which in said.items()})


def posts(brand: UUID, language: str) -> QuerySet[Post]:
    """The posts in force, latest first."""
    found = Post.objects.filter(brand=brand, live=True, locale__language_code=language).select_related("picture")
    return found.order_by(F("first_published_at").desc(nulls_last=True))


def foot(home: Home) -> list[Sheet]:
    """The pages named in the foot of every page."""
    return list(Sheet.objects.child_of(home).filter(live=True, in_footer=True).order_by("path"))
