"""Giving a ticket to another queue or to a colleague, with a word that explains."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.access.models import Staff
from entregent.conversations import actions as conversations
from entregent.conversations.content import Content
from entregent.journal.actions import append
from entregent.routing import actions as routing
from entregent.tickets.actions.fields import alter
from entregent.tickets.actions.hands import hand_over
from entregent.tickets.actions.locks import locked
from entregent.tickets.actions.openings import enqueue
from entregent.tickets.errors import AlreadyClosed
from entregent.tickets.models import Status, Ticket
from entregent.tickets.rules import AWAKE


@transaction.atomic
def transfer(
    ticket_id: UUID,
    *,
    queue: UUID | None = None,
    to: Staff | None = None,
    note: str = "",
    mentions: Sequence[UUID] = (),
    staff: Staff,
    now: datetime,
) -> Ticket:
    """To another queue, where it waits with its age and in nobody's hands, or straight into a colleague's hands.

    Exactly one of ``queue`` and ``to``. Raises AlreadyClosed, FieldRefused, what routing refuses, TypeError.
    """
    if (queue is None) == (to is None):
        raise TypeError("transfer() takes a queue or a colleague")
    ticket = locked(ticket_id)
    if ticket.status == Status.CLOSED:
        raise AlreadyClosed()
    actor = f"staff:{staff.id}"
    facts = []
    if note.strip():
        _note, facts = conversations.write_note(
            ticket.conversation, Content(text=note.strip()), staff=staff, mentions=mentions, ticket=ticket.id, now=now
        )
    if to is not None:
        _item, taken = routing.take_subject(ticket.id, to.id, now=now, actor=actor)
        facts += taken + hand_over(ticket, to, now, actor)
    else:
        facts += hand_over(ticket, None, now, actor)
        facts += alter(ticket, {"queue": queue}, now=now, actor=actor)
        facts += routing.release_subject(ticket.id, now=now, actor=actor)
        if ticket.status in AWAKE:
            facts += enqueue(ticket, now, actor)
    append(facts)
    return ticket
