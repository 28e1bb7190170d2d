"""Answering the customer, and writing to each other about the ticket."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.access.models import Staff
from entregent.conversations import actions as conversations
from entregent.conversations.content import Content
from entregent.conversations.models import Message
from entregent.journal.actions import append
from entregent.journal.kinds import Fact
from entregent.tickets import events, promises
from entregent.tickets.actions.hands import hand_over
from entregent.tickets.actions.locks import locked, locked_where_it_went
from entregent.tickets.actions.status import move
from entregent.tickets.errors import AlreadyClosed
from entregent.tickets.models import Promise, Ticket
from entregent.tickets.rules import CLOSED, after_answer

ANSWERS = (Promise.Kind.FIRST_RESPONSE, Promise.Kind.NEXT_RESPONSE)


@transaction.atomic
def reply(
    ticket_id: UUID, content: Content, *, staff: Staff, status: str | None = None, channel: str | None = None, now: datetime
) -> Message:
    """Answer the customer on the ticket's channel, keep the promise of an answer, and move the ticket.

    ``status`` is what the agent wants after it (default: waiting for the customer). Raises AlreadyClosed.
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
    if ticket.assignee_id is None:
        facts += hand_over(ticket, staff, now, actor)
    facts += _answered(ticket, message, staff, now, actor)
    facts += move(ticket, after_answer(ticket.status, status), staff=staff, now=now, actor=actor)
    append(facts)
    return message


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


def _answered(ticket: Ticket, message: Message, staff: Staff, now: datetime, actor: str) -> list[Fact]:
    """Keep the promises of an answer and tell how long the customer waited for it."""
    waiting_since = _waiting_since(ticket)
    kept = list(ticket.promises.select_related("policy__calendar").filter(ended_at__isnull=True, kind__in=ANSWERS))
    facts: list[Fact] = []
    for promise in kept:
        facts += promises.fulfil(promise, ticket, now, actor)
    Promise.objects.bulk_update(kept, ["state", "due_at", "warn_at", "left_seconds", "ended_at", "breached_at"])
    first = ticket.first_response_at is None
    if first:
        ticket.first_response_at = now
    ticket.updated_at = now
    ticket.next_due_at = promises.nearest(ticket.promises.filter(state=Promise.State.ACTIVE))
    ticket.save(update_fields=["first_response_at", "updated_at", "next_due_at"])
    used = next((fact.data["used"] for fact in facts if "used" in fact.data), None)
    facts.append(
        events.ticket_answered(
            brand=ticket.brand_id,
            at=now,
            subject=ticket.id,
            actor=actor,
            person=ticket.person_id,
            staff=staff.id,
            message=message.id,
            first=first,
            wall_seconds=(now - waiting_since).total_seconds() if waiting_since else None,
            business_seconds=used,
        )
    )
    return facts


def _waiting_since(ticket: Ticket) -> datetime | None:
    """When the customer wrote the first of the messages that this answer is to; None if they wait for nothing."""
    said = Message.objects.filter(conversation=ticket.conversation_id, automatic=False).exclude(kind=Message.Kind.NOTE)
    last = said.filter(kind=Message.Kind.OUT).order_by("-at")[1:2].values_list("at", flat=True).first()
    theirs = said.filter(kind=Message.Kind.IN)
    if last is not None:
        theirs = theirs.filter(at__gt=last)
    return theirs.order_by("at").values_list("at", flat=True).first()
