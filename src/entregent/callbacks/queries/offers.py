"""What may be booked."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from entregent.calendar.queries import default_calendar, parsed
from entregent.callbacks.models import Callback, Offering
from entregent.callbacks.rules import Slot, offered, quarters
from entregent.kernel.business_time import BusinessCalendar


@dataclass(frozen=True, slots=True)
class Offer:
    """A queue that calls back, in words for customers."""

    queue: UUID
    name: str
    at_once: bool
    days_ahead: int


def offers(brand: UUID) -> list[Offer]:
    """The queues of a brand that take callbacks; one statement."""
    rows = Offering.objects.filter(brand=brand, active=True, queue__active=True).select_related("queue")
    return [Offer(row.queue_id, row.name or row.queue.name, row.at_once, row.days_ahead) for row in rows]


def offer_of(brand: UUID, queue: UUID) -> Offering | None:
    """What a queue offers; None when it takes no callback."""
    found = Offering.objects.filter(brand=brand, queue=queue, active=True, queue__active=True)
    return found.select_related("queue__calendar").first()


def hours_of(offering: Offering) -> BusinessCalendar:
    """The hours in which the queue calls: its own calendar, else the brand's."""
    calendar = offering.queue.calendar
    return parsed(calendar.hours) if calendar else default_calendar(offering.brand_id)


def slots(brand: UUID, queue: UUID, day: date, *, now: datetime) -> list[Slot]:
    """The quarters of a day (the calendar's own) that have a place left; none where the queue offers none."""
    offering = offer_of(brand, queue)
    return days(offering, first=day, count=1, now=now).get(day, []) if offering else []


def days(offering: Offering, *, first: date, count: int, now: datetime) -> dict[date, list[Slot]]:
    """Day → its quarters that have a place left, the days without any left out; one statement for all of them."""
    calendar = hours_of(offering)
    open_quarters = {day: list(quarters(calendar, day)) for day in (first + timedelta(days=n) for n in range(count))}
    every = [at for begin in open_quarters.values() for at in begin]
    if not every:
        return {}
    held = Callback.objects.filter(queue=offering.queue_id, slot_at__gte=every[0], slot_at__lte=every[-1])
    taken = Counter(held.exclude(state=Callback.State.CANCELLED).values_list("slot_at", flat=True))
    earliest, latest = limits(offering, now)
    found = {
        day: offered(begin, places=offering.per_quarter, taken=taken, earliest=earliest, latest=latest)
        for day, begin in open_quarters.items()
    }
    return {day: left for day, left in found.items() if left}


def limits(offering: Offering, now: datetime) -> tuple[datetime, datetime]:
    """Between which instants a slot may begin."""
    return now + timedelta(minutes=offering.notice_minutes), now + timedelta(days=offering.days_ahead)
