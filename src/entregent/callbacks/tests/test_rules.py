"""Which quarters of an hour are offered."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from entregent.callbacks.rules import QUARTER, free_place, offered, quarters
from entregent.callbacks.tests.conftest import HOURS
from entregent.kernel.business_time import BusinessCalendar, is_open

OFFICE = BusinessCalendar.from_json(HOURS)
NIGHT = BusinessCalendar.from_json({"zone": "Europe/Paris", "week": {"sun": ["00:00-24:00"]}})
LUNCH = BusinessCalendar.from_json({"zone": "Asia/Kathmandu", "week": {"mon": ["09:10-09:50"]}})


def test_a_day_is_offered_by_quarters_around_lunch() -> None:
    found = list(quarters(OFFICE, date(2026, 11, 24)))
    assert len(found) == 14 + 16
    assert found[0] == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert datetime(2026, 11, 24, 11, 30, tzinfo=UTC) not in found  # 12:30 in Paris
    assert list(quarters(OFFICE, date(2026, 11, 22))) == []


def test_a_quarter_is_offered_when_it_is_open_from_end_to_end() -> None:
    assert [at.minute for at in quarters(LUNCH, date(2026, 11, 23))] == [
        30,
        45,
    ]  # 9:15 and 9:30, five hours and three quarters on


def test_the_nights_when_the_clock_moves_have_their_own_number_of_quarters() -> None:
    assert len(list(quarters(NIGHT, date(2026, 3, 29)))) == 23 * 4
    assert len(list(quarters(NIGHT, date(2026, 10, 25)))) == 25 * 4


@given(
    day=some.dates(date(2026, 1, 1), date(2030, 12, 31)),
    places=some.integers(1, 5),
    taken=some.lists(some.integers(0, 40), max_size=60),
    ahead=some.integers(0, 24 * 60),
)
def test_what_is_offered_is_open_in_time_and_has_a_place_left(day: date, places: int, taken: list[int], ahead: int) -> None:
    begin = list(quarters(OFFICE, day))
    held = {at: sum(1 for one in taken if one == place) for place, at in enumerate(begin)}
    earliest = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=ahead)
    found = offered(begin, places=places, taken=held, earliest=earliest, latest=earliest + timedelta(days=1))
    for slot in found:
        assert is_open(OFFICE, slot.at) and is_open(OFFICE, slot.at + QUARTER - timedelta(seconds=1))
        assert slot.at >= earliest and slot.left == places - held[slot.at] > 0
    offered_at = {slot.at for slot in found}
    assert all(held[at] >= places or at < earliest for at in begin if at not in offered_at)


@given(places=some.integers(0, 9), occupied=some.sets(some.integers(0, 12)))
def test_the_free_place_is_the_lowest(places: int, occupied: set[int]) -> None:
    free = free_place(places, occupied)
    assert free == min(set(range(places)) - occupied, default=None)
