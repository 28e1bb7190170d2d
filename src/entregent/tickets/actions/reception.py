"""Taking in what a customer says, on whatever channel: the one way a ticket is born."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from entregent.brands.kept_queries import KeptQuery
from entregent.brands.statements import exchange, fetch, insert, send
from entregent.conversations import actions as conversations
from entregent.conversations.content import Content
from entregent.conversations.models import Message
from entregent.journal.actions import append
from entregent.journal.kinds import Fact
from entregent.kernel.handles import Handle
from entregent.people import actions as people
from entregent.people import queries as persons
from entregent.routing import actions as routing
from entregent.routing.errors import AlreadyQueued
from entregent.tickets import events, promises
from entregent.tickets.actions.locks import locked_of
from entregent.tickets.configuration import Configuration, configuration
from entregent.tickets.models import Priority, Promise, Ticket, Type
from entregent.tickets.rules import CLOSED, NEW, after_customer_wrote, attention

MOVED = """
    UPDATE tickets_ticket
    SET status = %s, updated_at = %s, next_due_at = %s, reopened_count = %s, resolved_at = %s WHERE id = %s
"""


@dataclass(frozen=True)
class Incoming:
    """What a channel brings. ``conversation`` is set when the channel knows which one it continues.

    ``handle`` is where it comes from; ``person`` settles who writes when the channel knows it. One of them is there.
    """

    brand: UUID
    channel: str
    subject: str
    content: Content
    source: str
    handle: Handle | None = None
    person: UUID | None = None
    display_name: str = ""
    brand_address: str = ""
    conversation: UUID | None = None
    queue: UUID | None = None
    type: str = Type.QUESTION
    priority: int = Priority.NORMAL
    tags: tuple[str, ...] = ()
    custom: dict[str, Any] = field(default_factory=dict)
    actor: str | None = None


@dataclass(frozen=True)
class Received:
    """The ticket and message made of an incoming; ``opened`` says that the ticket is new."""

    ticket: Ticket
    message: Message
    opened: bool


@transaction.atomic
def receive(incoming: Incoming, now: datetime) -> Received:
    """Find who writes, find or open the ticket, start or move its promises, put it in its queue.

    One transaction, one bulk of facts. Raises LookupError when the brand has no queue.
    """
    return take_in(incoming, now)


def take_in(incoming: Incoming, now: datetime) -> Received:
    """The same for a caller whose transaction holds nothing else, and is lost with it: it spares a savepoint."""
    setup = configuration(incoming.brand)
    person_id, fitting, facts = _who(incoming, now)
    ticket = _continued(incoming)
    if ticket is not None and ticket.person_id in fitting:
        person_id = ticket.person_id  # of those who share the address, the one whose request it is
    actor = incoming.actor or f"person:{person_id}"
    if ticket is None or ticket.status == CLOSED:
        ticket, message, more, rows = _open(incoming, setup, person_id, ticket, now, actor)
        with exchange():
            insert(rows)
            append(facts + more)
        return Received(ticket, message, opened=True)
    message, more = _continue(ticket, incoming, setup, person_id, now, actor)
    append(facts + more)
    return Received(ticket, message, opened=False)


def _who(incoming: Incoming, now: datetime) -> tuple[UUID, set[UUID], list[Fact]]:
    """The likeliest person, all those to whom the address leads, the facts to append."""
    if incoming.person is not None:
        return people.hold(incoming.person), set(), []
    known = people.identify(
        incoming.brand, incoming.handle, display_name=incoming.display_name, source=incoming.source, now=now
    )
    return known.person_id, {candidate.person_id for candidate in known.candidates}, list(known.facts)


def _continued(incoming: Incoming) -> Ticket | None:
    """The ticket that the message continues, locked; a merged one gives way to the one it went into."""
    return locked_of(incoming.conversation) if incoming.conversation is not None else None


def _open(
    incoming: Incoming, setup: Configuration, person_id: UUID, parent: Ticket | None, now: datetime, actor: str
) -> tuple[Ticket, Message, list[Fact], list[Model]]:
    """A new ticket and all that belongs to it, with the rows that the caller inserts."""
    rows: list[Model] = []
    conversation, facts = conversations.start(
        incoming.brand,
        person_id,
        incoming.channel,
        subject=incoming.subject,
        address=incoming.handle.value if incoming.handle else "",
        brand_address=incoming.brand_address,
        now=now,
        actor=actor,
        rows=rows,
    )
    ticket = Ticket(
        brand_id=incoming.brand,
        number=_next_number(incoming.brand),
        title=incoming.subject[:250],
        person_id=person_id,
        organisation_id=persons.organisation_of(person_id, conversation.address),
        conversation=conversation,
        queue_id=incoming.queue or setup.default_queue,
        channel=incoming.channel,
        status=NEW,
        type=incoming.type,
        priority=incoming.priority,
        tags=list(incoming.tags),
        custom=incoming.custom,
        parent=parent,
        opened_at=now,
        updated_at=now,
    )
    message, received = conversations.receive(
        conversation,
        incoming.content,
        person_id=person_id,
        channel=incoming.channel,
        ticket=ticket.id,
        now=now,
        actor=actor,
        touch=False,
        rows=rows,
    )
    facts.append(
        events.ticket_opened(
            brand=incoming.brand,
            at=now,
            subject=ticket.id,
            actor=actor,
            person=person_id,
            number=ticket.number,
            channel=incoming.channel,
            queue=ticket.queue_id,
            conversation=conversation.id,
            parent=parent.id if parent else None,
        )
    )
    policy = promises.best_policy(setup.policies, queue=ticket.queue_id, priority=ticket.priority, type=ticket.type)
    made: list[Promise] = []
    if policy is not None:
        kinds = [Promise.Kind.FIRST_RESPONSE, Promise.Kind.RESOLUTION]
        made, promised = promises.activate(ticket, policy, kinds, now, actor)
        facts += promised
    ticket.next_due_at = promises.nearest(made)
    queued = _enqueue(ticket, now, actor, rows)
    return ticket, message, facts + received + queued, [*rows, ticket, *made]


_OPEN_PROMISES = KeptQuery(
    lambda ticket: Promise.objects.select_related("policy__calendar").filter(ticket=ticket, ended_at__isnull=True), UUID
)


def _continue(
    ticket: Ticket, incoming: Incoming, setup: Configuration, person_id: UUID, now: datetime, actor: str
) -> tuple[Message, list[Fact]]:
    content, facts = incoming.content, list[Fact]()
    before, after = ticket.status, after_customer_wrote(ticket.status, content.automatic)
    open_promises = _OPEN_PROMISES(ticket.id)
    if not content.automatic:
        facts += _promises_after_message(ticket, setup, open_promises, before, now, actor)
    if before == "resolved" and after != before:
        ticket.reopened_count += 1
        ticket.resolved_at = None
        facts.append(
            events.ticket_reopened(
                brand=ticket.brand_id, at=now, subject=ticket.id, actor=actor, person=ticket.person_id, before=before
            )
        )
    elif after != before:
        facts.append(
            events.ticket_changed(
                brand=ticket.brand_id,
                at=now,
                subject=ticket.id,
                actor=actor,
                person=ticket.person_id,
                changes={"status": [before, after]},
            )
        )
    ticket.status, ticket.updated_at = after, now
    ticket.next_due_at = promises.nearest(open_promises)
    with exchange():
        message, received = conversations.receive(
            ticket.conversation, content, person_id=person_id, channel=incoming.channel, ticket=ticket.id, now=now, actor=actor
        )
        send(MOVED, [after, now, ticket.next_due_at, ticket.reopened_count, ticket.resolved_at, ticket.id])
    if not content.automatic:
        with suppress(AlreadyQueued):  # it still waits, or an agent has it in hand
            facts += _enqueue(ticket, now, actor)
    return message, received + facts


def _promises_after_message(
    ticket: Ticket, setup: Configuration, open_promises: list[Promise], before: str, now: datetime, actor: str
) -> list[Fact]:
    """Resume what waited for the customer; promise the next answer; promise a solution again when it is reopened."""
    facts: list[Fact] = []
    for promise in open_promises:
        facts += promises.resume(promise, ticket, now, actor)
    Promise.objects.bulk_update(open_promises, ["state", "due_at", "warn_at", "left_seconds"])
    wanted = []
    kinds = {promise.kind for promise in open_promises}
    if ticket.first_response_at is not None and Promise.Kind.NEXT_RESPONSE not in kinds:
        wanted.append(Promise.Kind.NEXT_RESPONSE)
    if before == "resolved":
        wanted.append(Promise.Kind.RESOLUTION)
    policy = promises.best_policy(setup.policies, queue=ticket.queue_id, priority=ticket.priority, type=ticket.type)
    if policy is not None and wanted:
        made, promised = promises.activate(ticket, policy, wanted, now, actor)
        Promise.objects.bulk_create(made)
        open_promises += made
        facts += promised
    return facts


def _enqueue(ticket: Ticket, now: datetime, actor: str, rows: list[Model] | None = None) -> list[Fact]:
    _item, facts = routing.enqueue(
        ticket.brand_id,
        ticket.queue_id,
        attention(ticket.channel),
        ticket.id,
        ticket.person_id,
        priority=ticket.priority,
        preferred_agent=ticket.assignee_id,
        now=now,
        actor=actor,
        rows=rows,
    )
    return facts


def _next_number(brand: UUID) -> int:
    return fetch("SELECT tickets_next_number(%s)", [brand])[0][0]
