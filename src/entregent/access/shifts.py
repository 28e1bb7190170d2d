"""Working weeks: who should be at work now, and who is missing. Pure: no Django, no clock."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from entregent.kernel.business_time import WeekHours
from entregent.kernel.business_time.hours import DAY_MINUTES, Span

LATE_FOR = timedelta(minutes=30)
"""How long after the beginning of a shift someone who is not there is late; absent from then on."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One turn at work; instants with their zone. What touches at midnight is one turn."""

    start: datetime
    end: datetime


class Attendance(StrEnum):
    """Whether someone is where their week says."""

    HERE = "here"
    LATE = "late"
    ABSENT = "absent"
    FREE = "free"
    EXTRA = "extra"


def shift_at(week: WeekHours, zone: ZoneInfo, at: datetime) -> Shift | None:
    """The turn that falls on an instant, or None: between two, on a day off."""
    local = at.astimezone(zone)
    minute = local.hour * 60 + local.minute
    span = next((one for one in week.days[local.weekday()] if one.start <= minute < one.end), None)
    if span is None:
        return None
    first, last, start, end = local.date(), local.date(), span, span
    # A night is written in two: until midnight, then from midnight. A week has no more than seven such joints.
    for _ in week.days:
        before = week.days[(first.weekday() - 1) % 7]
        if start.start != 0 or not before or before[-1].end != DAY_MINUTES:
            break
        first, start = first - timedelta(days=1), before[-1]
    for _ in week.days:
        after = week.days[(last.weekday() + 1) % 7]
        if end.end != DAY_MINUTES or not after or after[0].start != 0:
            break
        last, end = last + timedelta(days=1), after[0]
    midnight = datetime.combine(first, time.min, zone), datetime.combine(last, time.min, zone)
    return Shift(midnight[0] + timedelta(minutes=start.start), midnight[1] + timedelta(minutes=end.end))


def attendance(shift: Shift | None, at: datetime, *, online: bool) -> Attendance:
    """Whether someone who is online, or not, is where they should be at that instant."""
    if shift is None:
        return Attendance.EXTRA if online else Attendance.FREE
    if online:
        return Attendance.HERE
    return Attendance.LATE if at - shift.start < LATE_FOR else Attendance.ABSENT


def weekly_minutes(week: WeekHours) -> int:
    """How many minutes of work an ordinary week holds."""
    return sum(_length(span) for day in week.days for span in day)


def _length(span: Span) -> int:
    return span.end - span.start
