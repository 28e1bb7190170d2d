"""Business time by example: the cases people argue about."""

import copy
import json
import pickle
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from entregent.kernel.business_time import (
    ALWAYS,
    L3133_1,
    LONGEST,
    BusinessCalendar,
    CalendarError,
    NeverOpens,
    PublicHolidays,
    Span,
    WeekHours,
    add_business,
    business_elapsed,
    business_seconds,
    day_hours,
    is_open,
    next_closing,
    next_opening,
)

PARIS = ZoneInfo("Europe/Paris")
OFFICE = WeekHours.of({day: ["09:00-12:30", "14:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")})
CALENDAR = BusinessCalendar(PARIS, OFFICE, (L3133_1,))
CLOSED = WeekHours.of({})


def paris(*parts: int, fold: int = 0) -> datetime:
    """The instant at which the clocks of Paris show that; in UTC, as Python holds times shown twice equal to no other."""
    return datetime(*parts, tzinfo=PARIS, fold=fold).astimezone(UTC)  # type: ignore[misc,arg-type]


def hours(amount: float) -> timedelta:
    """That many hours."""
    return timedelta(hours=amount)


def test_opened_friday_evening_with_four_hours() -> None:
    due = add_business(CALENDAR, paris(2026, 7, 3, 17, 50), hours(4))
    assert due == paris(2026, 7, 6, 14, 20)
    assert due.tzinfo is UTC


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        ((2026, 7, 6, 9, 0), 3.5, (2026, 7, 6, 12, 30)),
        ((2026, 7, 6, 9, 0), 7.5, (2026, 7, 6, 18, 0)),
        ((2026, 7, 6, 13, 0), 1, (2026, 7, 6, 15, 0)),
        ((2026, 7, 5, 13, 0), 0, (2026, 7, 5, 13, 0)),
        ((2026, 7, 13, 17, 0), 2, (2026, 7, 15, 10, 0)),
        ((2026, 4, 30, 17, 0), 2, (2026, 5, 4, 10, 0)),
        ((2026, 12, 24, 17, 30), 1, (2026, 12, 28, 9, 30)),
    ],
)
def test_due(start: tuple[int, ...], amount: float, due: tuple[int, ...]) -> None:
    assert add_business(CALENDAR, paris(*start), hours(amount)) == paris(*due)


def test_the_night_the_clock_goes_forward_is_an_hour_shorter() -> None:
    night = BusinessCalendar(PARIS, WeekHours.of({"sun": ["01:00-05:00"]}))
    assert business_elapsed(night, paris(2026, 3, 29, 0), paris(2026, 3, 29, 12)) == hours(3)
    assert add_business(night, paris(2026, 3, 29, 0), hours(1.5)) == paris(2026, 3, 29, 3, 30)


def test_the_night_the_clock_goes_back_is_an_hour_longer() -> None:
    night = BusinessCalendar(PARIS, WeekHours.of({"sun": ["01:00-05:00"]}))
    assert business_elapsed(night, paris(2026, 10, 25, 0), paris(2026, 10, 25, 12)) == hours(5)
    assert add_business(night, paris(2026, 10, 25, 0), hours(2.5)) == paris(2026, 10, 25, 2, 30, fold=1)


def test_an_hour_shown_twice_is_open_twice_and_one_skipped_never() -> None:
    night = BusinessCalendar(PARIS, WeekHours.of({"sun": ["02:00-02:30"]}))
    assert business_elapsed(night, paris(2026, 10, 25, 0), paris(2026, 10, 25, 12)) == hours(1)
    assert next_closing(night, paris(2026, 10, 25, 2, 10)) == paris(2026, 10, 25, 2, 30)
    assert next_opening(night, paris(2026, 10, 25, 2, 30)) == paris(2026, 10, 25, 2, 0, fold=1)
    assert business_elapsed(night, paris(2026, 3, 29, 0), paris(2026, 3, 29, 12)) == hours(0)


def test_amounts_are_exact_to_the_microsecond() -> None:
    tick = timedelta(microseconds=1)
    assert business_elapsed(CALENDAR, paris(2026, 7, 6, 12, 29) + 3 * tick, paris(2026, 7, 6, 14) + tick) == (
        timedelta(minutes=1) - 2 * tick
    )
    assert business_seconds(CALENDAR, paris(2026, 7, 6, 9), paris(2026, 7, 6, 9, 0, 1, 500_000)) == 1.5


def test_an_interval_holds_its_start_and_not_its_end() -> None:
    assert is_open(CALENDAR, paris(2026, 7, 6, 9))
    assert not is_open(CALENDAR, paris(2026, 7, 6, 9) - timedelta(microseconds=1))
    assert not is_open(CALENDAR, paris(2026, 7, 6, 12, 30))


