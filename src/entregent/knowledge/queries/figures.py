"""What readers do with the articles of a brand, over a number of days: for those who write."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from entregent.knowledge.models import Article, Lost, Reading, Search, Vote

WITHIN = timedelta(days=7)
"""Who writes again so soon after an article was given to them did not have their answer by it."""
COMPARED = 2000
"""Answers without an article that are looked at, the latest."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Words that found nothing: how often, when last."""

    words: str
    language: str
    times: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Again:
    """Of those who were answered, how many wrote again within ``WITHIN``."""

    answered: int
    wrote: int

    @property
    def share(self) -> float | None:
        """None when nobody was."""
        return self.wrote / self.answered if self.answered else None


@dataclass(frozen=True, slots=True)
class Figures:
    """The head of the page."""

    read: int
    searches: int
    in_vain: int
    useful: int
    useless: int
    with_article: Again
    without: Again

    @property
    def vain_share(self) -> float | None:
        """Searches that found nothing."""
        return self.in_vain / self.searches if self.searches else None

    @property
    def useful_share(self) -> float | None:
        """Votes that say yes."""
        all_votes = self.useful + self.useless
        return self.useful / all_votes if all_votes else None


def figures(brand: UUID, now: datetime, days: int) -> Figures:
    """Five statements."""
    since = now - timedelta(days=days)
    searched = Search.objects.filter(brand=brand, at__gt=since).aggregate(all=Count("pk"), vain=Count("pk", filter=Q(found=0)))
    voted = Vote.objects.filter(brand=brand, at__gt=since).aggregate(
        yes=Count("pk", filter=Q(useful=True)), no=Count("pk", filter=Q(useful=False))
    )
    read = Reading.objects.filter(brand=brand, on__gt=since.date()).aggregate(all=Sum("times"))["all"]
    return Figures(
        read or 0, searched["all"], searched["vain"], voted["yes"], voted["no"],
        _again(WITH_ARTICLE, brand, since, now), _again(WITHOUT, brand, since, now),
    )  # fmt: skip


def missing(brand: UUID, now: datetime, days: int, limit: int = 12) -> list[Missing]:
    """What was looked for and found nothing at all, most often asked first."""
    rows = (
        Search.objects.filter(brand=brand, at__gt=now - timedelta(days=days))
        .order_by()
        .values("words", "language")
        .annotate(times=Count("pk"), last=Max("at"), most=Max("found"))
        .filter(most=0)
        .order_by("-times", "words")
    )
    return [Missing(one["words"], one["language"], one["times"], one["last"]) for one in rows[:limit]]


def articles_read(brand: UUID, now: datetime, days: int) -> QuerySet[Article]:
    """The articles in force with how often they were opened (``opened``) and what was said of them (``yes``, ``no``)."""
    since = now - timedelta(days=days)
    readings = Reading.objects.filter(article=OuterRef("pk"), on__gt=since.date()).order_by().values("article")
    votes = Vote.objects.filter(article=OuterRef("pk"), at__gt=since).order_by().values("article")

    def counted(rows: QuerySet[Vote], useful: bool) -> Coalesce:
        found = rows.filter(useful=useful).annotate(all=Count("pk")).values("all")
        return Coalesce(Subquery(found, output_field=IntegerField()), 0)

    opened = Subquery(readings.annotate(all=Sum("times")).values("all"), output_field=IntegerField())
    found = Article.objects.filter(brand=brand, live=True)
    return found.annotate(opened=Coalesce(opened, 0), yes=counted(votes, True), no=counted(votes, False))


def unread(brand: UUID, now: datetime, days: int) -> QuerySet[Article]:
    """The articles that nobody opened, though they were there all the time; the oldest first."""
    found = articles_read(brand, now, days).filter(opened=0, first_published_at__lt=now - timedelta(days=days))
    return found.order_by("first_published_at", "pk")


def comments(brand: UUID, now: datetime, days: int) -> QuerySet[Vote]:
    """What readers said in words, latest first."""
    found = Vote.objects.filter(brand=brand, at__gt=now - timedelta(days=days)).exclude(comment="")
    return found.select_related("article").order_by("-at", "pk")


def lost(brand: UUID) -> QuerySet[Lost]:
    """The addresses that lead nowhere, most asked for first."""
    return Lost.objects.filter(brand=brand).order_by("-times", "path")


WITH_ARTICLE = """
    SELECT count(*), count(*) FILTER (WHERE wrote) FROM (
        SELECT EXISTS (
            SELECT 1 FROM conversations_conversation c JOIN conversations_message m ON m.conversation_id = c.id
            WHERE c.person_id = u.person_id AND m.kind = 'in' AND NOT m.automatic
                AND m.at > u.given_at AND m.at <= u.given_at + %(within)s) AS wrote
        FROM (
            SELECT person_id, min(given_at) AS given_at FROM knowledge_use
            WHERE brand_id = %(brand)s AND person_id IS NOT NULL AND given_at > %(since)s - %(within)s
                AND given_at <= %(now)s - %(within)s
            GROUP BY person_id) u) told
"""
WITHOUT = """
    SELECT count(*), count(*) FILTER (WHERE wrote) FROM (
        SELECT EXISTS (
            SELECT 1 FROM conversations_conversation c JOIN conversations_message m ON m.conversation_id = c.id
            WHERE c.person_id = a.person_id AND m.kind = 'in' AND NOT m.automatic
                AND m.at > a.at AND m.at <= a.at + %(within)s) AS wrote
        FROM (
            SELECT c.person_id, max(m.at) AS at
            FROM (
                SELECT conversation_id, at FROM conversations_message
                WHERE brand_id = %(brand)s AND kind = 'out' AND NOT automatic
                    AND at > %(since)s - %(within)s AND at <= %(now)s - %(within)s
                ORDER BY at DESC LIMIT %(compared)s) m
            JOIN conversations_conversation c ON c.id = m.conversation_id
            WHERE NOT EXISTS (SELECT 1 FROM knowledge_use u WHERE u.conversation_id = c.id AND u.given_at IS NOT NULL)
            GROUP BY c.person_id) a) told
"""


def _again(statement: str, brand: UUID, since: datetime, now: datetime) -> Again:
    values = {"brand": brand, "since": since, "now": now, "within": WITHIN, "compared": COMPARED}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return Again(*cursor.fetchone())
