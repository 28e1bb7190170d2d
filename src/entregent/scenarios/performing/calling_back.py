"""Callbacks that a tree offers: the times of its queue, and one of them promised. A time may be gone a moment later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from entregent.callbacks import actions as callbacks
from entregent.callbacks import queries
from entregent.callbacks.errors import AlreadyBooked, CallbackRefused, NotOffered, SlotTaken
from entregent.kernel.business_time import NeverOpens, next_opening
from entregent.kernel.handles import Handle, InvalidHandle, phone_handle
from entregent.people.actions import identify
from entregent.scenarios import medium as media
from entregent.scenarios.tree.effects import CallBack, FindTimes
from entregent.scenarios.tree.inputs import Result

if TYPE_CHECKING:
    from entregent.callbacks.models import Offering
    from entregent.callbacks.rules import Slot
    from entregent.scenarios.performing.host import Host

SOURCE = "scenario"
HALVES = 10
"""Mornings and afternoons among which times are offered: five days."""
NOON = 12


def find_times(host: Host, effect: FindTimes) -> Result:
    """The times that are left, as many as the medium can offer at once; the day's own order, as soon as possible first."""
    offering = _offering(host, effect.queue)
    if offering is None:
        return Result(effect.serial, "failed")
    hours = queries.hours_of(offering)
    first = host.now.astimezone(hours.zone).date()
    left = queries.days(offering, first=first, count=offering.days_ahead + 1, now=host.now)
    zone = ZoneInfo(host.brand.time_zone)
    most = media.capabilities_of(host.session.medium).times
    slots = [at.astimezone(zone).isoformat() for at in spread(left, zone, most)]
    with suppress(NeverOpens):
        if offering.at_once and next_opening(hours, host.now):
            slots.insert(0, "")
    return Result(effect.serial, "offered" if slots else "failed", slots=tuple(slots))


def book(host: Host, effect: CallBack) -> Result:
    """Promise the call; who waits for one of this queue already has it moved. Taken: somebody was faster."""
    offering = _offering(host, effect.queue)
    handle = _phone(effect.phone, host.brand.region)
    if offering is None or handle is None:
        return Result(effect.serial, "failed")
    slot = datetime.fromisoformat(effect.slot) if effect.slot else None
    person = _person(host, handle)
    try:
        made = callbacks.book(
            host.brand.id, person, handle, offering.queue_id, slot, effect.reason, source=SOURCE, now=host.now, actor=host.actor
        )
    except AlreadyBooked:
        held = next(one for one in queries.open_of(person, now=host.now) if one.queue_id == offering.queue_id)
        with suppress(CallbackRefused):  # too late, or gone: the promise stands as it was
            held = callbacks.move(held.id, slot, now=host.now, actor=host.actor)
        made = held
    except (NotOffered, SlotTaken):
        return Result(effect.serial, "taken")
    at = made.slot_at.astimezone(ZoneInfo(host.brand.time_zone)).isoformat() if made.slot_at else None
    return Result(effect.serial, "accepted", {"callback.at": at})


def spread(days: Mapping[date, Iterable[Slot]], zone: ZoneInfo, most: int) -> list[datetime]:
    """At most so many of the times that are left: some of each of the next mornings and afternoons, evenly. Pure."""
    halves: dict[tuple[date, bool], list[datetime]] = {}
    for day, slots in days.items():
        for slot in slots:
            halves.setdefault((day, slot.at.astimezone(zone).hour >= NOON), []).append(slot.at)
    kept = list(halves.values())[: min(most, HALVES)]
    found = []
    for half in kept:
        count = min(len(half), most // len(kept))
        found += [half[place * len(half) // count] for place in range(count)]
    return found


def _offering(host: Host, queue: str) -> Offering | None:
    """What the named queue offers, or the first of the brand’s that calls back."""
    id: UUID | None = host.link("queues", queue)
    if id is None:
        offers = queries.offers(host.brand.id) if not queue else []
        id = offers[0].queue if offers else None
    return queries.offer_of(host.brand.id, id) if id is not None else None


def _person(host: Host, handle: Handle) -> UUID:
    """Who is called: the person of the session, or whoever the number leads to."""
    if host.session.person_id is None:
        known = identify(host.brand.id, handle, source=SOURCE, now=host.now)
        host.facts.extend(known.facts)
        host.session.person_id = known.person_id
    return host.session.person_id


def _phone(text: str, region: str) -> Handle | None:
    try:
        return phone_handle(text, region)
    except InvalidHandle:
        return None
