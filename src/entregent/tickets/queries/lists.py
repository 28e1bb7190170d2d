"""Lists of tickets: their order, and pages by key. Fast at a million tickets because each arm of the statement is one index
read in order (``arms``), of which only a page's worth is taken."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from entregent.tickets.models import Ticket
from entregent.tickets.queries.arms import EVERY_STATUS, UNSETTLED, Filters, Where, arms, equal, kept

__all__ = ["EVERY_STATUS", "ORDERS", "UNSETTLED", "Filters", "Page", "Places", "bounded_count", "is_key", "listing", "places"]

PAGE = 50
ORDERS = {
    "-updated_at": "updated_at", "updated_at": "updated_at", "-opened_at": "opened_at", "opened_at": "opened_at",
    "next_due_at": "next_due_at", "-priority": "priority",
}  # fmt: skip
SHOWN = ("person", "brand", "assignee", "queue", "reason")


@dataclass(frozen=True)
class Places:
    """Which tickets stand on a page. ``after``, ``before``: the keys of the next and the previous page, when there is one."""

    ids: list[UUID] = field(default_factory=list)
    after: str | None = None
    before: str | None = None


@dataclass(frozen=True)
class Page:
    """The same with the tickets themselves."""

    tickets: list[Ticket] = field(default_factory=list)
    after: str | None = None
    before: str | None = None


def places(filters: Filters, now: datetime, *, after: str = "", before: str = "", size: int = PAGE) -> Places:
    """The ids of a page, in its order. ``after``, ``before``: the key of another page; unknown: the first. One statement."""
    key, backwards = _read(after or before, filters.order), bool(before and not after)
    rows = _ordered_ids(filters, now, key, backwards, size + 1)
    more = len(rows) > size
    rows = rows[:size][::-1] if backwards else rows[:size]
    if not rows:
        return Places()
    return Places(
        [id for id, _value in rows],
        after=_key(*rows[-1]) if more or backwards else None,
        before=_key(*rows[0]) if (backwards and more) or (key and not backwards) else None,
    )


def listing(
    filters: Filters, now: datetime, *, after: str = "", before: str = "", size: int = PAGE, along: Sequence[str] = SHOWN
) -> Page:  # fmt: skip
    """A page of tickets with these relations; otherwise as ``places``. Two statements."""
    page = places(filters, now, after=after, before=before, size=size)
    tickets = Ticket.objects.select_related(*along).in_bulk(page.ids) if page.ids else {}
    return Page([tickets[id] for id in page.ids if id in tickets], page.after, page.before)


def bounded_count(filters: Filters, now: datetime, most: int = 500) -> int:
    """How many tickets the filters keep, counted no further than ``most`` + 1. One statement, which stops there."""
    # Of what is counted only a column that the index holds is read: the tickets themselves are left alone.
    upto = f"LIMIT {most + 1}"
    found = _union("status", filters, now, Where(), upto)
    return _fetch(f"SELECT count(*) FROM (SELECT FROM ({found.text}) arm {upto}) found", found.values)[0][0] if found else 0  # noqa: S608


def _ordered_ids(
    filters: Filters, now: datetime, key: tuple[Any, UUID] | None, backwards: bool, size: int
) -> list[tuple[UUID, Any]]:
    column = ORDERS.get(filters.order, "updated_at")
    descending = filters.order.startswith("-") != backwards
    sign = "DESC" if descending else "ASC"
    order = f"ORDER BY key {sign}, id {sign} LIMIT {size}"
    of_some = any(one is not None for one in (filters.person, filters.organisations, filters.ids))
    if column == "updated_at" and filters.tag and not of_some and not filters.due:
        found = _of_tag(filters, _cut(column, sign, key, "ticket"), order)
    else:
        found = _union(f"id, {column} AS key", filters, now, _cut(column, sign, key), order)
    return _fetch(f"SELECT id, key FROM ({found.text}) found {order}", found.values) if found else []  # noqa: S608


def _union(columns: str, filters: Filters, now: datetime, cut: Where, end: str) -> Where | None:
    """The arms one after the other; None where there is none. The text is ours, the values travel beside it."""
    rest = kept(filters) & cut
    return _joined(f"SELECT {columns} FROM tickets_ticket", [one & rest for one in arms(filters, now)], end)  # noqa: S608


def _of_tag(filters: Filters, cut: Where, end: str) -> Where | None:
    """The same of the list of a tag (``TagPlace``), in its order; what else is asked for is looked up in the tickets."""
    if also := equal(filters):
        cut &= Where(f"EXISTS (SELECT FROM tickets_ticket WHERE id = ticket AND {also.text})", also.values)
    lists = [
        Where("brand_id = %s AND status = %s AND tag = %s", (brand, str(status), filters.tag)) & cut
        for brand in filters.brands
        for status in filters.statuses
    ]
    return _joined("SELECT ticket AS id, updated_at AS key FROM tickets_tagplace", lists, end)


def _joined(select: str, parts: list[Where], end: str) -> Where | None:
    if not parts:
        return None
    text = " UNION ALL ".join([f"({select} WHERE {part.text} {end})" for part in parts])
    return Where(text, tuple(value for part in parts for value in part.values))


def _fetch(statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _cut(column: str, sign: str, key: tuple[Any, UUID] | None, id_column: str = "id") -> Where:
    if key is None:
        return Where()
    past = "<" if sign == "DESC" else ">"
    value, id = key
    return Where(f"{column} {past}= %s AND ({column} {past} %s OR {id_column} {past} %s)", (value, value, id))


def _key(id: UUID, value: Any) -> str:
    return f"{value.isoformat() if isinstance(value, datetime) else value}~{id}"


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
