"""Working weeks say who should be here now; accounts that come and go say how many leave."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from entregent.access.actions import deactivate, reactivate, set_working_week
from entregent.access.errors import AccessRefused
from entregent.access.models import AuditEntry, Site, Team, WorkingWeek
from entregent.access.queries import choices_of, staff_of, turnover_by_team, week_of
from entregent.access.shifts import Attendance, Shift, attendance, shift_at, weekly_minutes
from entregent.access.turnover import YEAR, turnover
from entregent.brands.models import Brand
from entregent.journal.models import Event
from entregent.kernel.business_time import WEEKDAYS, WeekHours

PARIS, TANA = ZoneInfo("Europe/Paris"), ZoneInfo("Indian/Antananarivo")
DAY = {"mon": ["09:00-12:30", "13:30-17:00"], "fri": ["22:00-24:00"], "sat": ["00:00-06:00", "08:00-10:00"]}
WEEK = WeekHours.of(DAY)


def at(text: str, zone: ZoneInfo = PARIS) -> datetime:
    """2026-11-16 is a Monday."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("moment", "start", "end"),
    [
        ("2026-11-16 09:00", "2026-11-16 09:00", "2026-11-16 12:30"),
        ("2026-11-16 12:29", "2026-11-16 09:00", "2026-11-16 12:30"),
        ("2026-11-20 23:00", "2026-11-20 22:00", "2026-11-21 06:00"),
        ("2026-11-21 05:59", "2026-11-20 22:00", "2026-11-21 06:00"),
        ("2026-11-21 08:00", "2026-11-21 08:00", "2026-11-21 10:00"),
    ],
)
def test_a_shift_is_found_on_the_clock_of_the_site_nights_whole(moment: str, start: str, end: str) -> None:
    for zone in (PARIS, TANA):
        assert shift_at(WEEK, zone, at(moment, zone).astimezone(UTC)) == Shift(at(start, zone), at(end, zone))


@pytest.mark.parametrize("moment", ["2026-11-16 08:59", "2026-11-16 12:30", "2026-11-16 13:00", "2026-11-18 10:00"])
def test_between_two_and_on_a_day_off_nobody_is_expected(moment: str) -> None:
    assert shift_at(WEEK, PARIS, at(moment)) is None


def test_a_week_around_the_clock_ends() -> None:
    shift = shift_at(WeekHours.of({day: ["00:00-24:00"] for day in WEEKDAYS}), PARIS, at("2026-11-18 10:00"))
    assert shift is not None and shift.start < at("2026-11-18 10:00") < shift.end


def test_who_is_missing_is_late_then_absent() -> None:
    shift, began = Shift(at("2026-11-16 09:00"), at("2026-11-16 12:30")), at("2026-11-16 09:00")
    told = [attendance(shift, began + timedelta(minutes=late), online=False) for late in (0, 29, 30)]
    assert told == [Attendance.LATE, Attendance.LATE, Attendance.ABSENT]
    assert attendance(shift, began, online=True) is Attendance.HERE
    assert attendance(None, began, online=True) is Attendance.EXTRA
    assert attendance(None, began, online=False) is Attendance.FREE


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 95), st.integers(1, 8)), max_size=10),
    st.integers(0, 365 * 24 * 60),
    st.sampled_from([PARIS, TANA]),
)
def test_a_shift_holds_the_minute_that_found_it(drawn: list[tuple[int, int, int]], minutes: int, zone: ZoneInfo) -> None:
    taken: dict[int, list[tuple[int, int]]] = {}
    for day, start, length in sorted(drawn):
        spans = taken.setdefault(day, [])
        if not spans or start >= spans[-1][1]:
            spans.append((start, min(start + length, 96)))
    week = {
        WEEKDAYS[day]: [f"{a // 4:02d}:{a % 4 * 15:02d}-{b // 4:02d}:{b % 4 * 15:02d}" for a, b in spans]
        for day, spans in taken.items()
    }
    hours, instant = WeekHours.of(week), datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    local, shift = instant.astimezone(zone), shift_at(hours, zone, instant)
    minute = local.hour * 60 + local.minute
    assert (shift is not None) == any(span.start <= minute < span.end for span in hours.days[local.weekday()])
    if shift is not None:  # on the wall's clock: one that changes in the shift makes it longer or shorter
        assert shift.start <= local < shift.end and shift.end - shift.start <= timedelta(days=15)
    assert 0 <= weekly_minutes(hours) <= 7 * 24 * 60


