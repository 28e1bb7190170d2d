"""Lists of tickets: filters, order, and pages by key. Fast at a million tickets because each arm of the statement is one
index read in order: one arm for each brand and status, of which only a page's worth is taken."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from entregent.tickets.models import Promise, Ticket
from entregent.tickets.queries.tagged import tagged
from entregent.tickets.rules import NEW, ON_HOLD, OPEN, PENDING

UNSETTLED = (NEW, OPEN, PENDING, ON_HOLD)
EVERY_STATUS = (*UNSETTLED, "resolved", "closed")
PAGE = 50
SOON = timedelta(hours=4)
ORDERS = {
    "-updated_at": "updated_at", "updated_at": "updated_at", "-opened_at": "opened_at", "opened_at": "opened_at",
    "next_due_at": "next_due_at", "-priority": "priority",
}  # fmt: skip
SHOWN = ("person", "brand", "assignee", "queue", "reason")


@dataclass(frozen=True)
class Filters:
    """What a list keeps. Empty means anything; ``assignee`` is a staff id, or "none"; ``due`` is "soon" or "broken"."""

    brands: tuple[UUID, ...]
    statuses: tuple[str, ...] = UNSETTLED
    queue: UUID | None = None
    assignee: UUID | str | None = None
    priority: int | None = None
    type: str = ""
    channel: str = ""
    tag: str = ""
    reason: UUID | None = None
    person: UUID | None = None
    due: str = ""
    ids: tuple[UUID, ...] | None = None
    order: str = "-updated_at"

    def rest(self) -> Q:
        """The filters that no arm reads an index for."""
        kept = Q(merged_into__isnull=True)
        for name, value in self.equal().items():
            kept &= Q(**{name: value}) if value is not None else Q(**{f"{name}__isnull": True})
        return kept & Q(tags__contains=[self.tag]) if self.tag else kept

    def equal(self) -> dict[str, Any]:
        """Column → what it must hold (None: nothing)."""
        names = {"queue": "queue_id", "priority": "priority", "type": "type", "channel": "channel", "reason": "reason_id",
                 "person": "person_id", "assignee": "assignee_id"}  # fmt: skip
        asked = {column: getattr(self, name) for name, column in names.items()}
        return {
            column: None if value == "none" and column == "assignee_id" else value
            for column, value in asked.items()
            if value not in (None, "")
        }


@dataclass(frozen=True)
class Page:
    """A page of a list. ``after`` and ``before`` are the keys of the next and the previous page, when there is one."""

    tickets: list[Ticket] = field(default_factory=list)
    after: str | None = None
    before: str | None = None


def listing(
    filters: Filters, now: datetime, *, after: str = "", before: str = "", size: int = PAGE, along: Sequence[str] = SHOWN
) -> Page:  # fmt: skip
    """A page of tickets with the relations that a row shows. ``after``, ``before``: of another page; unknown: the first."""
    key, backwards = _read(after or before, filters.order), bool(before and not after)
    rows = _ordered_ids(filters, now, key, backwards, size + 1)
    more = len(rows) > size
    rows = rows[:size][::-1] if backwards else rows[:size]
    tickets = Ticket.objects.select_related(*along).in_bulk([id for id, _ in rows])
    shown = [(tickets[id], value) for id, value in rows if id in tickets]
    if not shown:
        return Page()
    first, last = (_key(ticket, value) for ticket, value in (shown[0], shown[-1]))
    return Page(
        [ticket for ticket, _ in shown],
        after=last if more or backwards else None,
        before=first if (backwards and more) or (key and not backwards) else None,
    )


def bounded_count(filters: Filters, now: datetime, most: int = 500) -> int:
    """How many tickets the filters keep, counted no further than ``most`` + 1."""
    found = 0
    for arm in _arms(filters, now):
        if found <= most:
            # Of what is counted only a column that the index holds is read: the tickets themselves are left alone.
            found += arm.filter(filters.rest()).order_by().values("status")[: most + 1 - found].count()
    return found


def _ordered_ids(
    filters: Filters, now: datetime, key: tuple[Any, UUID] | None, backwards: bool, size: int
) -> list[tuple[UUID, Any]]:
    column = ORDERS.get(filters.order, "updated_at")
    descending = filters.order.startswith("-") != backwards
    if column == "updated_at" and filters.tag and filters.person is None and filters.ids is None and not filters.due:
        return tagged(
            filters.brands, filters.statuses, filters.tag, filters.equal(), after=key, descending=descending, limit=size
        )
    sign = "-" if descending else ""
    arms = [
        _cut(arm.filter(filters.rest()), column, descending, key)
        .order_by(f"{sign}{column}", f"{sign}id")
        .values_list("id", column)[:size]
        for arm in _arms(filters, now)
    ]
    if not arms:
        return []
    rows = arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]
    if len(arms) > 1:
        rows = rows.order_by(f"{sign}{column}", f"{sign}id")[:size]
    return list(rows)


def _arms(filters: Filters, now: datetime) -> list[QuerySet[Ticket]]:
    # The first order key excludes nulls: a ticket without a promise is not in the list of what is due.
    wanted = Ticket.objects.filter(next_due_at__isnull=False) if filters.order == "next_due_at" else Ticket.objects.all()
    if filters.ids is not None:
        return [wanted.filter(id__in=filters.ids, brand__in=filters.brands, status__in=filters.statuses)]
    if filters.due == "broken":
        owed = Promise.objects.filter(brand__in=filters.brands, state=Promise.State.BREACHED, ended_at__isnull=True)
        return [wanted.filter(id__in=owed.values("ticket"), status__in=filters.statuses)]
    by_due = filters.order == "next_due_at"
    if by_due and filters.queue is not None and not filters.due:
        return [wanted.filter(queue=filters.queue, status=status) for status in filters.statuses]
    if filters.due == "soon" or by_due:
        upto = Q(next_due_at__lte=now + SOON) if filters.due == "soon" else Q(next_due_at__isnull=False)
        if not set(filters.statuses) >= set(UNSETTLED):  # what is settled is due no more: nothing to ask when all are wanted
            upto &= Q(status__in=filters.statuses)
        return [wanted.filter(upto, brand=brand) for brand in filters.brands]
    if filters.order == "-priority":
        return [wanted.filter(brand=brand, status__in=filters.statuses) for brand in filters.brands]
    if filters.person is not None:
        return [wanted.filter(status__in=filters.statuses, brand__in=filters.brands)]
    if filters.queue is not None or filters.reason is not None:  # of one brand: the others need not be gone through
        return [wanted.filter(status=status, brand__in=filters.brands) for status in filters.statuses]
    if isinstance(filters.assignee, UUID):
        return [wanted.filter(status=status, brand__in=filters.brands) for status in filters.statuses]
    return [wanted.filter(brand=brand, status=status) for brand in filters.brands for status in filters.statuses]


def _cut(rows: QuerySet[Ticket], column: str, descending: bool, key: tuple[Any, UUID] | None) -> QuerySet[Ticket]:
    if key is None:
        return rows
    value, id = key
    past = "lt" if descending else "gt"
    return rows.filter(Q(**{f"{column}__{past}e": value}) & (Q(**{f"{column}__{past}": value}) | Q(**{f"id__{past}": id})))


def _key(ticket: Ticket, value: Any) -> str:
    return f"{value.isoformat() if isinstance(value, datetime) else value}~{ticket.id}"


def _read(key: str, order: str) -> tuple[Any, UUID] | None:
    value, found, id = key.partition("~")
    try:
        if not found:
            return None
        return (int(value) if ORDERS.get(order) == "priority" else datetime.fromisoformat(value)), UUID(id)
    except ValueError:
        return None


def is_key(key: str, order: str) -> bool:
    """Whether a page in this order may begin after such a key."""
    return _read(key, order) is not None