def test_next_opening_and_closing() -> None:
    assert next_opening(CALENDAR, paris(2026, 7, 3, 18)) == paris(2026, 7, 6, 9)
    assert next_opening(CALENDAR, paris(2026, 7, 6, 10)) == paris(2026, 7, 6, 10)
    assert next_closing(CALENDAR, paris(2026, 7, 6, 10)) == paris(2026, 7, 6, 12, 30)
    assert next_closing(CALENDAR, paris(2026, 7, 6, 13)) == paris(2026, 7, 6, 13)


def test_a_night_shift_over_midnight_does_not_close_at_midnight() -> None:
    night = BusinessCalendar(PARIS, WeekHours.of({"mon": ["22:00-24:00"], "tue": ["00:00-06:00"]}))
    assert next_closing(night, paris(2026, 7, 6, 23)) == paris(2026, 7, 7, 6)


def test_an_exception_replaces_the_week_and_the_holiday() -> None:
    days = ((date(2026, 7, 14), day_hours(["10:00-12:00"])), (date(2026, 7, 15), ()))
    calendar = BusinessCalendar(PARIS, OFFICE, (L3133_1,), days)
    assert add_business(calendar, paris(2026, 7, 13, 18), hours(3)) == paris(2026, 7, 16, 10)


def test_always_open_is_plain_arithmetic() -> None:
    always = BusinessCalendar(PARIS, ALWAYS)
    assert add_business(always, paris(2026, 3, 29, 1), hours(4)) == paris(2026, 3, 29, 6)
    assert business_elapsed(always, paris(2026, 3, 29, 1), paris(2026, 3, 29, 6)) == hours(4)
    assert next_opening(always, paris(2026, 3, 29, 1)) == paris(2026, 3, 29, 1)
    assert is_open(always, paris(2026, 3, 29, 1))
    assert next_closing(always, paris(2026, 3, 29, 1)) is None


def test_open_every_day_but_holidays_closes_on_the_next_one() -> None:
    calendar = BusinessCalendar(PARIS, ALWAYS, (L3133_1,))
    assert next_closing(calendar, paris(2026, 7, 15, 8)) == paris(2026, 8, 15)
    assert business_elapsed(calendar, paris(2026, 1, 1), paris(2027, 1, 1)) == timedelta(days=365 - 11)


def test_a_calendar_that_never_opens_says_so() -> None:
    never = BusinessCalendar(PARIS, CLOSED)
    with pytest.raises(NeverOpens):
        add_business(never, paris(2026, 7, 6), hours(1))
    with pytest.raises(NeverOpens):
        next_opening(never, paris(2026, 7, 6))
    assert add_business(never, paris(2026, 7, 6), hours(0)) == paris(2026, 7, 6)
    assert business_elapsed(never, paris(2026, 7, 6), paris(2027, 7, 6)) == hours(0)
    assert next_closing(never, paris(2026, 7, 6)) == paris(2026, 7, 6)


def test_a_calendar_open_only_by_exception_is_used_up() -> None:
    calendar = BusinessCalendar(PARIS, CLOSED, (), ((date(2031, 7, 6), day_hours(["09:00-10:00"])),))
    assert next_opening(calendar, paris(2026, 7, 6)) == paris(2031, 7, 6, 9)
    assert add_business(calendar, paris(2026, 7, 6), hours(1)) == paris(2031, 7, 6, 10)
    with pytest.raises(NeverOpens):
        add_business(calendar, paris(2026, 7, 6), hours(1.1))


def test_what_lies_beyond_a_century_is_refused() -> None:
    minute_a_week = BusinessCalendar(PARIS, WeekHours.of({"mon": ["09:00-09:01"]}))
    with pytest.raises(NeverOpens, match="opening"):
        add_business(minute_a_week, paris(2026, 7, 6), LONGEST)
    with pytest.raises(ValueError, match="century"):
        add_business(CALENDAR, paris(2026, 7, 6), LONGEST + timedelta(days=1))
    with pytest.raises(ValueError, match="century"):
        business_elapsed(CALENDAR, paris(1826, 7, 6), paris(2026, 7, 6))
    with pytest.raises(ValueError, match="century"):
        add_business(CALENDAR, paris(2026, 7, 6), timedelta(seconds=-1))


def test_the_edges_of_time_are_errors_and_not_surprises() -> None:
    with pytest.raises(OverflowError):
        is_open(CALENDAR, datetime(1, 1, 1, tzinfo=UTC))
    with pytest.raises(NeverOpens):
        add_business(CALENDAR, datetime(9999, 12, 28, tzinfo=UTC), hours(100))


def test_a_naive_moment_is_refused() -> None:
    naive = paris(2026, 7, 6).replace(tzinfo=None)
    with pytest.raises(ValueError, match="aware"):
        is_open(CALENDAR, naive)
    with pytest.raises(ValueError, match="aware"):
        business_elapsed(CALENDAR, paris(2026, 7, 6), naive)


