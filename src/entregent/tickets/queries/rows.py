"""The rows of a list: of each ticket what the columns show and nothing else, for a page holds fifty of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from entregent.brands.models import Brand
from entregent.tickets.models import Ticket
from entregent.tickets.rules import reference

OWN = ("id", "number", "title", "status", "type", "priority", "channel", "tags", "custom", "opened_at", "updated_at",
       "next_due_at", "first_response_at", "resolved_at")  # fmt: skip
BESIDE = {
    "person": {"person": ("person__given_name", "person__family_name")},
    "queue": {"queue": ("queue__name",)},
    "assignee": {"assignee": ("assignee__name",), "short_name": ("assignee__short_name",)},
    "team": {"team": ("team__name",)},
    "organisation": {"organisation": ("organisation__name",)},
}
"""Column → what it shows of other things, and of which fields that is made."""
REASON = ("reason__name", "reason__parent__name", "reason__parent__parent__name")


@dataclass(frozen=True, slots=True)
class Row:
    """A ticket as a list shows it. What its columns do not show is empty; ``reason`` is the path, the nearest last."""

    id: UUID
    number: int
    title: str
    status: str
    type: str
    priority: int
    channel: str
    tags: list[str]
    custom: dict[str, Any]
    opened_at: datetime
    updated_at: datetime
    next_due_at: datetime | None
    first_response_at: datetime | None
    resolved_at: datetime | None
    brand: Brand
    reason: tuple[str, ...]
    names: dict[str, str] = field(default_factory=dict)
    """Of person, queue, assignee (and short_name), team, organisation; empty where there is none."""

    @property
    def reference(self) -> str:
        """What people read and say of it: the year is that of its opening, in the reader's time."""
        return reference(self.brand.code, timezone.localtime(self.opened_at).year, self.number)


def rows(ids: Sequence[UUID], columns: Iterable[str], brands: Mapping[UUID, Brand]) -> list[Row]:
    """These tickets, in this order, with what these columns show. ``brands``: theirs, by id. One statement."""
    beside = {name: fields for column, shown in BESIDE.items() if column in columns for name, fields in shown.items()}
    reasons = REASON if "reason" in columns else REASON[:1]
    asked = (*OWN, "brand_id", *reasons, *(one for fields in beside.values() for one in fields))
    found = {}
    for values in Ticket.objects.filter(id__in=ids).values_list(*asked) if ids else ():
        rest = iter(values[len(OWN) :])
        brand = brands[next(rest)]
        path = [next(rest) for _ in reasons]
        names = {name: " ".join([part for _ in fields if (part := next(rest))]) for name, fields in beside.items()}
        found[values[0]] = Row(*values[: len(OWN)], brand, tuple([one for one in reversed(path) if one]), names)
    return [found[id] for id in ids if id in found]
