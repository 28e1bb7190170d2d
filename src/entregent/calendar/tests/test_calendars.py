"""Calendars are checked before they are kept, and read back as the kernel's."""

from datetime import UTC, date, datetime, timedelta

import pytest

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.calendar.actions import save_calendar
from entregent.calendar.errors import CalendarRefused
from entregent.calendar.models import Calendar
from entregent.calendar.queries import business_calendar, default_calendar
from entregent.calendar.rules import PRESETS, checked, preview
from entregent.journal.models import Event
from entregent.kernel.business_time import add_business

ACTOR = "staff:019a0000-0000-7000-8000-000000000000"


def test_a_promise_made_on_friday_evening_falls_due_on_monday(brand: Brand, now: datetime) -> None:
    calendar = save_calendar(brand.id, "Bureau", PRESETS["france"], now=now, actor=ACTOR)
    hours = business_calendar(calendar.id)
    assert add_business(hours, now, timedelta(hours=4)) == datetime(2026, 11, 23, 13, 20, tzinfo=UTC)
    assert business_calendar(calendar.id) is hours


def test_a_change_of_hours_is_a_fact_and_is_seen_at_once(brand: Brand, now: datetime) -> None:
    calendar = save_calendar(brand.id, "Bureau", PRESETS["france"], now=now, actor=ACTOR)
    save_calendar(brand.id, "Bureaux", PRESETS["france"], now=now, actor=ACTOR, calendar_id=calendar.id)
    assert not Event.objects.exists()
    save_calendar(brand.id, "Toujours", PRESETS["always"], now=now, actor=ACTOR, calendar_id=calendar.id)
    assert business_calendar(calendar.id).never_closes
    assert [(event.kind, event.subject) for event in Event.objects.all()] == [("calendar.changed", calendar.id)]


def test_a_brand_has_one_default_and_falls_back_on_office_hours(brand: Brand, now: datetime) -> None:
    Brand.objects.filter(id=brand.id).update(time_zone="Indian/Reunion")
    assert default_calendar(brand.id).zone.key == "Indian/Reunion"
    first = save_calendar(brand.id, "A", PRESETS["france"], now=now, actor=ACTOR, is_default=True)
    save_calendar(brand.id, "B", PRESETS["always"], now=now, actor=ACTOR, is_default=True)
    assert default_calendar(brand.id).never_closes
    save_calendar(brand.id, "A", PRESETS["france"], now=now, actor=ACTOR, calendar_id=first.id, is_default=True)
    assert list(Calendar.objects.filter(is_default=True)) == [first]


@pytest.mark.parametrize(
    ("week", "message"),
    [
        ({"mon": ["09:00-12:30", "12:00-18:00"]}, "overlap"),
        ({"mon": ["18:00-09:00"]}, "ends after it starts"),
        ({"mon": ["9h-12h"]}, "HH:MM-HH:MM"),
        ({"lundi": ["09:00-12:00"]}, "lundi"),
        ({}, "at least once a week"),
    ],
)
def test_hours_that_make_no_sense_are_refused(week: dict, message: str, brand: Brand, now: datetime) -> None:
    with pytest.raises(CalendarRefused, match=message):
        save_calendar(brand.id, "X", {"zone": "Europe/Paris", "week": week}, now=now, actor=ACTOR)
    assert not Calendar.objects.exists()


def test_a_calendar_of_another_brand_is_neither_read_nor_changed(brand: Brand, other_brand: Brand, now: datetime) -> None:
    with visible([other_brand.id]):
        theirs = save_calendar(other_brand.id, "X", PRESETS["france"], now=now, actor=ACTOR)
    with pytest.raises(Calendar.DoesNotExist):
        business_calendar(theirs.id)
    with pytest.raises(Calendar.DoesNotExist):
        save_calendar(brand.id, "X", PRESETS["france"], now=now, actor=ACTOR, calendar_id=theirs.id)


def test_the_preview_names_the_holidays_of_the_place() -> None:
    closed = {
        place: {day.date for day in preview(checked(PRESETS[place]), date(2027, 1, 1), 365) if day.holiday}
        for place in ("france", "alsace-moselle", "reunion", "geneve", "always")
    }
    assert len(closed["france"]) == 11
    assert closed["alsace-moselle"] - closed["france"] == {date(2027, 3, 26), date(2027, 12, 26)}
    assert closed["reunion"] - closed["france"] == {date(2027, 12, 20)}
    assert date(2027, 9, 9) in closed["geneve"]
    assert closed["always"] == set()


def test_an_exception_wins_over_a_holiday() -> None:
    hours = PRESETS["france"] | {"exceptions": {"2027-07-14": ["10:00-12:00"]}}
    day = preview(checked(hours), date(2027, 7, 14), 1)[0]
    assert day.is_exception and day.holiday and [str(span) for span in day.hours] == ["10:00-12:00"]


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_a_calendar(name: str) -> None:
    assert checked(PRESETS[name]).to_json()["week"]
