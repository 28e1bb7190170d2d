"""When customers write: pure. Mondays and late mornings are the busiest; holidays are quiet, and their morrow is not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from entregent.demo.dice import Dice
from entregent.demo.plan import BrandPlan, OutagePlan
from entregent.kernel.business_time import PublicHolidays

DAYS = 90
WEEKDAYS = (1.35, 1.08, 1.0, 0.97, 0.9, 0.42, 0.26)
"""Volumes from Monday to Sunday, an ordinary Wednesday being 1."""
HOURS = (
    0.3, 0.2, 0.1, 0.1, 0.1, 0.3, 0.8, 2.2, 5.0, 8.6, 12.6, 11.8,
    6.4, 5.6, 7.6, 7.2, 6.2, 5.4, 4.6, 4.0, 3.8, 3.4, 2.2, 1.0,
)  # fmt: skip
"""Share of the day's volume by local hour: the peak is from 10 to 12."""
HOLIDAY = 0.3
MORROW = 1.25


@dataclass(frozen=True, slots=True)
class Arrival:
    """A customer begins to write; ``outage`` when everybody does."""

    at: datetime
    outage: OutagePlan | None = None


def arrivals(plan: BrandPlan, scale: float, now: datetime, dice: Dice) -> list[Arrival]:
    """The requests of the last ``DAYS`` days, oldest first. ``scale`` multiplies the volumes."""
    zone = ZoneInfo(plan.fields["time_zone"])
    today = now.astimezone(zone).date()
    found: list[Arrival] = []
    for ago in range(DAYS, -1, -1):
        day = today - timedelta(days=ago)
        volume = plan.tickets_a_weekday * scale * day_factor(plan, day) * (0.92 + 0.16 * dice.random())
        found += [Arrival(at) for at in _of_day(day, volume, zone, dice) if at < now]
    if plan.outage:
        found += [Arrival(at, plan.outage) for at in _of_outage(plan.outage, scale, today, zone, dice)]
    found.sort(key=lambda arrival: arrival.at)
    return found


def day_factor(plan: BrandPlan, day: date) -> float:
    """How busy a day is against an ordinary Wednesday."""
    factor = WEEKDAYS[day.weekday()]
    if is_holiday(plan, day):
        return factor * HOLIDAY
    return factor * (MORROW if is_holiday(plan, day - timedelta(days=1)) else 1.0)


def is_holiday(plan: BrandPlan, day: date) -> bool:
    """Whether the brand's default calendar is closed for a public holiday that day."""
    places = plan.calendars[0]["hours"]["holidays"]
    return any(day in PublicHolidays(place["country"], place.get("subdivision")) for place in places)


def outage_start(outage: OutagePlan, today: date, zone: ZoneInfo) -> datetime:
    """When the outage began: on its day of the week, about ``days_ago`` days before today."""
    day = today - timedelta(days=outage.days_ago)
    day -= timedelta(days=(day.weekday() - outage.weekday) % 7)
    return datetime.combine(day, outage.at, zone).astimezone(UTC)


def _of_day(day: date, volume: float, zone: ZoneInfo, dice: Dice) -> Iterator[datetime]:
    total = sum(HOURS)
    for hour, weight in enumerate(HOURS):
        for _ in range(dice.poisson(volume * weight / total)):
            seconds = hour * 3600 + dice.random() * 3600
            yield (datetime.combine(day, time(0), zone) + timedelta(seconds=seconds)).astimezone(UTC)


def _of_outage(outage: OutagePlan, scale: float, today: date, zone: ZoneInfo, dice: Dice) -> Iterator[datetime]:
    start = outage_start(outage, today, zone)
    for _ in range(max(3, round(outage.extra_tickets * scale))):
        # A steep beginning and a long tail.
        yield start + timedelta(hours=outage.hours * dice.betavariate(1.4, 3.2))
