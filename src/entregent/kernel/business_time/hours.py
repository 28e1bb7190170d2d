"""Opening hours as people write them: several intervals a day in local time, lunch breaks being the gaps."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

DAY_MINUTES = 24 * 60
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_SPAN = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)", re.ASCII)


class CalendarError(ValueError):
    """Hours or a calendar that make no sense; the message says where, in words an administrator can act on."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """An opening interval [start, end) of one day, in minutes of local time since 00:00; end may be 1440 (24:00)."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= DAY_MINUTES:
            raise CalendarError(
                f"{self}: an interval runs from 00:00 to 24:00 and ends after it starts; split a night at midnight"
            )

    @classmethod
    def parse(cls, text: str) -> "Span":
        """The interval written "HH:MM-HH:MM", e.g. "14:00-18:00" or "20:00-24:00". Raises CalendarError."""
        found = _SPAN.fullmatch(text.strip())
        if not found:
            raise CalendarError(f"{text!r}: an interval is written HH:MM-HH:MM")
        from_hour, from_minute, to_hour, to_minute = map(int, found.groups())
        if from_minute > 59 or to_minute > 59:
            raise CalendarError(f"{text!r}: an hour has 60 minutes")
        return cls(from_hour * 60 + from_minute, to_hour * 60 + to_minute)

    def __str__(self) -> str:
        return f"{_clock(self.start)}-{_clock(self.end)}"


DayHours = tuple[Span, ...]
"""The intervals of one day, in order, apart from one another; empty when closed."""


def day_hours(spans: Iterable[Span | str]) -> DayHours:
    """The hours of one day: sorted, touching intervals joined. Raises CalendarError when two overlap."""
    ordered = sorted(Span.parse(span) if isinstance(span, str) else span for span in spans)
    for one, following in pairwise(ordered):
        if following.start < one.end:
            raise CalendarError(f"{one} and {following} overlap")
    joined: list[Span] = []
    for span in ordered:
        if joined and joined[-1].end == span.start:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return tuple(joined)


@dataclass(frozen=True, slots=True)
class WeekHours:
    """The hours of an ordinary week, Monday first; each day is tidied as `day_hours` does."""

    days: tuple[DayHours, DayHours, DayHours, DayHours, DayHours, DayHours, DayHours]

    def __post_init__(self) -> None:
        if len(self.days) != len(WEEKDAYS):
            raise CalendarError("a week has seven days")
        object.__setattr__(self, "days", tuple(day_hours(day) for day in self.days))

    @classmethod
    def of(cls, days: Mapping[str, Sequence[Span | str]]) -> "WeekHours":
        """A week from {"mon": ["09:00-12:30", "14:00-18:00"], …}; a day left out is closed. Raises CalendarError."""
        unknown = sorted(set(days) - set(WEEKDAYS))
        if unknown:
            raise CalendarError(f"{', '.join(map(repr, unknown))}: a day is one of {', '.join(WEEKDAYS)}")
        mon, tue, wed, thu, fri, sat, sun = (day_hours(days.get(name, ())) for name in WEEKDAYS)
        return cls((mon, tue, wed, thu, fri, sat, sun))

    @property
    def never_closes(self) -> bool:
        """Whether every day is open from 00:00 to 24:00."""
        return all(day == (ALL_DAY,) for day in self.days)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


ALL_DAY = Span(0, DAY_MINUTES)
ALWAYS = WeekHours(((ALL_DAY,),) * 7)
"""Open around the clock, seven days a week."""
