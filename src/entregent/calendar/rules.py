"""Ready-made business hours, and what a calendar must be for promises to be reckoned on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from entregent.kernel.business_time import BusinessCalendar, CalendarError, PublicHolidays
from entregent.kernel.business_time.hours import WEEKDAYS, DayHours

Document = dict[str, object]

OFFICE_HOURS = ["09:00-12:30", "14:00-18:00"]
_WORKING_DAYS = WEEKDAYS[:5]


def office(zone: str, country: str, subdivision: str | None = None) -> Document:
    """Monday to Friday 9:00–12:30 and 14:00–18:00, closed on the public holidays of that place."""
    holidays = {"country": country} | ({"subdivision": subdivision} if subdivision else {})
    return {"zone": zone, "week": dict.fromkeys(_WORKING_DAYS, OFFICE_HOURS), "holidays": [holidays], "exceptions": {}}


def always(zone: str) -> Document:
    """Open around the clock, holidays included."""
    return {"zone": zone, "week": {day: ["00:00-24:00"] for day in WEEKDAYS}, "holidays": [], "exceptions": {}}


PRESETS: dict[str, Document] = {
    "france": office("Europe/Paris", "FR"),
    "alsace-moselle": office("Europe/Paris", "FR", "57"),
    "guadeloupe": office("America/Guadeloupe", "FR", "GP"),
    "martinique": office("America/Martinique", "FR", "MQ"),
    "guyane": office("America/Cayenne", "FR", "GF"),
    "reunion": office("Indian/Reunion", "FR", "RE"),
    "mayotte": office("Indian/Mayotte", "FR", "YT"),
    "geneve": office("Europe/Zurich", "CH", "GE"),
    "vaud": office("Europe/Zurich", "CH", "VD"),
    "zurich": office("Europe/Zurich", "CH", "ZH"),
    "always": always("Europe/Paris"),
}
"""Ready-made hours. Alsace-Moselle adds Good Friday and 26 December; overseas, the day slavery was abolished there."""


def checked(document: Mapping[str, object]) -> BusinessCalendar:
    """The calendar of a document, refused when no ordinary week has an opening: no promise could ever fall due.

    Raises CalendarError, which says what is wrong.
    """
    calendar = BusinessCalendar.from_json(document)
    if not any(calendar.week.days):
        raise CalendarError("a calendar must be open at least once a week")
    return calendar


@dataclass(frozen=True)
class Day:
    """One day of a preview: its hours, the holiday's name where there is one, whether an exception decided."""

    date: date
    hours: DayHours
    holiday: str = ""
    is_exception: bool = False


def preview(calendar: BusinessCalendar, first: date, days: int, language: str = "fr") -> list[Day]:
    """The calendar day by day: what an administrator looks at before saving."""
    exceptions = dict(calendar.exceptions)
    return [_day(calendar, exceptions, first + timedelta(days=number), language) for number in range(days)]


def _day(calendar: BusinessCalendar, exceptions: Mapping[date, DayHours], day: date, language: str) -> Day:
    name = _holiday(calendar.holidays, day, language)
    if day in exceptions:
        return Day(day, exceptions[day], name, is_exception=True)
    return Day(day, () if name else calendar.week.days[day.weekday()], name)


def _holiday(places: tuple[PublicHolidays, ...], day: date, language: str) -> str:
    for place in places:
        if name := place.named(day.year, language).get(day):
            return name.replace("'", "’")
    return ""
