"""Every page of the studio, asked for by nobody, by the wrong role, by another brand, by an administrator."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entregent.access.models import ApiKey
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.studio.catalogue import RESOURCES
from entregent.studio.web.trees import TREES

PAGES = [
    "", "brands/", "staff/", "staff/new/", "matrix/", "calendars/", "calendars/new/", "reasons/tree/", "dispositions/tree/",
    "keys/", "audit/",
    *[f"{slug}/" for slug in RESOURCES if slug not in TREES],
    *[f"{slug}/new/" for slug, resource in RESOURCES.items() if not resource.shared],
]  # fmt: skip
SHARED = [slug for slug, resource in RESOURCES.items() if resource.shared]
BRANDED = [slug for slug, resource in RESOURCES.items() if not resource.shared]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_for_administrators(page: str, brand: Brand, administrator, make_staff, visit) -> None:
    address = f"/studio/{page}"
    assert visit(None).get(address)["Location"].startswith("/accounts/login/")
    assert visit(make_staff(brand, "agent")).get(address).status_code == 403
    response = visit(administrator).get(address)
    assert response.status_code == 200
    assert not re.search(r"<script(?![^>]*(src=|application/json))|<style|\sstyle=|\son[a-z]+=", response.text)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_can_be_read_by_the_platform_alone(page: str, make_staff, visit, db) -> None:
    staff = make_staff([])
    staff.is_platform_administrator = True
    staff.save()
    assert visit(staff).get(f"/studio/{page}").status_code == 200


def test_a_supervisor_writes_canned_replies_and_an_auditor_reads_the_audit(brand: Brand, make_staff, visit) -> None:
    supervisor, auditor = visit(make_staff(brand, "supervisor")), visit(make_staff(brand, "auditor"))
    asked = {"title": "Merci", "shortcut": "merci", "language": "fr", "text": "Merci"}
    assert supervisor.post("/studio/canned/new/", asked).status_code == 302
    assert auditor.post("/studio/canned/new/", asked).status_code == 403
    assert auditor.get("/studio/audit/").status_code == 200
    assert supervisor.get("/studio/audit/").status_code == 403
    home = supervisor.get("/studio/").text
    assert "/studio/queues/" in home and "/studio/keys/" not in home and "/studio/staff/" not in home


@pytest.mark.parametrize("role", ["supervisor", "quality", "auditor"])
@pytest.mark.parametrize("slug", [slug for slug in RESOURCES if slug != "canned"])
def test_who_watches_over_the_work_reads_what_is_set_up(slug: str, role: str, brand: Brand, make_staff, visit, make) -> None:
    row, browser = make(slug, brand, "Un"), visit(make_staff(brand, role))
    assert 'href="/studio/"' in browser.get("/studio/").text
    listed = browser.get(f"/studio/{slug}/", follow=True)
    assert listed.status_code == 200 and f"/studio/{slug}/new/" not in listed.text
    page = browser.get(f"/studio/{slug}/{row.pk}/")
    assert page.status_code == 200 and '<fieldset class="studio-whole" disabled>' in page.text
    assert 'type="submit"' not in page.text.partition('<form class="form"')[2].partition("</form>")[0]
    for act in ("new/", f"{row.pk}/", f"{row.pk}/remove/"):
        assert browser.post(f"/studio/{slug}/{act}", {"name": "Autre"}).status_code == 403
    assert type(row).objects.get(pk=row.pk) == row


def test_hours_levels_and_the_tree_are_read_and_not_written(brand: Brand, make_staff, visit, make, make_calendar) -> None:
    supervisor, calendar = make_staff(brand, "supervisor"), make_calendar(brand, "Bureau")
    reason = make("reasons", brand, "Contrat")
    make("skills", brand, "Sinistre")
    browser = visit(supervisor)
    for address in ("calendars/", f"calendars/{calendar.id}/", "matrix/", "reasons/tree/"):
        assert browser.get(f"/studio/{address}").status_code == 200
    for address in ("calendars/new/", f"calendars/{calendar.id}/", f"calendars/{calendar.id}/remove/", "matrix/"):
        assert browser.post(f"/studio/{address}", {"name": "Autre"}).status_code == 403
    assert browser.post(f"/studio/reasons/{reason.id}/move/", {"way": "up"}).status_code == 403


@pytest.mark.parametrize("slug", BRANDED)
def test_a_row_behind_another_wall_is_not_found(
    slug: str, brand: Brand, other_brand: Brand, administrator, make_staff, visit, make
) -> None:
    with visible([other_brand.id]):
        theirs = make(slug, other_brand, "Theirs")
    browser = visit(administrator)
    assert browser.get(f"/studio/{slug}/{theirs.pk}/").status_code == 404
    assert browser.post(f"/studio/{slug}/{theirs.pk}/remove/").status_code == 404
    assert "Theirs" not in browser.get(f"/studio/{slug}/", follow=True).text
    both = make_staff(brand, "administrator")
    both.memberships.create(of_brand=other_brand, role="agent")
    assert visit(both).get(f"/studio/{slug}/{theirs.pk}/").status_code == 403
    assert "Theirs" not in visit(both).get(f"/studio/{slug}/", follow=True).text


@pytest.mark.parametrize("address", ["queues/x/", "queues/019a0000-0000-7000-8000-000000000000/", "sites/x/", "nothing/"])
def test_what_does_not_exist_is_not_found(address: str, administrator, visit) -> None:
    assert visit(administrator).get(f"/studio/{address}").status_code == 404


@pytest.mark.parametrize("slug", list(RESOURCES))
def test_a_list_costs_the_same_with_one_row_and_with_three(slug: str, brand: Brand, platform, visit, make) -> None:
    browser, counts = visit(platform), []
    address = f"/studio/{slug}/tree/" if slug in TREES else f"/studio/{slug}/"
    for names in (["Un"], ["Deux", "Trois"]):
        for name in names:
            make(slug, brand, name)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("address", ["staff/", "matrix/", "keys/", "audit/", "calendars/", "brands/"])
def test_the_other_lists_cost_the_same_too(
    address: str, brand: Brand, platform, make_staff, make_calendar, make, visit, now
) -> None:
    from entregent.access.actions import create_key

    browser, counts = visit(platform), []
    make("skills", brand, "Français")
    for number in (1, 2, 3):
        make_staff(brand, "agent", name=f"Agent {number}")
        make_calendar(brand, f"Calendrier {number}")
        create_key(brand, f"Clé {number}", ["people.read"], now=now, by=platform)
        if number != 2:
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(f"/studio/{address}").status_code == 200
            counts.append(len(queries))
    assert counts[0] == counts[1] and ApiKey.objects.count() == 3


@pytest.mark.parametrize("slug", SHARED)
def test_what_all_brands_share_is_changed_by_the_platform_alone(slug: str, administrator, platform, visit, make, brand) -> None:
    row = make(slug, brand, "Commun")
    browser = visit(administrator)
    assert browser.get(f"/studio/{slug}/{row.pk}/").status_code == 200
    assert browser.get(f"/studio/{slug}/new/").status_code == 403
    assert browser.post(f"/studio/{slug}/{row.pk}/", {"name": "x"}).status_code == 403
    assert browser.post(f"/studio/{slug}/{row.pk}/remove/").status_code == 403
    assert visit(platform).get(f"/studio/{slug}/new/").status_code == 200
    assert visit(platform).post(f"/studio/{slug}/{row.pk}/remove/").status_code == 302
    assert not type(row).objects.filter(pk=row.pk).exists()


def test_with_several_brands_the_brand_is_asked_for_first(brand: Brand, other_brand: Brand, make_staff, visit, make) -> None:
    browser = visit(make_staff([brand, other_brand], "administrator"))
    page = browser.get("/studio/skills/new/").text
    assert (
        "?brand=ponant" in page
        and "?brand=telecom" in page
        and "<input" not in page.split("studio-cards")[1].split("<dialog")[0]
    )
    make("skills", brand, "Sinistres")
    with visible([other_brand.id]):
        make("skills", other_brand, "Fibre")
    assert {"Sinistres", "Fibre"} <= set(re.findall(r'main-link"[^>]*>([^<]+)<', browser.get("/studio/skills/").text))
    assert "Fibre" not in browser.get("/studio/skills/?brand=ponant").text
    assert browser.post("/studio/skills/new/?brand=telecom", {"name": "Box"}).status_code == 302
    with visible([other_brand.id]):
        assert set(RESOURCES["skills"].model.objects.values_list("name", flat=True)) == {"Fibre", "Box"}


def test_a_search_looks_for_every_word_and_survives_anything(brand: Brand, administrator, visit, make) -> None:
    for name in ("Sinistres auto", "Sinistres habitation"):
        make("skills", brand, name)
    browser = visit(administrator)
    found = browser.get("/studio/skills/", {"q": "auto sinis"}).text
    assert "Sinistres auto" in found and "Sinistres habitation" not in found
    for words in ("%", "\0", "'", "\\", "zzz"):
        assert browser.get("/studio/skills/", {"q": words}).status_code == 200
    assert browser.get("/studio/skills/", {"page": "99", "brand": "nope"}).status_code == 200
