"""Merges of tickets, as they are shown and undone."""

from dataclasses import dataclass

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
