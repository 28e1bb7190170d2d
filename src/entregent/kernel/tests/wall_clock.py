"""The slow and obvious reckoning of business time, against which the fast one is held: look at the clock each minute."""

from datetime import UTC, datetime, timedelta

from entregent.kernel.business_time import BusinessCalendar

MINUTE = timedelta(minutes=1)


def open_at(calendar: BusinessCalendar, instant: datetime) -> bool:
    """Whether the clock on the wall of that zone shows an opening."""
    shown = instant.astimezone(calendar.zone)
    day, minute = shown.date(), shown.hour * 60 + shown.minute
    exceptions = dict(calendar.exceptions)
    if day in exceptions:
        hours = exceptions[day]
    elif any(day in holidays.named(day.year) for holidays in calendar.holidays):
        hours = ()
    else:
        hours = calendar.week.days[day.weekday()]
    return any(span.start <= minute < span.end for span in hours)


def elapsed(calendar: BusinessCalendar, start: datetime, end: datetime) -> timedelta:
    """The open time in [start, end), minute after minute."""
    total = timedelta(0)
    minute = start.astimezone(UTC).replace(second=0, microsecond=0)
    while minute < end:
        if open_at(calendar, minute):
            total += min(minute + MINUTE, end) - max(minute, start)
        minute += MINUTE
    return total


def first_minute(calendar: BusinessCalendar, start: datetime, days: int, *, state: bool) -> datetime | None:
    """The earliest instant from start on, within some days, that is open (state=True) or closed (state=False)."""
    minute = start.astimezone(UTC).replace(second=0, microsecond=0)
    while minute < start + timedelta(days=days):
        if open_at(calendar, minute) is state:
            return max(minute, start.astimezone(UTC))
        minute += MINUTE
    return None
