"""Which quarters of an hour are offered: pure, on exact business time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from entregent.kernel.business_time import BusinessCalendar, business_elapsed, next_opening

QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Slot:
    """A quarter of an hour in which somebody may be called: when it begins (UTC), how many places are left."""

    at: datetime
    left: int


def quarters(calendar: BusinessCalendar, day: date) -> Iterator[datetime]:
    """The quarters of an hour of a local day that are open from end to end, in order, as instants."""
    at, end = _midnight(calendar, day), _midnight(calendar, day + timedelta(days=1))
    while at < end:
        if business_elapsed(calendar, at, at + QUARTER) == QUARTER:
            yield at
        at += QUARTER


def offered(
    begin: Iterable[datetime], *, places: int, taken: Mapping[datetime, int], earliest: datetime, latest: datetime
) -> list[Slot]:
    """The quarters that have a place left and begin between two instants (the second not included)."""
    return [
        Slot(at, places - taken.get(at, 0)) for at in begin if earliest <= at < latest and taken.get(at, 0) < places
    ]  # fmt: skip


def free_place(places: int, occupied: Iterable[int]) -> int | None:
    """The lowest place of a slot that nobody has; None when there is none."""
    held = set(occupied)
    return next((place for place in range(places) if place not in held), None)


def next_try(tries: int, most: int, at: datetime, spacing: timedelta, calendar: BusinessCalendar) -> datetime | None:
    """When somebody who did not answer at ``at`` is called again, in open hours; None after the last try. Raises NeverOpens."""
    return None if tries >= most else next_opening(calendar, at + spacing)


def _midnight(calendar: BusinessCalendar, day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=calendar.zone).astimezone(UTC)
