"""The open intervals of a calendar as instants, one UTC day at a time.

Instants are whole microseconds since 1970-01-01 UTC, so that nothing is ever rounded. Cutting by UTC day, rather than
by local date, keeps the intervals in order and apart whatever the clock does, even where it goes back over midnight.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from entregent.kernel.business_time.business_calendar import BusinessCalendar
from entregent.kernel.business_time.hours import DayHours

Interval = tuple[int, int]

MICROSECOND = timedelta(microseconds=1)
DAY = 86_400_000_000
_MINUTE = 60_000_000
_SECOND = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
# The calendar's first and last days are left out: local time there may fall outside of what Python's dates can hold.
FIRST_DAY = date.min.toordinal() - _EPOCH_ORDINAL + 2
LAST_DAY = date.max.toordinal() - _EPOCH_ORDINAL - 2
_KEPT_DAYS = 4_000
_PATIENCE_DAYS = 800
CENTURY_DAYS = 36_525


def to_instant(at: datetime) -> int:
    """Microseconds since 1970 of an aware datetime. Raises ValueError for a naive one."""
    if at.utcoffset() is None:
        raise ValueError("business time needs an aware datetime")
    # The subtraction must cross time zones: between two datetimes of one zone Python ignores changes of offset.
    return (at.astimezone(UTC) - _EPOCH) // MICROSECOND


def from_instant(instant: int) -> datetime:
    """The datetime, in UTC, of an instant."""
    return _EPOCH + timedelta(microseconds=instant)


class Openings:
    """The computed days of one calendar."""

    def __init__(self, calendar: BusinessCalendar) -> None:
        self._calendar = calendar
        self._exceptions = dict(calendar.exceptions)
        self._days: dict[int, tuple[Interval, ...]] = {}
        self._last_exception = calendar.exceptions[-1][0].toordinal() - _EPOCH_ORDINAL if calendar.exceptions else 0

    def of_day(self, day: int) -> tuple[Interval, ...]:
        """The open intervals [start, end) of the UTC day that many days after 1970-01-01, in order and apart."""
        found = self._days.get(day)
        if found is None:
            if len(self._days) >= _KEPT_DAYS:
                self._days.clear()
            found = self._days[day] = self._compute(day)
        return found

    def horizon(self, day: int) -> int:
        """The UTC day up to which one must look to be sure that nothing changes any more after `day`.

        A week repeats and holidays are yearly: what two years past the last exception do not show never comes.
        """
        return min(max(day, self._last_exception) + _PATIENCE_DAYS, LAST_DAY)

    def _compute(self, day: int) -> tuple[Interval, ...]:
        if not FIRST_DAY <= day <= LAST_DAY:
            raise OverflowError("business time is reckoned between the years 1 and 9999")
        start, end = day * DAY, (day + 1) * DAY
        before, after = self._offset(start), self._offset(end)
        if before == after:
            return tuple(self._local(start, end, before))
        change = self._change(start, end, before)
        pieces = self._local(start, change, before) + self._local(change, end, after)
        return tuple(_joined(pieces))

    def _local(self, start: int, end: int, offset: int) -> list[Interval]:
        """The open intervals within [start, end), during which local time is UTC plus offset (microseconds)."""
        found = []
        for local_day in range((start + offset) // DAY, (end + offset - 1) // DAY + 1):
            midnight = local_day * DAY - offset
            for span in self._hours_on(date.fromordinal(local_day + _EPOCH_ORDINAL)):
                opens = max(start, midnight + span.start * _MINUTE)
                closes = min(end, midnight + span.end * _MINUTE)
                if opens < closes:
                    found.append((opens, closes))
        return _joined(found)

    def _hours_on(self, local_date: date) -> DayHours:
        exception = self._exceptions.get(local_date)
        if exception is not None:
            return exception
        hours = self._calendar.week.days[local_date.weekday()]
        if hours and any(local_date in holidays for holidays in self._calendar.holidays):
            return ()
        return hours

    def _offset(self, instant: int) -> int:
        offset = from_instant(instant).astimezone(self._calendar.zone).utcoffset()
        assert offset is not None
        return offset // MICROSECOND

    def _change(self, start: int, end: int, before: int) -> int:
        """The instant, to the second, from which the offset is no longer `before`."""
        low, high = start // _SECOND, end // _SECOND
        while high - low > 1:
            middle = (low + high) // 2
            if self._offset(middle * _SECOND) == before:
                low = middle
            else:
                high = middle
        return high * _SECOND


@lru_cache(maxsize=256)
def openings_of(calendar: BusinessCalendar) -> Openings:
    """The openings of a calendar, shared by all equal calendars."""
    return Openings(calendar)


def _joined(intervals: list[Interval]) -> list[Interval]:
    joined: list[Interval] = []
    for opens, closes in intervals:
        if joined and joined[-1][1] == opens:
            joined[-1] = (joined[-1][0], closes)
        else:
            joined.append((opens, closes))
    return joined
