"""Working hours are set by who commands the work, read by who watches; turnover is told on the page of staff."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from entregent.access.actions import deactivate
from entregent.access.models import Site, Staff, Team, WorkingWeek
from entregent.brands.models import Brand

Visit = Callable[[Staff | None], Client]
MORNING = {f"{day}_0_{end}": clock for day in ("mon", "tue") for end, clock in (("from", "8h30"), ("to", "12:00"))}


@pytest.fixture
def claire(brand: Brand, make_staff: Callable[..., Staff]) -> Staff:
    """Of a team of two, in Tana."""
    team = Team.objects.create(
        name="Ivandry", site=Site.objects.create(name="Tana", abroad=True, time_zone="Indian/Antananarivo")
    )
    claire, hery = make_staff(brand), make_staff(brand, name="Hery Rabe")
    Staff.objects.filter(id__in=[claire.id, hery.id]).update(team=team)
    return Staff.objects.get(id=claire.id)


def weeks() -> dict[str, dict[str, list[str]]]:
    return {held.staff.name: held.week for held in WorkingWeek.objects.select_related("staff")}


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [("agent", 403, 403), ("supervisor", 200, 302), ("administrator", 200, 302), ("quality", 200, 403), ("auditor", 200, 403)],
)
def test_who_reads_and_who_sets_working_hours(
    role: str, reads: int, writes: int, claire: Staff, brand: Brand, visit: Visit, make_staff: Callable[..., Staff]
) -> None:
    browser, address = visit(make_staff(brand, role, name="Nadia Roy")), f"/studio/shifts/{claire.id}/"
    assert browser.get("/studio/shifts/").status_code == browser.get(address).status_code == reads
    assert browser.post(address, MORNING).status_code == writes
    assert bool(weeks()) == (writes == 302)


def test_a_week_is_set_shown_and_given_to_the_team(
    claire: Staff, brand: Brand, visit: Visit, make_staff: Callable[..., Staff]
) -> None:
    browser, address = visit(make_staff(brand, "supervisor", name="Awa Diop")), f"/studio/shifts/{claire.id}/"
    wrong = browser.post(address, {"mon_0_from": "12:00", "mon_0_to": "09:00"})
    assert wrong.status_code == 422 and "Lundi" in wrong.text and not weeks()
    browser.post(address, MORNING)
    assert weeks() == {"Claire Morvan": {"mon": ["08:30-12:00"], "tue": ["08:30-12:00"]}}
    browser.post(address, MORNING | {"mon_1_from": "13:00", "mon_1_to": "17:15", "whole_team": "on"})
    assert weeks()["Hery Rabe"] == weeks()["Claire Morvan"] == {"mon": ["08:30-12:00", "13:00-17:15"], "tue": ["08:30-12:00"]}
    page = browser.get("/studio/shifts/?q=claire").text
    assert "08:30–12:00" in page and "13:00–17:15" in page and "Hors UE" in page and "Hery" not in page
    assert "Indian/Antananarivo" in browser.get(address).text
    mine = visit(claire).get("/access/profile/").text
    assert "08:30–12:00 · 13:00–17:15" in mine and "11\u202fh\u202f15 par semaine" in mine and "Hors UE" in mine
    browser.post(address, {})
    assert "Claire Morvan" not in weeks()


def test_a_supervisor_of_another_brand_finds_nobody(
    claire: Staff, other_brand: Brand, visit: Visit, make_staff: Callable[..., Staff]
) -> None:
    browser = visit(make_staff(other_brand, "supervisor", name="Youri Blanc"))
    assert browser.get(f"/studio/shifts/{claire.id}/").status_code == 404
    assert "Claire" not in browser.get("/studio/shifts/").text


def test_the_page_of_staff_tells_the_turnover_of_the_year(
    claire: Staff, brand: Brand, visit: Visit, make_staff: Callable[..., Staff]
) -> None:
    administrator = make_staff(brand, "administrator", name="Solène Kerbrat")
    now = administrator.joined_at
    Staff.objects.update(joined_at=now - timedelta(days=800))
    deactivate(claire, now=now - timedelta(days=365) / 2, by=None)
    page = visit(administrator).get("/studio/staff/")
    figures = page.context["turnover"]
    assert list(figures) == [("", ""), ("Tana", ""), ("Tana", "Ivandry")]
    assert (figures["", ""].leavers, round(figures["", ""].headcount, 1)) == (1, 2.5)
    assert "40,0\u202f%" in page.text and "ISO 30414" in page.text and "66,7\u202f%" in page.text
    assert "turnover" not in visit(administrator).get("/studio/staff/?q=claire").context
