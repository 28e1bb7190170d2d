"""What a list keeps, and the arms of its statement: each reads one index in its order, and takes a page's worth of it.

Written as text: there is an arm for each brand and status, and the ORM would write them all anew for every page.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import and_
from typing import Any
from uuid import UUID

from entregent.tickets.rules import NEW, ON_HOLD, OPEN, PENDING

UNSETTLED = (NEW, OPEN, PENDING, ON_HOLD)
EVERY_STATUS = (*UNSETTLED, "resolved", "closed")
SOON = timedelta(hours=4)


@dataclass(frozen=True)
class Filters:
    """What a list keeps. Empty means anything, None too; ``assignee`` is a staff id, or "none"; ``due`` is "soon" or "broken".

    ``organisations``: in whose name customers wrote; an empty tuple keeps nothing.
    """

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
    organisations: tuple[UUID, ...] | None = None
    due: str = ""
    ids: tuple[UUID, ...] | None = None
    order: str = "-updated_at"

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


@dataclass(frozen=True, slots=True)
class Where:
    """Conditions on tickets as text, all of which hold, and the values that they name by ``%s``."""

    text: str = "true"
    values: tuple[Any, ...] = ()

    def __and__(self, other: "Where") -> "Where":
        return Where(f"{self.text} AND {other.text}", self.values + other.values)


def kept(filters: Filters) -> Where:
    """The filters that no arm reads an index for."""
    where = Where("merged_into_id IS NULL")
    if also := equal(filters):
        where &= also
    return where & Where("tags @> ARRAY[%s]::varchar[]", (filters.tag,)) if filters.tag else where


def equal(filters: Filters) -> Where | None:
    """What columns must hold; None: anything."""
    conditions = [
        Where(f"{column} IS NULL") if value is None else Where(f"{column} = %s", (value,))
        for column, value in filters.equal().items()
    ]
    if filters.organisations is not None:
        conditions.append(Where("organisation_id = ANY(%s)", (list(filters.organisations),)))
    return reduce(and_, conditions) if conditions else None


def arms(filters: Filters, now: datetime) -> list[Where]:
    """What each arm keeps besides: no ticket is in two of them."""
    # The first order key excludes nulls: a ticket without a promise is not in the list of what is due.
    due = Where("next_due_at IS NOT NULL") if filters.order == "next_due_at" else Where()
    return [due & arm for arm in _arms(filters, now)]


def _arms(filters: Filters, now: datetime) -> list[Where]:
    brands, statuses = Where("brand_id = ANY(%s)", (list(filters.brands),)), _are(filters.statuses)
    if filters.ids is not None:
        return [Where("id = ANY(%s)", (list(filters.ids),)) & brands & statuses]
    if filters.due == "broken":
        return [Where(f"id IN ({OWED})", (list(filters.brands),)) & statuses]
    by_due = filters.order == "next_due_at"
    if by_due and filters.queue is not None and not filters.due:
        return [Where("queue_id = %s", (filters.queue,)) & _is(status) for status in filters.statuses]
    if filters.due == "soon" or by_due:
        upto = Where("next_due_at <= %s", (now + SOON,)) if filters.due == "soon" else Where()
        if not set(filters.statuses) >= set(UNSETTLED):  # what is settled is due no more: nothing to ask when all are wanted
            upto &= statuses
        return [_of(brand) & upto for brand in filters.brands]
    if filters.order == "-priority":
        return [_of(brand) & statuses for brand in filters.brands]
    if filters.person is not None or filters.organisations is not None:
        return [statuses & brands]
    # Of one brand: the others need not be gone through.
    if filters.queue is not None or filters.reason is not None or isinstance(filters.assignee, UUID):
        return [_is(status) & brands for status in filters.statuses]
    return [_of(brand) & _is(status) for brand in filters.brands for status in filters.statuses]


OWED = """SELECT ticket_id FROM tickets_promise WHERE brand_id = ANY(%s) AND state = 'breached' AND ended_at IS NULL"""


def _of(brand: UUID) -> Where:
    return Where("brand_id = %s", (brand,))


def _is(status: str) -> Where:
    return Where("status = %s", (str(status),))


def _are(statuses: tuple[str, ...]) -> Where:
    return Where("status = ANY(%s)", ([str(status) for status in statuses],))
