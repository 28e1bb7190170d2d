"""A caller begins to wait for an agent: a request like any other, in the same queue as the others."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from entregent.calendar.queries import parsed
from entregent.channels.voice import events
from entregent.channels.voice.actions.beginning import ACTOR
from entregent.channels.voice.models import Call
from entregent.journal.actions import append
from entregent.kernel.business_time import is_open
from entregent.routing import actions as routing
from entregent.routing.models import Queue
from entregent.tickets import actions as tickets
from entregent.tickets.rules import ON_THE_LINE


@dataclass(frozen=True, slots=True)
class Queued:
    """Where a caller waits. ``place``: 1 is the next; ``wait`` in seconds, None when nobody can tell."""

    ticket: UUID
    queue: UUID
    place: int
    wait: int | None


@transaction.atomic
def queue_up(call_id: UUID, queue: UUID | None, *, priority: int = 0, reason: str = "", now: datetime) -> Queued | None:
    """Let the caller wait in a queue (None: that of the number, else the brand's own); None when it is closed: the call is then
    to end, counted so. Raises LookupError when the brand has no queue."""
    call = Call.objects.select_for_update(of=["self"]).select_related("conversation__brand", "number").get(id=call_id)
    queue = queue or (call.number.queue_id if call.number else None)
    place = _queue(call, queue)
    if place is None:
        raise LookupError("the brand has no queue")
    if place.calendar is not None and not is_open(parsed(place.calendar.hours), now):
        call.outcome = Call.Outcome.CLOSED
        call.save(update_fields=["outcome"])
        return None
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
    return Queued(ticket.id, ticket.queue_id, stands.place if stands else 1, wait)


def _queue(call: Call, queue: UUID | None) -> Queue | None:
    rows = Queue.objects.select_related("calendar").filter(brand=call.brand_id, active=True)
    return rows.filter(id=queue).first() or rows.filter(is_default=True).first()


def _subject(call: Call) -> str:
    with translation.override(call.conversation.brand.language):
        return _("Call") + (f" · {call.number.label}" if call.number and call.number.label else "")
