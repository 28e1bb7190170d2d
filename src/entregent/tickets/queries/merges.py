"""Merges of tickets, as they are shown and undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from entregent.tickets.models import Merge, Ticket


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge that stands, with the tickets that it absorbed; ``last``: the one that can be undone."""

    merge: Merge
    tickets: list[Ticket]
    last: bool


def merges_into(ticket: Ticket) -> list[Merged]:
    """What was merged into a ticket and not taken out again, the latest first. Two statements."""
    rows = list(Merge.objects.filter(kept=ticket, undone_at=None).select_related("by").order_by("-id"))
    absorbed = Ticket.objects.select_related("brand").in_bulk([id for row in rows for id in row.absorbed]) if rows else {}
    undoable = ticket.merged_into_id is None
    return [
        Merged(row, [absorbed[id] for id in row.absorbed if id in absorbed], place == 0 and undoable)
        for place, row in enumerate(rows)
    ]


def merge_of(ticket: Ticket) -> Merge | None:
    """The merge that closed a ticket, when it can be undone: it is the last one of the ticket that was kept."""
    if ticket.merged_into_id is None or ticket.merged_into.merged_into_id is not None:
        return None
    last = Merge.objects.filter(kept=ticket.merged_into_id, undone_at=None).order_by("-id").first()
    return last if last is not None and ticket.id in last.absorbed else None


def of_other_persons(kept: Ticket, ids: Sequence[UUID]) -> list[Ticket]:
    """Those of these tickets whose person is not that of ``kept`` (given with its ``person``), nor was merged with them."""
    rows = Ticket.objects.filter(id__in=list(ids), brand=kept.brand_id).exclude(id=kept.id)
    mine = kept.person.merged_into_id or kept.person_id
    rows = rows.exclude(person=mine).exclude(person__merged_into=mine)
    return list(rows.select_related("person", "brand", "conversation").order_by("id"))