def test_the_eleven_national_holidays_of_the_labour_code() -> None:
    # C. trav. L.3133-1, with Easter of 2026 on 5 April.
    expected = ["01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01", "11-11", "12-25"]
    assert [f"{day:%m-%d}" for day in L3133_1.named(2026)] == expected
    assert L3133_1.named(2026)[date(2026, 7, 14)] == "Fête nationale"


@pytest.mark.parametrize(
    ("country", "subdivision", "day", "is_holiday"),
    [
        ("FR", "57", date(2026, 4, 3), True),
        ("FR", "6AE", date(2026, 12, 26), True),
        ("FR", None, date(2026, 12, 26), False),
        ("FR", "GP", date(2026, 5, 27), True),
        ("FR", "MQ", date(2026, 5, 22), True),
        ("FR", "GF", date(2026, 6, 10), True),
        ("FR", "RE", date(2026, 12, 20), True),
        ("FR", "YT", date(2026, 4, 27), True),
        ("CH", "GE", date(2026, 9, 10), True),
        ("CH", "VD", date(2026, 9, 10), False),
        ("CH", "VD", date(2026, 9, 21), True),
        ("BE", None, date(2026, 7, 21), True),
        ("MA", None, date(2026, 7, 30), True),
        ("MG", None, date(2026, 6, 26), True),
    ],
)
def test_holidays_of_places(country: str, subdivision: str | None, day: date, is_holiday: bool) -> None:
    assert (day in PublicHolidays(country, subdivision)) is is_holiday


def test_an_alias_is_the_place_it_names() -> None:
    assert PublicHolidays("FR", "MQ") == PublicHolidays("FR", "972") == PublicHolidays("FR", "Martinique")


DOCUMENT = {
    "zone": "Europe/Paris",
    "week": {"mon": ["09:00-12:30", "14:00-18:00"], "sun": ["20:00-24:00"]},
    "holidays": [{"country": "CH", "subdivision": "GE"}, {"country": "FR"}],
    "exceptions": {"2026-12-24": ["09:00-12:00"], "2026-12-31": []},
}


def test_the_document_is_plain_json_and_comes_back_the_same() -> None:
    calendar = BusinessCalendar.from_json(DOCUMENT)
    assert json.loads(json.dumps(calendar.to_json())) == DOCUMENT


def test_hours_are_tidied() -> None:
    assert day_hours(["14:00-18:00", "09:00-12:00", "12:00-14:00"]) == (Span(540, 1080),)
    week = WeekHours.of({"mon": [Span(840, 1080), Span(540, 750)]})
    assert [str(span) for span in week.days[0]] == ["09:00-12:30", "14:00-18:00"]


def test_equal_calendars_are_equal_keys_even_after_travelling() -> None:
    other = pickle.loads(pickle.dumps(copy.deepcopy(CALENDAR)))
    assert other == CALENDAR
    assert {other: 1}[CALENDAR] == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"zone": "Europe/Lille"}, "Europe/Lille"),
        ({"zone": "../Europe/Paris"}, "time zone"),
        ({"zone": "Europe"}, "time zone"),
        ({"zone": None}, "time zone"),
        ({"week": []}, "week"),
        ({"week": {"monday": ["09:00-12:00"]}}, "monday"),
        ({"week": {"mon": "09:00-12:00"}}, "mon"),
        ({"week": {"mon": [9]}}, "HH:MM"),
        ({"week": {"mon": ["9h-12h"]}}, "9h-12h"),
        ({"week": {"mon": ["09:00-12:60"]}}, "60 minutes"),
        ({"week": {"mon": ["22:00-06:00"]}}, "split"),
        ({"week": {"mon": ["09:00-09:00"]}}, "ends after"),
        ({"week": {"mon": ["09:00-24:01"]}}, "24:00"),
        ({"week": {"mon": ["09:00-12:00", "11:00-13:00"]}}, "overlap"),
        ({"holidays": {"country": "FR"}}, "list"),
        ({"holidays": [{"country": "ZZ"}]}, "ZZ"),
        ({"holidays": [{"country": "FR", "subdivision": "67"}]}, "67"),
        ({"holidays": [{"country": 33}]}, "country"),
        ({"holidays": [{"country": "FR", "canton": "GE"}]}, "country"),
        ({"exceptions": {"24/12/2026": []}}, "24/12/2026"),
        ({"exceptions": {"2026-12-24": ["10:00-09:00"]}}, "ends after"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_document_says_what_is_wrong(change: dict[str, object], says: str) -> None:
    with pytest.raises(CalendarError, match=says):
        BusinessCalendar.from_json({**DOCUMENT, **change})


def test_a_wrong_calendar_is_refused() -> None:
    with pytest.raises(CalendarError, match="two exceptions"):
        BusinessCalendar(PARIS, OFFICE, (), ((date(2026, 1, 2), ()), (date(2026, 1, 2), ())))
    with pytest.raises(CalendarError, match="seven"):
        WeekHours(((),) * 6)  # type: ignore[arg-type]
