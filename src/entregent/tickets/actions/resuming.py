"""A request that was left aside waits for an agent again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.journal.actions import append
from entregent.tickets.actions.locks import locked
from entregent.tickets.actions.openings import enqueue
from entregent.tickets.actions.status import move
from entregent.tickets.rules import AWAKE, OPEN, may_move


@transaction.atomic
def wait_again(ticket_id: UUID, *, since: datetime | None = None, now: datetime, actor: str) -> None:
    """Let a request wait in its queue, as old as ``since``, in nobody's hands; nothing where it waits already, or is closed.
    Raises Ticket.DoesNotExist."""
    ticket = locked(ticket_id)
    facts = move(ticket, OPEN, staff=None, now=now, actor=actor) if may_move(ticket.status, OPEN) else []
    if ticket.status in AWAKE:
        facts += enqueue(ticket, now, actor, since=since)
    append(facts)
