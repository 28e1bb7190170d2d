"""The week editor and the strip of the coming year."""

import re
from datetime import date

import pytest

from entregent.access.models import AuditEntry
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.calendar.actions import save_calendar
from entregent.calendar.models import Calendar
from entregent.calendar.rules import PRESETS
from entregent.kernel.business_time import BusinessCalendar
from entregent.studio.things.places import PLACES
from entregent.studio.web.calendars import year_strip

WEEK = {
    "name": "Bureau", "zone": "Europe/Paris", "places": ["FR-57"], "exceptions": "2026-12-24 09:00-12:00\n2026-12-31",
    "mon_0_from": "09:00", "mon_0_to": "12:30", "mon_1_from": "14:00", "mon_1_to": "18:00", "sat_0_from": "20:00",
    "sat_0_to": "00:00",
}  # fmt: skip


def test_a_week_is_written_read_back_and_changed(brand: Brand, administrator, visit) -> None:
    browser = visit(administrator)
    assert browser.post("/studio/calendars/new/", WEEK).status_code == 302
    calendar = Calendar.objects.get()
    hours = BusinessCalendar.from_json(calendar.hours)
    assert calendar.hours["week"] == {"mon": ["09:00-12:30", "14:00-18:00"], "sat": ["20:00-24:00"]}
    assert calendar.hours["exceptions"] == {"2026-12-24": ["09:00-12:00"], "2026-12-31": []}
    assert date(2026, 12, 26) in hours.holidays[0]
    page = browser.get(f"/studio/calendars/{calendar.id}/").text
    assert 'name="mon_0_from" value="09:00"' in page and 'name="sat_0_to" value="00:00"' in page
    assert re.search(r'<input type="checkbox" name="places" value="FR-57"[^>]* checked>', page)
    assert "Genève" in page and "Nouvelle-Calédonie" in page
    assert browser.post(f"/studio/calendars/{calendar.id}/", WEEK | {"is_default": "on"}).status_code == 302
    assert Calendar.objects.get().is_default
    assert [entry.what for entry in AuditEntry.objects.order_by("id")] == ["settings.created", "settings.changed"]
    assert browser.post("/studio/calendars/new/", WEEK).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"mon_1_from": "12:00"}, {"mon_0_to": "08:00"}, {"mon_0_to": ""}, {"mon_0_from": "midi"}, {"zone": "Europe/Atlantis"},
        {"places": ["FR-99"]}, {"exceptions": "demain"}, {"exceptions": "2026-02-30"}, {"exceptions": "2026-12-24\n2026-12-24"},
        {"exceptions": "2026-12-24 12:00-09:00"}, {"name": ""},
        {"mon_0_from": "", "mon_0_to": "", "mon_1_from": "", "mon_1_to": "", "sat_0_from": "", "sat_0_to": ""},
    ],
)  # fmt: skip
def test_hours_that_make_no_sense_are_shown_again(wrong: dict, brand: Brand, administrator, visit) -> None:
    assert visit(administrator).post("/studio/calendars/new/", WEEK | wrong).status_code == 422
    assert not Calendar.objects.exists()


@pytest.mark.parametrize("place", [value for value, _ in PLACES])
def test_every_place_offered_is_one_whose_holidays_are_known(place: str, brand: Brand, administrator, visit) -> None:
    browser = visit(administrator)
    assert browser.post("/studio/calendars/new/", WEEK | {"places": [place]}).status_code == 302
    calendar = Calendar.objects.get()
    assert BusinessCalendar.from_json(calendar.hours).holidays[0].named(2027, "fr")
    page = browser.get(f"/studio/calendars/{calendar.id}/").text
    assert re.findall(r'name="places" value="([^"]+)"[^>]* checked', page) == [place]


@pytest.mark.parametrize("preset", [*PRESETS, "nothing"])
def test_ready_made_hours_fill_the_form(preset: str, brand: Brand, administrator, visit) -> None:
    page = visit(administrator).get("/studio/calendars/new/", {"preset": preset}).text
    assert "studio-year" in page and 'name="mon_0_from" value="0' in page
    form = dict(re.findall(r'name="((?:mon|tue|wed|thu|fri|sat|sun)_\d_(?:from|to))" value="([^"]*)"', page))
    zone = re.search(r'<option value="([^"]+)" selected>', page)[1]
    assert visit(administrator).post("/studio/calendars/new/", form | {"name": "X", "zone": zone}).status_code == 302


def test_the_year_is_drawn_while_the_hours_are_written(brand: Brand, administrator, visit) -> None:
    browser = visit(administrator)
    assert "studio-year" in browser.post("/studio/calendars/year/", WEEK | {"name": ""}).text
    assert "studio-year" not in browser.post("/studio/calendars/year/", WEEK | {"mon_0_to": "08:00"}).text


def test_the_strip_tells_each_day_of_a_year_and_names_the_closed_ones() -> None:
    hours = BusinessCalendar.from_json(PRESETS["alsace-moselle"] | {"exceptions": {"2027-05-07": []}})
    strip = year_strip(hours, date(2026, 11, 20))
    kinds = {cell["day"].date: cell["kind"] for cell in strip["cells"]}
    assert (kinds[date(2026, 11, 20)], kinds[date(2026, 11, 22)]) == ("open", "closed")
    assert (kinds[date(2026, 12, 26)], kinds[date(2027, 5, 7)]) == ("holiday", "exception")
    assert all(date(2026, 11, 20) <= day.date for day in strip["told"]) and len(strip["told"]) == 14
    assert len({(cell["x"], cell["y"]) for cell in strip["cells"]}) == len(kinds) == 371


def test_the_hours_of_another_brand_are_out_of_reach(
    brand: Brand, other_brand: Brand, administrator, visit, make_calendar
) -> None:
    with visible([other_brand.id]):
        theirs = make_calendar(other_brand, "Leurs heures")
    browser = visit(administrator)
    assert browser.get(f"/studio/calendars/{theirs.id}/").status_code == 404
    assert browser.post(f"/studio/calendars/{theirs.id}/remove/").status_code == 404
    assert "Leurs heures" not in browser.get("/studio/calendars/").text


def test_a_day_with_many_intervals_keeps_them_all(brand: Brand, administrator, visit, now) -> None:
    spans = ["08:00-09:00", "10:00-11:00", "12:00-13:00", "14:00-15:00", "16:00-17:00"]
    hours = PRESETS["france"] | {"week": {"mon": spans}}
    calendar = save_calendar(brand.id, "Plein", hours, now=now, actor="system:test")
    browser = visit(administrator)
    page = browser.get(f"/studio/calendars/{calendar.id}/").text
    form = dict(re.findall(r'name="((?:mon|tue|wed|thu|fri|sat|sun)_\d_(?:from|to))" value="([^"]*)"', page))
    asked = form | {"name": "Plein", "zone": "Europe/Paris"}
    assert "studio-year" in browser.post("/studio/calendars/year/", asked).text
    assert browser.post(f"/studio/calendars/{calendar.id}/", asked).status_code == 302
    calendar.refresh_from_db()
    assert calendar.hours["week"] == {"mon": spans}
