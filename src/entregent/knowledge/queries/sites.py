"""What a brand's help site holds, language by language: for those who look after it."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Case, CharField, Count, F, Q, QuerySet, When
from django.db.models.functions import Cast, Substr
from wagtail.models import Page, WorkflowState

from entregent.knowledge.models import Article, Category, Home


@dataclass(frozen=True, slots=True)
class Counts:
    """How many articles: read by everybody, by colleagues alone, not published, with a newer version in the making, whose
    review is late."""

    public: int = 0
    internal: int = 0
    drafts: int = 0
    changed: int = 0
    late: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(slots=True)
class SiteShelf:
    """A category just under a home, with all that stands on it."""

    category: Category
    counts: Counts


@dataclass(slots=True)
class Site:
    """A brand's help site in one language. ``first``: the others stand under it, and are closed with it."""

    home: Home
    first: bool
    counts: Counts = field(default_factory=Counts)
    shelves: list[SiteShelf] = field(default_factory=list)


def sites(brand: UUID, today: date) -> list[Site]:
    """The help sites of a brand, open or closed, the first language first; three statements."""
    homes = list(Home.objects.filter(brand=brand).select_related("locale").order_by("depth", "id"))
    if not homes:
        return []
    counted = _counts(brand, homes[0], today)
    categories = list(Category.objects.filter(brand=brand).order_by("path"))
    found = []
    for home in homes:
        counts = counted.get(home.locale_id, {})
        site = Site(home, home.pk == homes[0].pk, sum(counts.values(), Counts()))
        length = len(home.path) + Page.steplen
        site.shelves = [
            SiteShelf(one, counts.get(one.path, Counts()))
            for one in categories
            if one.locale_id == home.locale_id and len(one.path) == length and one.path.startswith(home.path)
        ]
        found.append(site)
    return found


def _counts(brand: UUID, first: Home, today: date) -> dict[int, dict[str, Counts]]:
    """Language → the beginning of a place in the tree, as long as a shelf's → what stands there."""
    length = len(first.path) + Page.steplen
    rows = (
        Article.objects.filter(brand=brand)
        .annotate(
            shelf=Case(
                When(locale=first.locale_id, then=Substr("path", 1, length)), default=Substr("path", 1, length + Page.steplen)
            )
        )
        .order_by()
        .values("locale_id", "shelf")
        .annotate(
            public=Count("pk", filter=Q(live=True, audience=Article.Audience.PUBLIC)),
            internal=Count("pk", filter=Q(live=True) & ~Q(audience=Article.Audience.PUBLIC)),
            drafts=Count("pk", filter=Q(live=False)),
            changed=Count("pk", filter=Q(live=True, has_unpublished_changes=True)),
            late=Count("pk", filter=Q(live=True, review_by__lt=today)),
        )
    )
    found: dict[int, dict[str, Counts]] = {}
    for row in rows:
        counts = Counts(row["public"], row["internal"], row["drafts"], row["changed"], row["late"])
        found.setdefault(row["locale_id"], {})[row["shelf"]] = counts
    return found


def in_review(brand: UUID) -> QuerySet[Article]:
    """The articles that wait to be read by those who publish, the longest waiting first."""
    waiting = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS).values("object_id")
    found = Article.objects.filter(brand=brand).annotate(named=Cast(F("pk"), CharField())).filter(named__in=waiting)
    return found.select_related("owner").order_by("latest_revision_created_at", "pk")


def late(brand: UUID, today: date) -> QuerySet[Article]:
    """The articles in force whose review is late, the latest first."""
    found = Article.objects.filter(brand=brand, live=True, review_by__lt=today)
    return found.select_related("keeper").order_by("review_by", "pk")
