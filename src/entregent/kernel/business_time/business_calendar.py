"""A business calendar: a time zone, a week, public holidays and exceptions, and its form as a JSON document."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import cast
from zoneinfo import ZoneInfo

from entregent.kernel.business_time.hours import WEEKDAYS, CalendarError, DayHours, WeekHours, day_hours
from entregent.kernel.business_time.public_holidays import PublicHolidays

_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*")


@dataclass(frozen=True)
class BusinessCalendar:
    """When a service is open. Immutable and hashable; equal calendars share their computed days.

    An instant is open exactly when the wall clock of `zone` then shows a time inside an interval of that local date.
    On the night the clock goes back, an hour that it shows twice is therefore open twice; one that it skips is never.

    exceptions: (date, hours) pairs, which replace whatever the week and the holidays say of that date; () is closed.
    Otherwise a date in any of `holidays` is closed, and the week decides the rest.
    """

    zone: ZoneInfo
    week: WeekHours
    holidays: tuple[PublicHolidays, ...] = ()
    exceptions: tuple[tuple[date, DayHours], ...] = ()
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.zone.key is None:
            raise CalendarError("a time zone must be one of the IANA database")
        ordered = tuple(sorted((day, day_hours(hours)) for day, hours in self.exceptions))
        for (one, _), (other, _) in pairwise(ordered):
            if one == other:
                raise CalendarError(f"{one} has two exceptions")
        object.__setattr__(self, "holidays", tuple(sorted(set(self.holidays), key=_place_order)))
        object.__setattr__(self, "exceptions", ordered)
        object.__setattr__(self, "_hash", hash((self.zone.key, self.week, self.holidays, self.exceptions)))

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[type["BusinessCalendar"], tuple[object, ...]]:
        # Rebuilt rather than copied: a hash of texts holds only in the process that made it.
        return type(self), (self.zone, self.week, self.holidays, self.exceptions)

    @property
    def never_closes(self) -> bool:
        """Whether it is open at every instant."""
        return self.week.never_closes and not self.holidays and not self.exceptions

    def to_json(self) -> dict[str, object]:
        """The calendar as a plain JSON document, e.g.

        {"zone": "Europe/Paris", "week": {"mon": ["09:00-12:30", "14:00-18:00"], …},
        "holidays": [{"country": "FR", "subdivision": "57"}], "exceptions": {"2026-12-24": ["09:00-12:00"]}}
        """
        return {
            "zone": self.zone.key,
            "week": {name: _written(hours) for name, hours in zip(WEEKDAYS, self.week.days, strict=True) if hours},
            "holidays": [
                {"country": one.country} | ({"subdivision": one.subdivision} if one.subdivision else {})
                for one in self.holidays
            ],
            "exceptions": {day.isoformat(): _written(hours) for day, hours in self.exceptions},
        }

    @classmethod
    def from_json(cls, document: Mapping[str, object]) -> "BusinessCalendar":
        """The calendar of a document made by `to_json` or by hand. Raises CalendarError, which says what is wrong."""
        unknown = sorted(set(document) - {"zone", "week", "holidays", "exceptions"})
        if unknown:
            raise CalendarError(f"{', '.join(map(repr, unknown))}: not a part of a calendar")
        week = {name: _spans(spans, name) for name, spans in _mapping(document.get("week", {}), "week").items()}
        exceptions = _mapping(document.get("exceptions", {}), "exceptions")
        return cls(
            zone=zone_of(document.get("zone")),
            week=WeekHours.of(week),
            holidays=tuple(_holidays(one) for one in _sequence(document.get("holidays", ()), "holidays")),
            exceptions=tuple((_day(day), day_hours(_spans(spans, day))) for day, spans in exceptions.items()),
        )


def zone_of(name: object) -> ZoneInfo:
    """The IANA time zone of that name. Raises CalendarError when there is none."""
    if isinstance(name, str) and _ZONE.fullmatch(name):
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            pass
    raise CalendarError(f"{name!r} is not a time zone of the IANA database")


def _place_order(holidays: PublicHolidays) -> tuple[str, str]:
    return holidays.country, holidays.subdivision or ""


def _written(hours: DayHours) -> list[str]:
    return [str(span) for span in hours]


def _mapping(value: object, name: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise CalendarError(f"{name}: an object is expected")
    return cast(Mapping[str, object], value)


def _sequence(value: object, name: str) -> Sequence[object]:
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        raise CalendarError(f"{name}: a list is expected")
    return cast(Sequence[object], value)


def _spans(value: object, name: str) -> list[str]:
    spans: Iterable[object] = _sequence(value, name)
    texts = [span for span in spans if isinstance(span, str)]
    if len(texts) != len(_sequence(value, name)):
        raise CalendarError(f"{name}: an interval is written HH:MM-HH:MM")
    return texts


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CalendarError(f"{text!r}: a date is written YYYY-MM-DD") from None


def _holidays(value: object) -> PublicHolidays:
    entry = _mapping(value, "holidays")
    country, subdivision = entry.get("country"), entry.get("subdivision")
    unknown = set(entry) - {"country", "subdivision"}
    if unknown or not isinstance(country, str) or not isinstance(subdivision, str | None):
        raise CalendarError('holidays: an entry is {"country": …} with or without "subdivision": …')
    return PublicHolidays(country, subdivision or None)
