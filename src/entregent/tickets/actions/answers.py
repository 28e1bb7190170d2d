"""Answering the customer, and writing to each other about the ticket."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.access.models import Staff
from entregent.conversations import actions as conversations
from entregent.conversations.channel import is_live
from entregent.conversations.content import Content
from entregent.conversations.models import Message
from entregent.journal.actions import append
from entregent.journal.kinds import Fact
from entregent.kernel.business_time import business_seconds
from entregent.routing import actions as routing
from entregent.routing.queries import waits as waiting_for_somebody
from entregent.tickets import events, promises
from entregent.tickets.actions.hands import hand_over
from entregent.tickets.actions.locks import locked, locked_where_it_went
from entregent.tickets.actions.status import move
from entregent.tickets.errors import AlreadyClosed
from entregent.tickets.models import Promise, Ticket
from entregent.tickets.rules import CLOSED, ON_THE_LINE, OPEN, after_answer
from entregent.tickets.waiting import hours_of, waiting_since

ANSWERS = (Promise.Kind.FIRST_RESPONSE, Promise.Kind.NEXT_RESPONSE)


@transaction.atomic
def reply(
    ticket_id: UUID, content: Content, *, staff: Staff, status: str | None = None, channel: str | None = None, now: datetime
) -> Message:
    """Answer the customer on the ticket's channel, keep the promise of an answer, and move the ticket.

    ``status`` is what the agent wants after it (default: waiting for the customer; on a channel where someone is there, now,
    it stays open and in the agent's hands). Raises AlreadyClosed; CannotServe.
    """
    ticket = locked(ticket_id)
    if ticket.status == CLOSED:
        raise AlreadyClosed()
    actor = f"staff:{staff.id}"
    message, facts = conversations.write(
        ticket.conversation,
        content,
        staff=staff,
        channel=channel or ticket.conversation.channel,
        ticket=ticket.id,
        now=now,
        actor=actor,
    )
    conversations.discard_draft(ticket.conversation, staff, Message.Kind.OUT)
    goes_on = status is None and (is_live(message.channel) or ticket.channel == ON_THE_LINE)
    waits = goes_on and waiting_for_somebody(ticket.id)
    if waits:  # else it would ring at somebody's while it is being answered
        facts += routing.take_subject(ticket.id, staff.id, now=now)[1]
    if waits or ticket.assignee_id is None:
        facts += hand_over(ticket, staff, now, actor)
    facts += _answered(ticket, message, staff, now, actor)
    status = OPEN if goes_on else status
    facts += move(ticket, after_answer(ticket.status, status), staff=staff, now=now, actor=actor)
    append(facts)
    return message


@transaction.atomic
def answer_aloud(ticket_id: UUID, *, staff: Staff, now: datetime) -> Ticket:
    """An agent talks with the customer: whoever waited for an answer has one. What they are told stays between them."""
    ticket = locked(ticket_id)
    if ticket.status == CLOSED:
        return ticket
    actor = f"staff:{staff.id}"
    append(_answered(ticket, None, staff, now, actor))
    return ticket


@transaction.atomic
def add_note(ticket_id: UUID, content: Content, *, staff: Staff, mentions: Sequence[UUID] = (), now: datetime) -> Message:
    """Write an internal note on the ticket, on the one that it went into when it was merged. Raises Ticket.DoesNotExist."""
    ticket = locked_where_it_went(id=ticket_id)
    if ticket is None:
        raise Ticket.DoesNotExist
    message, facts = conversations.write_note(
        ticket.conversation, content, staff=staff, mentions=mentions, ticket=ticket.id, now=now
    )
    conversations.discard_draft(ticket.conversation, staff, Message.Kind.NOTE)
    Ticket.objects.filter(id=ticket.id).update(updated_at=now)
    append(facts)
    return message


def _answered(ticket: Ticket, message: Message | None, staff: Staff, now: datetime, actor: str) -> list[Fact]:
    """Keep the promises of an answer and tell how long the customer waited for it, late or not."""
    met = list(ticket.promises.select_related("policy__calendar").filter(ended_at__isnull=True, kind__in=ANSWERS))
    since, hours = waiting_since(ticket), hours_of(ticket, met)
    facts: list[Fact] = []
    for promise in met:
        facts += promises.fulfil(promise, ticket, now, actor)
    Promise.objects.bulk_update(met, ["state", "due_at", "warn_at", "left_seconds", "ended_at", "breached_at"])
    broken = min((promise.breached_at for promise in met if promise.breached_at is not None), default=None)
    first = ticket.first_response_at is None
    if first:
        ticket.first_response_at = now
    ticket.updated_at = now
    ticket.next_due_at = promises.nearest(ticket.promises.filter(state=Promise.State.ACTIVE))
    ticket.save(update_fields=["first_response_at", "updated_at", "next_due_at"])
    facts.append(
        events.ticket_answered(
            brand=ticket.brand_id,
            at=now,
            subject=ticket.id,
            actor=actor,
            person=ticket.person_id,
            staff=staff.id,
            message=message.id if message else None,
            first=first,
            wall_seconds=(now - since).total_seconds() if since else None,
            business_seconds=business_seconds(hours, since, now) if since else None,
            late_seconds=business_seconds(hours, broken, now) if broken else None,
        )
    )
    return facts
