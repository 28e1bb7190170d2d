"""The tags of a brand: which there are, on how many rows of which table, in which colour."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from entregent.people.models import Tag, TagChange
from entregent.people.queries.tagged import tagged

CHANGES_SHOWN = 10


@dataclass(frozen=True)
class TagUse:
    """A tag: its colour, and on how many rows of each table it is (label → number)."""

    name: str
    tone: str
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """On how many rows it is."""
        return self.counts.total()


def tags_of(brand_id: UUID) -> list[TagUse]:
    """Every tag of a brand, used or set up, by name. It reads all its tagged rows: for pages of administration."""
    uses = {tag.name: TagUse(tag.name, tag.tone) for tag in Tag.objects.filter(brand=brand_id)}
    with connection.cursor() as cursor:
        for model in tagged():
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(
                f"SELECT tag, count(*) FROM {table}, unnest(tags) tag WHERE brand_id = %s AND tags <> '{{}}' GROUP BY tag",  # noqa: S608
                [brand_id],
            )
            for name, count in cursor.fetchall():
                uses.setdefault(name, TagUse(name, Tag.Tone.PLAIN)).counts[model._meta.label_lower] = count
    return sorted(uses.values(), key=lambda use: use.name)


def tag_tones(brands: Iterable[UUID]) -> dict[tuple[UUID, str], str]:
    """(brand, tag) → its colour, for those that were given one; one statement."""
    rows = Tag.objects.filter(brand__in=list(brands)).exclude(tone=Tag.Tone.PLAIN)
    return {(brand, name): tone for brand, name, tone in rows.values_list("brand", "name", "tone")}


def tag_changes(brand_id: UUID) -> list[TagChange]:
    """The latest changes of a brand's tags, newest first; one statement."""
    return list(TagChange.objects.filter(brand=brand_id).select_related("by").order_by("-asked_at", "-id")[:CHANGES_SHOWN])
