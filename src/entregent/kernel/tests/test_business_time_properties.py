"""Business time held against a minute-by-minute look at the clock, on ordinary days and on those when the clock jumps."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from entregent.kernel.business_time import (
    BusinessCalendar,
    NeverOpens,
    PublicHolidays,
    Span,
    WeekHours,
    add_business,
    business_elapsed,
    day_hours,
    is_open,
    next_closing,
    next_opening,
)
from entregent.kernel.tests.wall_clock import elapsed, first_minute, open_at

# (zone, a day worth looking at, holidays): changes of the clock by an hour, by half an hour, at midnight, a minute past
# midnight, a date that never was, and holidays of the mainland, of Alsace, of an overseas territory and of a canton.
PLACES = [
    ("Europe/Paris", date(2026, 3, 29), None),
    ("Europe/Paris", date(2026, 10, 25), None),
    ("Europe/Paris", date(2026, 5, 14), PublicHolidays("FR")),
    ("Europe/Paris", date(2026, 12, 26), PublicHolidays("FR", "6AE")),
    ("America/Martinique", date(2026, 5, 22), PublicHolidays("FR", "MQ")),
    ("America/Martinique", date(2026, 3, 29), None),
    ("Indian/Reunion", date(2026, 12, 20), PublicHolidays("FR", "RE")),
    ("Pacific/Noumea", date(2026, 10, 25), None),
    ("Europe/Zurich", date(2026, 9, 10), PublicHolidays("CH", "GE")),
    ("Africa/Casablanca", date(2026, 2, 15), None),
    ("Africa/Casablanca", date(2026, 3, 22), PublicHolidays("MA")),
    ("America/Havana", date(2026, 3, 8), None),
    ("America/Havana", date(2026, 11, 1), None),
    ("Australia/Lord_Howe", date(2026, 4, 5), None),
    ("America/St_Johns", date(2010, 11, 7), None),
    ("Pacific/Apia", date(2011, 12, 30), None),
]

minutes = st.one_of(st.sampled_from([0, 60, 90, 120, 150, 180, 210, 750, 840, 1380, 1439, 1440]), st.integers(0, 1440))


@st.composite
def hours(draw: st.DrawFn) -> tuple[Span, ...]:
    """A day's hours: none, all, with a lunch break, or any intervals that do not overlap."""
    usual: list[list[str]] = [[], ["00:00-24:00"], ["09:00-12:30", "14:00-18:00"], ["00:00-02:30", "20:00-24:00"]]
    if draw(st.booleans()):
        return day_hours(draw(st.sampled_from(usual)))
    bounds = sorted(draw(st.sets(minutes, min_size=2, max_size=6)))
    return day_hours(Span(bounds[i], bounds[i + 1]) for i in range(0, len(bounds) - 1, 2))


@st.composite
def situations(draw: st.DrawFn) -> tuple[BusinessCalendar, datetime, datetime]:
    """A calendar and two instants, in order, at most three days apart, near a day worth looking at."""
    zone, day, holidays = draw(st.sampled_from(PLACES))
    week = draw(st.tuples(*[hours()] * 7))
    exceptions = draw(st.dictionaries(st.integers(-2, 3).map(lambda n: day + timedelta(days=n)), hours(), max_size=2))
    calendar = BusinessCalendar(ZoneInfo(zone), WeekHours(week), (holidays,) if holidays else (), tuple(exceptions.items()))
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    whole = st.integers(-2 * 1440, 1440).map(lambda n: timedelta(minutes=n))
    start = noon + draw(st.one_of(whole, st.timedeltas(timedelta(days=-2), timedelta(days=1))))
    return calendar, start, start + draw(st.timedeltas(timedelta(0), timedelta(days=3)))


@settings(max_examples=150)
@given(situations())
def test_elapsed_is_what_the_clock_shows(situation: tuple[BusinessCalendar, datetime, datetime]) -> None:
    calendar, start, end = situation
    assert business_elapsed(calendar, start, end) == elapsed(calendar, start, end)
    assert business_elapsed(calendar, end, start) == -business_elapsed(calendar, start, end)


@settings(max_examples=150)
@given(situations())
def test_adding_reaches_the_first_instant_by_which_the_amount_has_passed(
    situation: tuple[BusinessCalendar, datetime, datetime],
) -> None:
    calendar, start, end = situation
    amount = elapsed(calendar, start, end)
    due = add_business(calendar, start, amount)
    assert due.tzinfo is UTC
    assert start <= due <= end
    assert business_elapsed(calendar, start, due) == amount
    if amount:
        assert business_elapsed(calendar, start, due - timedelta(microseconds=1)) < amount


@settings(max_examples=100)
@given(situations(), st.timedeltas(timedelta(0), timedelta(days=20)), st.timedeltas(timedelta(0), timedelta(days=20)))
def test_adding_twice_is_adding_the_sum(
    situation: tuple[BusinessCalendar, datetime, datetime], one: timedelta, other: timedelta
) -> None:
    calendar, start, _ = situation
    try:
        due = add_business(calendar, start, one + other)
    except NeverOpens:
        assume(False)
    assert add_business(calendar, add_business(calendar, start, one), other) == due
    assert business_elapsed(calendar, start, due) == one + other


@settings(max_examples=150)
@given(situations())
def test_open_and_the_next_changes_are_what_the_clock_shows(
    situation: tuple[BusinessCalendar, datetime, datetime],
) -> None:
    calendar, start, _ = situation
    assert is_open(calendar, start) is open_at(calendar, start)
    opening = first_minute(calendar, start, 3, state=True)
    if opening is not None:
        assert next_opening(calendar, start) == opening
    closing = first_minute(calendar, start, 3, state=False)
    if closing is not None:
        assert next_closing(calendar, start) == closing


@given(situations())
def test_the_document_gives_back_an_equal_calendar(situation: tuple[BusinessCalendar, datetime, datetime]) -> None:
    calendar, start, end = situation
    copy = BusinessCalendar.from_json(calendar.to_json())
    assert copy == calendar
    assert hash(copy) == hash(calendar)
    assert business_elapsed(copy, start, end) == business_elapsed(calendar, start, end)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place[0]} {place[1]}")
def test_open_around_the_clock_is_plain_time(place: tuple[str, date, PublicHolidays | None]) -> None:
    zone, day, _ = place
    almost = BusinessCalendar(ZoneInfo(zone), WeekHours((day_hours(["00:00-24:00"]),) * 7), (), ((date(1990, 1, 1), ()),))
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=2)
    assert business_elapsed(almost, start, start + timedelta(days=5)) == timedelta(days=5)
    assert next_closing(almost, start) is None
