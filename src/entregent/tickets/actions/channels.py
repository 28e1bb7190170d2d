"""A request that began on one channel goes on by another."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.conversations import actions as conversations
from entregent.journal.actions import append
from entregent.journal.kinds import Fact
from entregent.routing import actions as routing
from entregent.tickets import events
from entregent.tickets.actions.locks import locked
from entregent.tickets.actions.openings import enqueue
from entregent.tickets.models import Ticket
from entregent.tickets.rules import AWAKE


@transaction.atomic
def carry_on_by(ticket_id: UUID, channel: str, address: str, *, now: datetime, actor: str) -> Ticket:
    """Answer a request by another channel from now on, at an address of it; while somebody waits for us it waits in its queue
    as what it has become, with its age. Nothing changes where it is so already. Raises Ticket.DoesNotExist."""
    ticket = locked(ticket_id)
    before = ticket.channel
    if (before, ticket.conversation.address) == (channel, address):
        return ticket
    conversations.carry_on_by(ticket.conversation_id, channel, address)
    ticket.channel, ticket.updated_at = channel, now
    ticket.conversation.channel, ticket.conversation.address = channel, address
    ticket.save(update_fields=["channel", "updated_at"])
    changed = _changed(ticket, before, now, actor)
    item, facts = routing.cancel(ticket.id, now, actor)
    if ticket.status in AWAKE:
        facts += enqueue(ticket, now, actor, since=item.enqueued_at if item else ticket.opened_at)
    append([changed, *facts])
    return ticket


@transaction.atomic
def go_on_in_writing(ticket_id: UUID, channel: str, *, now: datetime, actor: str) -> None:
    """Nobody is on the line any more: what remains of the request costs an agent what ``channel`` does, when it waits
    again. Its place in the queue, if it has one, stays as it is. Raises Ticket.DoesNotExist."""
    ticket = locked(ticket_id)
    before = ticket.channel
    if before == channel:
        return
    ticket.channel, ticket.updated_at = channel, now
    ticket.save(update_fields=["channel", "updated_at"])
    append([_changed(ticket, before, now, actor)])


def _changed(ticket: Ticket, before: str, now: datetime, actor: str) -> Fact:
    return events.ticket_changed(
        brand=ticket.brand_id, at=now, subject=ticket.id, actor=actor, person=ticket.person_id,
        changes={"channel": [before, ticket.channel]},
    )  # fmt: skip
