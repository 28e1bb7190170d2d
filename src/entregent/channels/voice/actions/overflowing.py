"""A caller cannot wait in a queue, or no longer: where they go instead."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.calendar.queries import parsed
from entregent.channels.voice import events
from entregent.channels.voice.actions.beginning import ACTOR
from entregent.channels.voice.actions.talking import about, locked
from entregent.channels.voice.models import Call, Overflow, WaitingPolicy
from entregent.channels.voice.rules import cannot_wait
from entregent.journal.actions import append
from entregent.kernel.business_time import is_open
from entregent.routing import actions as routing
from entregent.routing import queries as waiting
from entregent.routing.models import Presence, Queue, WorkItem
from entregent.tickets import actions as tickets

CALL = "call"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What becomes of a caller who cannot wait in ``queue``. ``why``: full, closed, nobody; ``does``: voicemail, message or
    number; ``said``: in the brand's own words, by language; ``longest``: seconds of a message that they leave."""

    why: str
    does: str
    queue: UUID
    number: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    longest: int = 180


def policy_of(queue: Queue) -> WaitingPolicy:
    """How calls wait there; unsaved defaults where nothing was said."""
    return WaitingPolicy.objects.filter(queue=queue).first() or WaitingPolicy(brand_id=queue.brand_id, queue=queue)


def place_for(call: Call, queue: Queue, now: datetime) -> Queue | Elsewhere:
    """The queue in which a call may wait: this one, or one where it overflows to; or what becomes of it. Unsaved: its
    outcome, where it does not wait. Never round in circles: where everything is full they wait, where all is closed they are
    told so."""
    asked: set[UUID] = set()
    while True:
        asked.add(queue.id)
        policy = policy_of(queue)
        why = _why_not(queue, policy, now)
        row = Overflow.objects.select_related("to_queue__calendar").filter(queue=queue, when=why).first() if why else None
        to = row.to_queue if row is not None and row.does == Overflow.Does.QUEUE else None
        if to is not None and to.active and to.id not in asked:
            append([_told(call, queue, why, row.does, to, now)])
            queue = to
            continue
        aside = row is None or row.does == Overflow.Does.QUEUE
        if not why or (aside and why != Overflow.When.CLOSED):
            return queue
        call.outcome = Call.Outcome.CLOSED if why == Overflow.When.CLOSED else Call.Outcome.OVERFLOWED
        return _elsewhere(call, queue, policy, why, None if aside else row, now)


@transaction.atomic
def waited_too_long(call_id: UUID, now: datetime) -> Elsewhere | UUID | None:
    """A caller has waited as long as they may: the queue to which they go on, with their age, or what becomes of them; None
    where somebody has just taken them, or nothing else is set up: they wait on. Raises Call.DoesNotExist."""
    ticket_id = Call.objects.values_list("ticket", flat=True).get(id=call_id)
    ticket = tickets.locked_where_it_went(id=ticket_id)
    call = locked(call_id)
    item = waiting.item_of(ticket.id) if ticket else None
    if ticket is None or item is None or item.state not in (WorkItem.State.WAITING, WorkItem.State.OFFERED):
        return None
    why = Overflow.When.FULL
    row = Overflow.objects.select_related("to_queue").filter(queue=item.queue_id, when=why).first()
    if row is None:
        return None
    queue = Queue.objects.get(id=item.queue_id)
    if row.does == Overflow.Does.QUEUE:
        if row.to_queue is None or not row.to_queue.active:
            return None
        append([_told(call, queue, why, row.does, row.to_queue, now)])
        tickets.change_fields(ticket.id, {"queue": row.to_queue_id}, now=now, actor=ACTOR)
        return row.to_queue_id
    call.outcome = Call.Outcome.OVERFLOWED
    call.save(update_fields=["outcome"])
    append(routing.cancel(ticket.id, now, ACTOR)[1])
    return _elsewhere(call, queue, policy_of(queue), why, row, now)


@transaction.atomic
def leaves_queue(call_id: UUID, now: datetime) -> bool:
    """The caller goes on by another way of their own wish: nobody takes them any more. False where somebody just has."""
    ticket_id = Call.objects.values_list("ticket", flat=True).get(id=call_id)
    ticket = tickets.locked_where_it_went(id=ticket_id)
    item = waiting.item_of(ticket.id) if ticket else None
    if ticket is None or item is None or item.state not in (WorkItem.State.WAITING, WorkItem.State.OFFERED):
        return False
    append(routing.cancel(ticket.id, now, ACTOR)[1])
    return True


def _why_not(queue: Queue, policy: WaitingPolicy, now: datetime) -> str:
    open = queue.calendar is None or is_open(parsed(queue.calendar.hours), now)
    limited = policy.most_waiting is not None or policy.most_expected_seconds is not None
    there = WorkItem.objects.filter(queue=queue, channel=CALL, state__in=[WorkItem.State.WAITING, WorkItem.State.OFFERED])
    return cannot_wait(
        open=open, staffed=_staffed(queue), waiting=there.count() if limited else 0,
        expected=waiting.wait_for(queue.brand_id, queue.id, CALL, now) if limited else None,
        most_waiting=policy.most_waiting, most_expected=policy.most_expected_seconds,
    )  # fmt: skip


def _staffed(queue: Queue) -> bool:
    at_work = Presence.objects.filter(staff__queues__queue=queue).exclude(state=Presence.State.OFFLINE)
    return at_work.exclude(lacks__contains=[CALL]).exists()


def _elsewhere(call: Call, queue: Queue, policy: WaitingPolicy, why: str, row: Overflow | None, now: datetime) -> Elsewhere:
    does = row.does if row is not None else Overflow.Does.MESSAGE
    append([_told(call, queue, why, does, None, now)])
    said = {"fr": row.said_fr, "en": row.said_en} if row is not None else {}
    return Elsewhere(
        str(why), str(does), queue.id, row.number if row is not None else "",
        {language: words for language, words in said.items() if words}, policy.message_seconds,
    )  # fmt: skip


def _told(call: Call, queue: Queue, why: str, does: str, to: Queue | None, now: datetime) -> object:
    return events.call_overflowed(
        **about(call, now, ACTOR), queue=queue.id, why=str(why), does=str(does), to=to.id if to is not None else None
    )
