"""A caller begins to wait for an agent: a request like any other, in the same queue as the others."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from entregent.channels.sms import queries as sms
from entregent.channels.voice import events
from entregent.channels.voice.actions.beginning import ACTOR
from entregent.channels.voice.actions.overflowing import Elsewhere, place_for, policy_of
from entregent.channels.voice.models import Call
from entregent.journal.actions import append
from entregent.routing import actions as routing
from entregent.routing.models import Queue
from entregent.tickets import actions as tickets
from entregent.tickets.rules import ON_THE_LINE


@dataclass(frozen=True, slots=True)
class Manners:
    """How a call waits in its queue: seconds between two words, seconds after which it goes elsewhere (None: never), the ways
    that are offered meanwhile, from an expected wait of so many seconds, the longest message."""

    word_every: int
    longest: int | None
    ways: tuple[str, ...]
    offered_from: int
    longest_message: int


@dataclass(frozen=True, slots=True)
class Queued:
    """Where a caller waits. ``place``: 1 is the next; ``wait`` in seconds, None when nobody can tell."""

    ticket: UUID
    queue: UUID
    place: int
    wait: int | None
    manners: Manners


@transaction.atomic
def queue_up(call_id: UUID, queue: UUID | None, *, priority: int = 0, reason: str = "", now: datetime) -> Queued | Elsewhere:
    """Let the caller wait in a queue (None: that of the number, else the brand's own), or say where they go instead: it is
    closed, nobody is there, too many wait. Raises LookupError when the brand has no queue."""
    call = Call.objects.select_for_update(of=["self"]).select_related("conversation__brand", "number").get(id=call_id)
    queue = queue or (call.number.queue_id if call.number else None)
    wanted = _queue(call, queue)
    if wanted is None:
        raise LookupError("the brand has no queue")
    place = place_for(call, wanted, now)
    if isinstance(place, Elsewhere):
        call.save(update_fields=["outcome"])
        return place
    ticket = tickets.take_on(
        call.conversation, subject=_subject(call), channel=ON_THE_LINE, queue=place.id, priority=priority, now=now, actor=ACTOR
    )
    stands = routing.forecast(ticket.id, now)
    call.ticket, call.state, call.queued_at = ticket, Call.State.WAITING, now
    call.save(update_fields=["ticket", "state", "queued_at"])
    wait = stands.wait if stands else None
    queued = events.call_queued(
        brand=call.brand_id, at=now, subject=call.id, actor=ACTOR, person=call.conversation.person_id, ticket=ticket.id,
        queue=ticket.queue_id, reason=reason, forecast=wait,
    )  # fmt: skip
    append([queued])
    return Queued(ticket.id, ticket.queue_id, stands.place if stands else 1, wait, _manners(place))


def manners_of(queue: UUID) -> Manners:
    """How calls wait in a queue."""
    return _manners(Queue.objects.get(id=queue))


def _manners(queue: Queue) -> Manners:
    policy = policy_of(queue)
    ways = tuple(
        way
        for way, offered in (
            ("callback", policy.offers_callback),
            ("sms", policy.offers_sms and sms.ready(queue.brand_id)),
            ("message", policy.offers_message),
        )
        if offered
    )
    return Manners(policy.word_seconds, policy.longest_seconds, ways, policy.offers_seconds, policy.message_seconds)


def _queue(call: Call, queue: UUID | None) -> Queue | None:
    rows = Queue.objects.select_related("calendar").filter(brand=call.brand_id, active=True)
    return rows.filter(id=queue).first() or rows.filter(is_default=True).first()


def _subject(call: Call) -> str:
    with translation.override(call.conversation.brand.language):
        return _("Call") + (f" · {call.number.label}" if call.number and call.number.label else "")
