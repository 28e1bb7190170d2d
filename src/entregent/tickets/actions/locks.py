"""Holding a ticket until the end of the transaction: always before its promises, its tasks and its place in a queue.

Several are locked in the order of their ids (``merge``, ``bulk``): acts that cross wait for each other instead of for ever.
"""

from typing import Any
from uuid import UUID

from entregent.brands.kept_queries import KeptQuery
from entregent.tickets.models import Ticket


def locked(ticket_id: UUID) -> Ticket:
    """The ticket itself, with its ``conversation``. Raises Ticket.DoesNotExist behind another brand's wall."""
    return Ticket.objects.select_for_update(of=["self"]).select_related("conversation").get(id=ticket_id)


def locked_all(ids: list[UUID]) -> dict[UUID, Ticket]:
    """Those of these tickets that exist behind the open walls, by id."""
    rows = Ticket.objects.select_for_update(of=["self"]).filter(id__in=ids).order_by("id")
    return {ticket.id: ticket for ticket in rows}


def locked_where_it_went(**which: Any) -> Ticket | None:
    """The ticket that these fields name, with its ``conversation``; a merged one gives way to the one that it went into.

    Only the end of the way is locked: a ticket merged while we wait for it sends us on, and one given back is found again.
    """
    mine = Ticket.objects.select_for_update(of=["self"]).select_related("conversation")
    found = mine.filter(**which, merged_into=None).first()
    while found is None:
        end = _end(which)
        if end is None:
            return None
        found = mine.filter(id=end, merged_into=None).first()
        if found is not None and _end(which) != end:
            found = None
    return found


_OPEN_OF = KeptQuery(
    lambda conversation: (
        Ticket.objects.select_for_update(of=["self"])
        .select_related("conversation")
        .filter(conversation=conversation, merged_into=None)
        .order_by("id")[:1]
    ),
    UUID,
)


def locked_of(conversation: UUID) -> Ticket | None:
    """The same for the ticket of a conversation: every message that comes asks for it."""
    return _OPEN_OF.first(conversation) or locked_where_it_went(conversation=conversation)


def _end(which: dict[str, Any]) -> UUID | None:
    row = Ticket.objects.filter(**which).values_list("id", "merged_into").first()
    while row is not None and row[1] is not None:
        row = Ticket.objects.filter(id=row[1]).values_list("id", "merged_into").first()
    return row[0] if row else None
