"""A second request found in a ticket gets one of its own; work to do elsewhere gets a child."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from entregent.access.models import Staff
from entregent.conversations import actions as conversations
from entregent.conversations.content import Content
from entregent.conversations.models import Message
from entregent.journal.actions import append
from entregent.journal.kinds import Fact
from entregent.tickets import events, promises
from entregent.tickets.actions.locks import locked
from entregent.tickets.actions.openings import begin, is_queue
from entregent.tickets.errors import AlreadyClosed, FieldRefused, SplitRefused
from entregent.tickets.models import Promise, Status, Ticket
from entregent.tickets.waiting import unanswered


@transaction.atomic
def split(ticket_id: UUID, messages: Sequence[UUID], title: str, *, now: datetime, actor: str) -> Ticket:
    """Move some messages to a new ticket of the same person, with its own promises and place in the queue; return it.

    The customer waits there since they wrote: an answer is promised, and the place in the queue counted, from then on, and
    what is late by now is broken at once. An answer of ours that moves too is the first one.
    Raises SplitRefused when none of them is the ticket's, or when none would be left; AlreadyClosed.
    """
    ticket = _open(ticket_id)
    ours = Message.objects.filter(conversation=ticket.conversation_id)
    chosen = ours.filter(id__in=list(messages))
    if not chosen:
        raise SplitRefused(_("Choose at least one message of this ticket."))
    if ours.exclude(kind=Message.Kind.NOTE).count() <= chosen.exclude(kind=Message.Kind.NOTE).count():
        raise SplitRefused(_("At least one message must stay: to move them all, change the title instead."))
    new, facts = _sibling(ticket, title, now, actor)
    new.first_response_at, since = unanswered(chosen)
    facts += begin(new, [Promise.Kind.RESOLUTION], now, actor, waiting_since=since)
    moved = conversations.move_messages([message.id for message in chosen], ticket.conversation_id, new.conversation_id)
    facts += _owed_no_more(ticket, now, actor)
    about = {"brand": ticket.brand_id, "at": now, "actor": actor, "person": ticket.person_id}
    append([*facts, events.ticket_split(**about, subject=ticket.id, new=new.id, messages=moved)])
    return new


@transaction.atomic
def open_child(ticket_id: UUID, title: str, text: str, *, queue: UUID | None = None, staff: Staff, now: datetime) -> Ticket:
    """Open a ticket under another one, for work that someone else has to do; its first word is an internal note.

    The customer waits for no answer to it: only a solution is promised. Raises AlreadyClosed, FieldRefused for another
    brand's queue.
    """
    ticket = _open(ticket_id)
    if queue is not None and not is_queue(queue, ticket.brand_id):
        raise FieldRefused("queue")
    actor = f"staff:{staff.id}"
    child, facts = _sibling(ticket, title, now, actor)
    child.queue_id = queue or ticket.queue_id
    facts += begin(child, [Promise.Kind.RESOLUTION], now, actor)
    if text.strip():
        _note, written = conversations.write_note(
            child.conversation, Content(text=text.strip()), staff=staff, ticket=child.id, now=now
        )
        facts += written
    append(facts)
    return child


def _owed_no_more(ticket: Ticket, now: datetime, actor: str) -> list[Fact]:
    """Where nothing unanswered is left, no answer is promised any more."""
    owed = list(ticket.promises.filter(ended_at__isnull=True))
    facts: list[Fact] = []
    if unanswered(Message.objects.filter(conversation=ticket.conversation_id))[1] is None:
        for promise in owed:
            if promise.kind != Promise.Kind.RESOLUTION:
                facts += promises.cancel(promise, ticket, now, actor)
        Promise.objects.bulk_update(owed, ["state", "ended_at", "warn_at"])
    Ticket.objects.filter(id=ticket.id).update(updated_at=now, next_due_at=promises.nearest(owed))
    return facts


def _open(ticket_id: UUID) -> Ticket:
    ticket = locked(ticket_id)
    if ticket.status == Status.CLOSED:
        raise AlreadyClosed()
    return ticket


def _sibling(ticket: Ticket, title: str, now: datetime, actor: str) -> tuple[Ticket, list[Fact]]:
    """A ticket about the same customer, unsaved, with a conversation that goes on at the same address."""
    title = " ".join(title.split())[:250] or ticket.title
    before = ticket.conversation
    conversation, facts = conversations.start(
        ticket.brand_id, ticket.person_id, before.channel, subject=title, address=before.address,
        brand_address=before.brand_address, now=now, actor=actor,
    )  # fmt: skip
    made = Ticket(
        brand_id=ticket.brand_id, title=title, person_id=ticket.person_id, organisation_id=ticket.organisation_id,
        conversation=conversation, queue_id=ticket.queue_id, channel=ticket.channel, type=ticket.type,
        priority=ticket.priority, reason_id=ticket.reason_id, parent=ticket, opened_at=now, updated_at=now,
    )  # fmt: skip
    return made, facts
