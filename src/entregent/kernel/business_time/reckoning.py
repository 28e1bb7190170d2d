"""Questions asked of a business calendar: how long, until when, is it open, when next."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from entregent.kernel.business_time.business_calendar import BusinessCalendar
from entregent.kernel.business_time.openings import (
    CENTURY_DAYS,
    DAY,
    MICROSECOND,
    Interval,
    Openings,
    from_instant,
    openings_of,
    to_instant,
)

LONGEST = timedelta(days=CENTURY_DAYS)
"""A century: what is longer or further away is a mistake, refused rather than reckoned day by day."""


class NeverOpens(ValueError):
    """The calendar has no opening left after the moment asked for, or none that could do within a century."""


def business_elapsed(calendar: BusinessCalendar, start: datetime, end: datetime) -> timedelta:
    """The open time between two aware datetimes, exact to the microsecond; negative when end is before start.

    Real elapsed time: an opening during which the clock goes back an hour counts that hour too.
    Raises ValueError for naive datetimes or more than LONGEST.
    """
    first, last = to_instant(start), to_instant(end)
    if first > last:
        return -business_elapsed(calendar, end, start)
    if (last - first) * MICROSECOND > LONGEST:
        raise ValueError("longer than a century")
    if calendar.never_closes:
        return (last - first) * MICROSECOND
    openings, total = openings_of(calendar), 0
    for day in range(first // DAY, last // DAY + 1):
        for opens, closes in openings.of_day(day):
            if opens < last and closes > first:
                total += min(closes, last) - max(opens, first)
    return total * MICROSECOND


def business_seconds(calendar: BusinessCalendar, start: datetime, end: datetime) -> float:
    """`business_elapsed` in seconds, for figures; add up the timedeltas instead where exactness matters."""
    return business_elapsed(calendar, start, end).total_seconds()


def add_business(calendar: BusinessCalendar, start: datetime, amount: timedelta) -> datetime:
    """The earliest instant (UTC) by which `amount` of open time has passed since `start`.

    An amount that ends with the day is due at closing time, not at the next opening. An amount of zero is due at
    `start` itself, open or not; so that add(add(t, a), b) == add(t, a + b) always holds.
    Opened Friday 17:50 with 4 h on hours 09:00-12:30 and 14:00-18:00 is due Monday 14:20.
    Raises ValueError for a naive start, a negative amount or more than LONGEST, and NeverOpens when the calendar has
    no opening left in which to spend the rest.
    """
    if not timedelta(0) <= amount <= LONGEST:
        raise ValueError("an amount of business time lies between zero and a century")
    instant, left = to_instant(start), amount // MICROSECOND
    if left == 0 or calendar.never_closes:
        return from_instant(instant + left)
    for opens, closes in _intervals_after(openings_of(calendar), instant):
        opens = max(opens, instant)
        if closes - opens >= left:
            return from_instant(opens + left)
        left -= closes - opens
    raise NeverOpens("the calendar has no opening left")


def is_open(calendar: BusinessCalendar, at: datetime) -> bool:
    """Whether the calendar is open at that instant; an interval includes its first instant and not its last."""
    instant = to_instant(at)
    if calendar.never_closes:
        return True
    return any(opens <= instant < closes for opens, closes in openings_of(calendar).of_day(instant // DAY))


def next_opening(calendar: BusinessCalendar, at: datetime) -> datetime:
    """The earliest open instant (UTC) from `at` on: `at` itself when open. Raises NeverOpens when there is none."""
    instant = to_instant(at)
    if calendar.never_closes:
        return from_instant(instant)
    for opens, _ in _intervals_after(openings_of(calendar), instant):
        return from_instant(max(opens, instant))
    raise NeverOpens("the calendar has no opening left")


def next_closing(calendar: BusinessCalendar, at: datetime) -> datetime | None:
    """The earliest closed instant (UTC) from `at` on: `at` itself when closed; None when it never closes again."""
    instant = to_instant(at)
    if calendar.never_closes:
        return None
    openings = openings_of(calendar)
    horizon = openings.horizon(instant // DAY) * DAY
    closed_from = instant
    for opens, closes in _intervals_after(openings, instant):
        if opens > closed_from:
            break
        closed_from = closes
        if closed_from > horizon:
            return None
    return from_instant(closed_from)


def _intervals_after(openings: Openings, instant: int) -> Iterator[Interval]:
    """The open intervals that end after an instant, in order, until two years pass without any, or a century."""
    day = instant // DAY
    horizon, limit = openings.horizon(day), day + CENTURY_DAYS
    while day <= min(horizon, limit):
        for opens, closes in openings.of_day(day):
            if closes > instant:
                yield opens, closes
                horizon = openings.horizon(day)
        day += 1
