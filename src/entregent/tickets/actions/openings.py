"""What every new ticket has, however it is born: a number, promises, a place in its queue."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import connection

from entregent.journal.kinds import Fact
from entregent.routing import actions as routing
from entregent.routing.errors import AlreadyQueued
from entregent.routing.models import Queue
from entregent.tickets import events, promises
from entregent.tickets.configuration import configuration
from entregent.tickets.models import Promise, Ticket
from entregent.tickets.rules import attention


def is_queue(queue: UUID, brand: UUID) -> bool:
    """Whether a request of this brand may wait there."""
    return Queue.objects.filter(id=queue, brand=brand, active=True).exists()


def next_number(brand: UUID) -> int:
    """The brand's next ticket number; gaps are allowed, two alike are not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tickets_next_number(%s)", [brand])
        return cursor.fetchone()[0]


def begin(
    ticket: Ticket, kinds: Iterable[str], now: datetime, actor: str, *, waiting_since: datetime | None = None
) -> list[Fact]:
    """Save a new ticket (with its ``conversation``), promise what its policy says of these kinds, put it in its queue.

    ``waiting_since``: when the customer wrote what is still unanswered; an answer is promised from then on. Returns its facts,
    ``ticket.opened`` first.
    """
    ticket.number = next_number(ticket.brand_id)
    setup = configuration(ticket.brand_id)
    policy = promises.best_policy(setup.policies, queue=ticket.queue_id, priority=ticket.priority, type=ticket.type)
    made, facts = promises.activate(ticket, policy, kinds, now, actor) if policy else ([], [])
    if policy and waiting_since:
        first = ticket.first_response_at is None
        kind = Promise.Kind.FIRST_RESPONSE if first else Promise.Kind.NEXT_RESPONSE
        owed, promised = promises.activate(ticket, policy, [kind], now, actor, since=waiting_since)
        made, facts = made + owed, facts + promised
    ticket.next_due_at = promises.nearest(made)
    ticket.save(force_insert=True)
    Promise.objects.bulk_create(made)
    opened = events.ticket_opened(
        brand=ticket.brand_id, at=now, subject=ticket.id, actor=actor, person=ticket.person_id, number=ticket.number,
        channel=ticket.channel, queue=ticket.queue_id, conversation=ticket.conversation_id, parent=ticket.parent_id,
    )  # fmt: skip
    return [opened, *facts, *enqueue(ticket, now, actor, since=waiting_since)]


def enqueue(ticket: Ticket, now: datetime, actor: str, since: datetime | None = None) -> list[Fact]:
    """Let the ticket wait in its queue, as old as ``since``; nothing when it already waits or an agent has it in hand."""
    with suppress(AlreadyQueued):
        return routing.enqueue(
            ticket.brand_id, ticket.queue_id, attention(ticket.channel), ticket.id, ticket.person_id,
            priority=ticket.priority, preferred_agent=ticket.assignee_id, since=since, now=now, actor=actor,
        )[1]  # fmt: skip
    return []
