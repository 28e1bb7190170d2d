"""The life of one request, told the way the real actions would have told it, but without a database.

The promises are the real ones (``tickets.promises`` works on objects that are not saved). The rest repeats what
``tickets.actions`` and ``routing.actions`` do; a test plays the same story through both and compares the facts.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from entregent.calendar.queries import parsed
from entregent.conversations import events as conversation_events
from entregent.conversations.models import Conversation, Message
from entregent.demo.dice import Dice, Ids
from entregent.demo.house import House
from entregent.demo.opening import Opening
from entregent.demo.rows import Rows
from entregent.demo.staff import Agent
from entregent.demo.waiting import Waiting
from entregent.journal.kinds import Fact
from entregent.kernel.business_time import business_seconds
from entregent.tickets import events, promises
from entregent.tickets.models import Promise, PromisePolicy, Ticket
from entregent.tickets.rules import CLOSED, NEW, OPEN, PENDING, RESOLVED, after_answer, after_customer_wrote

ANSWERS = (Promise.Kind.FIRST_RESPONSE, Promise.Kind.NEXT_RESPONSE)
SENDING = timedelta(seconds=2)


class Life:
    """A ticket from its first message on. Each method is one action at one instant, later than the one before."""

    def __init__(self, house: House, rows: Rows, ids: Ids, dice: Dice, opening: Opening) -> None:
        self.house, self.rows, self.ids, self.dice = house, rows, ids, dice
        self.opening = opening
        self.person = opening.person
        self.promises: list[Promise] = []
        self.agent: Agent | None = None
        self._asked_since: datetime | None = opening.at
        self._external = ""
        self._policy: PromisePolicy | None = promises.best_policy(
            house.policies, queue=opening.queue, priority=opening.priority, type=opening.type
        )
        self.ticket = self._open()
        self.waiting = Waiting(house.id, rows, ids, opening.queue, self.ticket.id, self.person)
        self._enqueue(opening.at)

    @property
    def policy(self) -> PromisePolicy:
        """The policy that times this ticket. Raises LookupError when the brand promises nothing for it."""
        if self._policy is None:
            raise LookupError("no policy fits this ticket")
        return self._policy

    def customer(self, at: datetime, text: str) -> None:
        """The customer writes again."""
        self.tick(at)
        ticket, actor = self.ticket, f"person:{self.person}"
        self._message(Message.Kind.IN, at, text, actor)
        if self._asked_since is None:
            self._asked_since = at
        before, after = ticket.status, after_customer_wrote(ticket.status, False)
        running = self._running()
        for promise in running:
            self._tell(promises.resume(promise, ticket, at, actor))
        wanted = []
        if ticket.first_response_at is not None and Promise.Kind.NEXT_RESPONSE not in {one.kind for one in running}:
            wanted.append(Promise.Kind.NEXT_RESPONSE)
        if before == RESOLVED:
            wanted.append(Promise.Kind.RESOLUTION)
        self._promise(wanted, at, actor)
        if before == RESOLVED:
            ticket.reopened_count, ticket.resolved_at = ticket.reopened_count + 1, None
            self._fact(events.ticket_reopened, at, actor, before=before)
        elif after != before:
            self._fact(events.ticket_changed, at, actor, changes={"status": [before, after]})
        ticket.status, ticket.updated_at = after, at
        if not self.waiting.is_open:
            self._enqueue(at)

    def take(self, agent: Agent, at: datetime, rang: float, colleagues: list[Agent]) -> None:
        """The router offers, the agent accepts after ``rang`` seconds."""
        self.tick(at)
        self.waiting.offer(agent, at - timedelta(seconds=rang), colleagues, self.house, self.queue_name())
        self.waiting.accept(at)
        self._hand_over(agent, at)

    def classify(self, at: datetime) -> None:
        """The agent gives the request its reason."""
        if self.agent and self.ticket.reason_id is None:
            self.tick(at)
            self.ticket.reason_id, self.ticket.updated_at = self.opening.reason, at
            changes = {"reason": [None, str(self.opening.reason)]}
            self._fact(events.ticket_changed, at, f"staff:{self.agent.id}", changes=changes)

    def reply(self, at: datetime, text: str, status: str | None) -> None:
        """The agent in charge answers, and leaves the ticket in that status."""
        self.tick(at)
        agent, ticket = self._in_charge(), self.ticket
        actor = f"staff:{agent.id}"
        message = self._message(Message.Kind.OUT, at, text, actor, agent)
        met = [promise for promise in self._running() if promise.kind in ANSWERS]
        for promise in met:
            self._tell(promises.fulfil(promise, ticket, at, actor))
        broken = min((promise.breached_at for promise in met if promise.breached_at is not None), default=None)
        first = ticket.first_response_at is None
        if first:
            ticket.first_response_at = at
        ticket.updated_at = at
        since, hours = self._asked_since, parsed(self.policy.calendar.hours)
        self._fact(
            events.ticket_answered,
            at,
            actor,
            staff=agent.id,
            message=message,
            first=first,
            wall_seconds=(at - since).total_seconds() if since else None,
            business_seconds=business_seconds(hours, since, at) if since else None,
            late_seconds=business_seconds(hours, broken, at) if broken else None,
        )
        self._asked_since = None
        self.move(after_answer(ticket.status, status), at, actor)

    def note(self, at: datetime, text: str) -> None:
        """The agent in charge writes an internal note."""
        self.tick(at)
        agent = self._in_charge()
        self._message(Message.Kind.NOTE, at, text, f"staff:{agent.id}", agent)
        self.ticket.updated_at = at

    def move(self, status: str, at: datetime, actor: str) -> None:
        """Move the ticket to a status."""
        self.tick(at)
        ticket, before = self.ticket, self.ticket.status
        if status == before:
            return
        if status == RESOLVED:
            staff = self.agent.id if self.agent and actor.startswith("staff:") else None
            wall = (at - ticket.opened_at).total_seconds()
            self._fact(events.ticket_resolved, at, actor, staff=staff, wall_seconds=wall)
        elif status == CLOSED:
            self._fact(events.ticket_closed, at, actor)
        else:
            self._fact(events.ticket_changed, at, actor, changes={"status": [before, status]})
        for promise in self._running():
            resolution = promise.kind == Promise.Kind.RESOLUTION
            if status == PENDING and resolution:
                self._tell(promises.pause(promise, ticket, at, actor))
            elif status in (RESOLVED, CLOSED):
                end = promises.fulfil if resolution else promises.cancel
                self._tell(end(promise, ticket, at, actor))
            elif before == PENDING:
                self._tell(promises.resume(promise, ticket, at, actor))
        ticket.status, ticket.updated_at = status, at
        if status == RESOLVED:
            ticket.resolved_at = at
        elif status == CLOSED:
            ticket.closed_at, ticket.resolved_at = at, ticket.resolved_at or at
        if status in (PENDING, RESOLVED, CLOSED):
            self.waiting.settle(at, actor)

    def tick(self, at: datetime) -> None:
        """What the clock noticed by then: promises about to break, promises broken."""
        while due := self._next_tick(at):
            promise = due
            if promise.warn_at is not None and promise.due_at is not None and promise.warn_at < promise.due_at:
                moment, promise.warn_at = promise.warn_at, None
                self._tell([
                    events.promise_warned(
                        brand=self.house.id, at=moment, subject=promise.id, actor="system:clock", person=self.person,
                        ticket=self.ticket.id, promise=promise.kind, due=promise.due_at, staff=self.ticket.assignee_id,
                    )
                ])  # fmt: skip
            else:
                self._tell(promises.breach(promise, self.ticket))

    def finish(self, now: datetime) -> None:
        """Nothing more happens: write the ticket and its promises as they stand."""
        self.tick(now)
        self.ticket.next_due_at = promises.nearest(self.promises)
        self._conversation["last_message_at"] = self._last_message_at
        for promise in self.promises:
            self.rows.add(Promise, **_values(promise))
        self.rows.add(Ticket, **_values(self.ticket))

    def _open(self) -> Ticket:
        given, at = self.opening, self.opening.at
        actor = f"person:{self.person}"
        conversation = self.ids.at(at)
        self._conversation = self.rows.add(
            Conversation, id=conversation, brand_id=self.house.id, person_id=self.person, channel="mail", subject=given.subject,
            address=given.address, brand_address=given.brand_address, started_at=at, last_message_at=at,
        )  # fmt: skip
        ticket = self.ticket = Ticket(
            id=self.ids.at(at), brand_id=self.house.id, number=given.number, title=given.subject, person_id=self.person,
            conversation_id=conversation, queue_id=given.queue, channel="mail", status=NEW, type=given.type,
            priority=given.priority, tags=given.tags, custom=given.custom,
            organisation_id=given.organisation, opened_at=at, updated_at=at,
        )  # fmt: skip
        self.rows.facts.append(
            conversation_events.conversation_started(
                brand=self.house.id, at=at, subject=conversation, actor=actor, person=self.person, channel="mail"
            )
        )
        self._fact(
            events.ticket_opened, at, actor, number=given.number, channel="mail", queue=given.queue, conversation=conversation,
            parent=None,
        )  # fmt: skip
        self._promise([Promise.Kind.FIRST_RESPONSE, Promise.Kind.RESOLUTION], at, actor)
        self._message(Message.Kind.IN, at, given.text, actor)
        return ticket

    def _message(self, kind: Message.Kind, at: datetime, text: str, actor: str, agent: Agent | None = None) -> UUID:
        message, ours = self.ids.at(at), self.opening.brand_address
        theirs = self.opening.address
        common: dict[str, Any] = {
            "id": message, "brand_id": self.house.id, "conversation_id": self._conversation["id"], "kind": kind.value,
            "channel": "mail", "text": text, "at": at, "staff_id": agent.id if agent else None,
        }  # fmt: skip
        about = {"brand": self.house.id, "at": at, "subject": message, "actor": actor, "person": self.person}
        about |= {"conversation": self._conversation["id"], "ticket": self.ticket.id}
        if kind == Message.Kind.IN:
            common |= {"person_id": self.person, "sender": theirs, "recipients": [ours], "delivery": "received"}
            common |= {"external_id": f"<{message.hex}@{theirs.rpartition('@')[2]}>"}
            self.rows.facts.append(conversation_events.message_received(**about, channel="mail", automatic=False))
        elif kind == Message.Kind.OUT and agent:
            common |= {"sender": ours, "recipients": [theirs], "delivery": "sent"}
            common |= {"external_id": f"<{message.hex}@{ours.rpartition('@')[2]}>"}
            self.rows.facts.append(
                conversation_events.message_written(**about, channel="mail", automatic=False, staff=agent.id)
            )
            self.rows.facts.append(
                conversation_events.message_sent(
                    brand=self.house.id, at=at + SENDING, subject=message, actor="system:channel",
                    conversation=self._conversation["id"], channel="mail",
                )
            )  # fmt: skip
        elif agent:
            common |= {"delivery": "none"}
            self.rows.facts.append(conversation_events.note_written(**about, staff=agent.id, mentions=[]))
        self.rows.add(Message, **common)
        if kind != Message.Kind.NOTE:
            self._last_message_at = at
        return message

    def _promise(self, kinds: list[Promise.Kind], at: datetime, actor: str) -> None:
        if not kinds or self._policy is None:
            return
        made, facts = promises.activate(self.ticket, self._policy, kinds, at, actor)
        for promise, fact in zip(made, facts, strict=True):
            promise.id = self.ids.at(at)
            self.rows.facts.append(replace(fact, subject=promise.id))
        self.promises += made

    def _enqueue(self, at: datetime) -> None:
        preferred = self.agent.id if self.agent else None
        self.waiting.enqueue(at, self.ticket.priority, preferred, f"person:{self.person}")

    def _hand_over(self, agent: Agent, at: datetime) -> None:
        ticket, before = self.ticket, self.ticket.assignee_id
        self.agent = agent
        if ticket.status == NEW:
            ticket.status = OPEN
        if before == agent.id:
            return
        ticket.assignee_id, ticket.updated_at = agent.id, at
        ticket.team_id = agent.team_id or ticket.team_id
        self._fact(events.ticket_assigned, at, f"staff:{agent.id}", staff=agent.id, before=before)

    def _next_tick(self, at: datetime) -> Promise | None:
        def moment(promise: Promise) -> datetime:
            return min(promise.due_at, promise.warn_at or promise.due_at)

        # What falls due at this very instant is not broken yet: an answer on the second is in time.
        late = [one for one in self.promises if one.state == Promise.State.ACTIVE and moment(one) < at]
        return min(late, key=moment, default=None)

    def _running(self) -> list[Promise]:
        return [promise for promise in self.promises if promise.ended_at is None]

    def _in_charge(self) -> Agent:
        if self.agent is None:
            raise LookupError("nobody has taken this ticket")
        return self.agent

    def queue_name(self) -> str:
        """The name of the queue in which it waits."""
        return next(name for name, row in self.house.queues.items() if row["id"] == self.opening.queue)

    def _tell(self, facts: list[Fact]) -> None:
        self.rows.facts += facts

    def _fact(self, kind: Any, at: datetime, actor: str, **data: Any) -> None:
        self.rows.facts.append(
            kind(brand=self.house.id, at=at, subject=self.ticket.id, actor=actor, person=self.person, **data)
        )


def _values(instance: Any) -> dict[str, Any]:
    return {field.attname: getattr(instance, field.attname) for field in instance._meta.concrete_fields}
