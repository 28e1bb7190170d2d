"""Booking a callback, moving it, giving it up. A slot is never sold more often than it has places: the database sees to it."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from entregent.callbacks import events
from entregent.callbacks.errors import AlreadyBooked, NotOffered, SlotTaken, TooLate
from entregent.callbacks.models import Callback, Offering
from entregent.callbacks.queries.agenda import OPEN
from entregent.callbacks.queries.offers import hours_of, limits, offer_of
from entregent.callbacks.rules import QUARTER, free_place, quarters
from entregent.journal.actions import append
from entregent.journal.kinds import Fact
from entregent.kernel.business_time import add_business, next_opening
from entregent.kernel.handles import Handle
from entregent.people import actions as people
from entregent.tickets import actions as tickets
from entregent.tickets.errors import TicketRefusal


@transaction.atomic
def book(
    brand: UUID, person: UUID, phone: Handle, queue: UUID, slot: datetime | None, about: str, *, source: str, now: datetime,
    actor: str = "",
) -> Callback:  # fmt: skip
    """Promise to call a person, in the quarter of an hour that begins at ``slot`` or (None) as soon as possible.

    ``source`` is where it was asked for; ``actor`` is the person unless somebody books for them. Raises NotOffered, SlotTaken,
    AlreadyBooked when they wait for a call of this queue already.
    """
    offering = offer_of(brand, queue)
    if offering is None or (slot is None and not offering.at_once):
        raise NotOffered()
    person = people.hold(person)
    made = Callback(
        brand_id=brand, person_id=person, queue_id=queue, phone=phone.value, about=" ".join(about.split())[:500], source=source,
        asked_at=now, **_times(offering, slot, now),
    )  # fmt: skip
    _place(offering, made)
    fact = events.booked(**about_it(made, now, actor or f"person:{person}"), slot=made.slot_at, due=made.due_at, source=source)
    append([fact])
    return made


@transaction.atomic
def move(callback_id: UUID, slot: datetime | None, *, now: datetime, actor: str) -> Callback:
    """Put a callback at another time. Raises TooLate once it is time to call, NotOffered, SlotTaken: it stays where it was."""
    callback = _held(callback_id)
    offering = offer_of(callback.brand_id, callback.queue_id)
    if callback.state != Callback.State.BOOKED:
        raise TooLate()
    if offering is None or (slot is None and not offering.at_once):
        raise NotOffered()
    before = callback.slot_at
    if slot == before:
        return callback
    for name, value in _times(offering, slot, now).items():
        setattr(callback, name, value)
    callback.moves += 1
    _place(offering, callback)
    append([events.moved(**about_it(callback, now, actor), before=before, after=slot)])
    return callback


@transaction.atomic
def cancel(callback_id: UUID, *, now: datetime, actor: str) -> Callback:
    """Nobody is to be called any more: the place is free again, the request that waited is settled. Twice is once.

    Raises TooLate once an agent has it.
    """
    callback = _held(callback_id)
    if callback.state == Callback.State.CANCELLED:
        return callback
    if callback.state not in OPEN:
        raise TooLate()
    callback.state, callback.ended_at = Callback.State.CANCELLED, now
    callback.save(update_fields=["state", "ended_at"])
    append([events.cancelled(**about_it(callback, now, actor), slot=callback.slot_at)])
    if callback.ticket_id is not None:
        with suppress(TicketRefusal):  # it is settled already
            tickets.set_status(callback.ticket_id, "resolved", staff=None, now=now, actor=actor)
    return callback


def about_it(callback: Callback, now: datetime, actor: str) -> dict[str, Any]:
    """What every fact of a callback says."""
    return {
        "brand": callback.brand_id, "at": now, "subject": callback.id, "actor": actor, "person": callback.person_id,
        "queue": callback.queue_id,
    }  # fmt: skip


def _held(callback_id: UUID) -> Callback:
    return Callback.objects.select_for_update(of=["self"]).get(id=callback_id)


def _times(offering: Offering, slot: datetime | None, now: datetime) -> dict[str, datetime | None]:
    """When it waits for an agent, and by when one takes it up. Raises NotOffered."""
    calendar = hours_of(offering)
    if slot is None:
        starts = next_opening(calendar, now)
        patience = timedelta(seconds=offering.queue.target_seconds)
        return {"slot_at": None, "place": None, "starts_at": starts, "due_at": add_business(calendar, starts, patience)}
    earliest, latest = limits(offering, now)
    if not earliest <= slot < latest or slot not in quarters(calendar, slot.astimezone(calendar.zone).date()):
        raise NotOffered()
    return {"slot_at": slot, "starts_at": slot, "due_at": slot + QUARTER}


def _place(offering: Offering, callback: Callback) -> None:
    """Save the callback in a place of its slot. Of two who want the last one at once, one gets it: raises SlotTaken for the
    other, AlreadyBooked for who waits for a call of this queue already."""
    mine = Callback.objects.filter(queue=callback.queue_id).exclude(id=callback.id)
    for _ in range(offering.per_quarter + 1):
        if mine.filter(person=callback.person_id, state__in=OPEN).exists():
            raise AlreadyBooked()
        if callback.slot_at is not None:
            held = mine.filter(slot_at=callback.slot_at).exclude(state=Callback.State.CANCELLED)
            callback.place = free_place(offering.per_quarter, held.values_list("place", flat=True))
            if callback.place is None:
                raise SlotTaken()
        try:
            with transaction.atomic():
                callback.save()
        except IntegrityError:  # somebody was faster: look again
            continue
        return
    raise SlotTaken()


def fact_of(kind: Any, callback: Callback, at: datetime, actor: str, **data: Any) -> Fact:
    """A fact about a callback whose request is there."""
    return kind(**about_it(callback, at, actor), ticket=callback.ticket_id, **data)