def test_turnover_is_leavers_over_the_mean_headcount() -> None:
    now = at("2026-11-20 12:00")
    old, half = now - 3 * YEAR, now - YEAR / 2
    figure = turnover([(old, None)] * 8 + [(old, half)] * 2 + [(half, None)] * 2 + [(old, now - 2 * YEAR)], now)
    assert (figure.leavers, figure.headcount, figure.rate) == (2, 10.0, 0.2)
    young = turnover([(half, None), (half, now - YEAR / 4)], now)
    assert (young.leavers, young.headcount) == (1, 1.5), "a young house is judged on its own age"
    nobody = turnover([], now)
    assert (nobody.leavers, nobody.headcount, nobody.rate) == (0, 0.0, None)


@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 2000)), max_size=20))
def test_the_mean_headcount_lies_between_nobody_and_everybody(stays: list[tuple[int, int]]) -> None:
    now = at("2026-11-20 12:00")
    dated = [(now - timedelta(days=came), now - timedelta(days=min(came, left)) or None) for came, left in stays]
    figure = turnover(dated, now)
    assert 0 <= figure.headcount <= len(stays) + 1e-9
    assert 0 <= figure.leavers <= len(stays)


def test_a_week_is_set_tidied_told_and_taken_away(brand: Brand, make_staff, now: datetime) -> None:
    awa, claire = make_staff(brand, "supervisor", name="Awa Diop"), make_staff(brand)
    claire.team = Team.objects.create(name="Ivandry", site=Site.objects.create(name="Tana", time_zone="Indian/Antananarivo"))
    claire.save()
    for wrong in ({"mon": ["12:00-09:00"]}, {"lundi": ["09:00-12:00"]}, {"mon": ["09:00-12:00", "11:00-13:00"]}):
        with pytest.raises(AccessRefused):
            set_working_week(claire, wrong, now=now, by=awa)
    set_working_week(claire, {"mon": ["13:30-17:00", "09:00-12:30"], "tue": []}, now=now, by=awa)
    week = week_of(claire)
    assert week is not None and (week.zone.key, weekly_minutes(week.hours)) == ("Indian/Antananarivo", 420)
    set_working_week(claire, {"mon": ["09:00-12:30", "13:30-17:00"]}, now=now, by=awa)
    set_working_week(claire, {}, now=now, by=awa)
    assert not WorkingWeek.objects.exists() and week_of(claire) is None
    assert AuditEntry.objects.filter(what="staff.hours_changed").count() == 2
    facts = Event.objects.filter(kind="staff.hours_changed")
    told = [(fact.brand_id, fact.subject, fact.data) for fact in facts]
    assert told == [(brand.id, claire.id, {"staff": str(claire.id)})] * 2


def test_turnover_is_told_by_site_and_team_of_ones_brands(
    brand: Brand, other_brand: Brand, make_staff, now: datetime, django_assert_num_queries
) -> None:
    site = Site.objects.create(name="Lille")
    teams = [Team.objects.create(name=name, site=site) for name in ("Océan", "Léman")]
    came = now - 2 * YEAR
    for place, name in enumerate(("Awa", "Nina", "Samir", "Léa")):
        staff = make_staff(brand, name=name)
        staff.team, staff.joined_at = teams[place % 2], came
        staff.save()
    deactivate(staff, now=now - YEAR / 2, by=None)
    make_staff(other_brand, name="Yuna")
    with django_assert_num_queries(1):
        told = turnover_by_team([brand.id], now)
    assert list(told) == [("", ""), ("Lille", ""), ("Lille", "Léman"), ("Lille", "Océan")]
    assert [(figure.leavers, figure.headcount) for figure in told.values()] == [(1, 3.5), (1, 3.5), (1, 1.5), (0, 2.0)]
    reactivate(staff, now=now, by=None)
    assert turnover_by_team([brand.id], now)["", ""].leavers == 0


def test_whoever_would_read_outside_the_union_is_said_to(brand: Brand, make_staff) -> None:
    here, there = make_staff(brand, name="Awa Diop"), make_staff(brand, name="Hery Rabe")
    there.team = Team.objects.create(name="Ivandry", site=Site.objects.create(name="Tana", abroad=True))
    there.save()
    with override("fr"):
        assert choices_of(staff_of([brand.id])) == [(here.id, "Awa Diop"), (there.id, "Hery Rabe (Tana, hors UE)")]
