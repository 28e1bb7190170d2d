"""Exact business time: calendars with lunch breaks, public holidays, exceptions and changes of the clock."""

from entregent.kernel.business_time.business_calendar import BusinessCalendar, zone_of
from entregent.kernel.business_time.hours import (
    ALWAYS,
    WEEKDAYS,
    CalendarError,
    DayHours,
    Span,
    WeekHours,
    day_hours,
)
from entregent.kernel.business_time.public_holidays import L3133_1, PublicHolidays
from entregent.kernel.business_time.reckoning import (
    LONGEST,
    NeverOpens,
    add_business,
    business_elapsed,
    business_seconds,
    is_open,
    next_closing,
    next_opening,
)

__all__ = [
    "ALWAYS",
    "L3133_1",
    "LONGEST",
    "WEEKDAYS",
    "BusinessCalendar",
    "CalendarError",
    "DayHours",
    "NeverOpens",
    "PublicHolidays",
    "Span",
    "WeekHours",
    "add_business",
    "business_elapsed",
    "business_seconds",
    "day_hours",
    "is_open",
    "next_closing",
    "next_opening",
    "zone_of",
]
