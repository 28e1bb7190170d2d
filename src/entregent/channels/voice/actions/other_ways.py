"""Other ways than waiting, offered to a caller in the queue; what becomes of them is followed by ``deflections``."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.brands.scope import visible
from entregent.callbacks import actions as callbacks
from entregent.callbacks.errors import AlreadyBooked
from entregent.callbacks.models import Callback
from entregent.channels.sms import actions as sms
from entregent.channels.voice import events
from entregent.channels.voice.actions.beginning import MEDIUM
from entregent.channels.voice.actions.overflowing import leaves_queue
from entregent.channels.voice.actions.talking import about, locked
from entregent.channels.voice.models import Call
from entregent.deflections import actions as deflections
from entregent.journal.actions import append
from entregent.routing import queries as waiting
from entregent.tickets import actions as tickets

CALLBACK = "callback"
SOURCE = "queue"
"""Where the callback was asked for."""


@transaction.atomic
def ways_offered(call_id: UUID, ways: Sequence[str], wait: int | None, now: datetime) -> None:
    """Note that these were said to a caller who waits; each once. ``wait`` in seconds, as it is expected."""
    call = Call.objects.select_related("conversation", "ticket").get(id=call_id)
    deflections.offer(
        call.brand_id, call.id, MEDIUM, tuple(ways), now, waiting=True, queue=call.ticket.queue_id if call.ticket else None,
        wait=wait, person=call.conversation.person_id, conversation=call.conversation_id,
    )  # fmt: skip


@transaction.atomic
def keep_place(call_id: UUID, number: str, now: datetime) -> str:
    """Let a caller who waits go, to be called back at ``number`` (E.164) when it is their turn: kept. already: this
    queue is to call them as it is; taken: somebody has just taken them. Raises Call.DoesNotExist."""
    ticket_id = Call.objects.values_list("ticket", flat=True).get(id=call_id)
    ticket = tickets.locked_where_it_went(id=ticket_id)
    place = waiting.place_of(ticket.id, now) if ticket else None
    if ticket is None or place is None or not place.waits:
        return "taken"
    try:
        with transaction.atomic():
            callbacks.keep_place(
                ticket.brand_id, ticket.person_id, number, ticket.queue_id, ticket.id, wait=place.wait, source=SOURCE, now=now
            )
    except AlreadyBooked:
        return "already"
    actor = f"person:{ticket.person_id}"
    tickets.carry_on_by(ticket.id, CALLBACK, ticket.conversation.address, now=now, actor=actor)
    call = locked(call_id)
    deflections.answer(call.id, CALLBACK, True, now)
    append([events.call_place_kept(**about(call, now, actor), queue=ticket.queue_id, place=place.place)])
    return "kept"


def send_link(brand: UUID, call_id: UUID, number: str, language: str, now: datetime) -> str:
    """Send a link to somebody who waits: sent, or why not. It takes its time, with no transaction open."""
    with visible([brand]):
        person = Call.objects.values_list("conversation__person", flat=True).get(id=call_id)
    return sms.send_link(brand, call_id, person, number, language, now)


@transaction.atomic
def link_taken(call_id: UUID, now: datetime) -> bool:
    """They go on in writing: nobody takes them any more. False where somebody just has."""
    left = leaves_queue(call_id, now)
    if left:
        deflections.answer(call_id, "sms", True, now)
    return left


@transaction.atomic
def not_placed(callback: Callback, staff: UUID, why: str, now: datetime) -> None:
    """The call that was promised did not ring; ``why`` is a word of what the telephone refuses."""
    append(
        [
            events.call_not_placed(
                brand=callback.brand_id, at=now, subject=callback.id, actor=f"staff:{staff}", person=callback.person_id,
                ticket=callback.ticket_id, staff=staff, why=why,
            )
        ]
    )  # fmt: skip
