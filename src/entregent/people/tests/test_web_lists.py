"""Lists of persons: what is asked, what is kept under a name, which columns are shown; and what it costs."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.people import actions
from entregent.people.models import ChosenColumns, CustomField, Person, View
from entregent.people.web.columns import STANDARD

LIST = "/people/"


def make(brand: Brand, now: datetime, given: str, **fields: object) -> Person:
    return actions.create_person(
        brand.id, now=now, actor="system:test", source="test", given_name=given, family_name="Morvan", **fields
    )


def test_a_list_is_kept_and_comes_back_with_its_filters(visit, make_staff, brand: Brand, now: datetime) -> None:
    make(brand, now, "Claire", tags=["vip"])
    make(brand, now, "Yann")
    browser = visit(make_staff(brand))
    kept = browser.post(reverse("people:save_view"), {"name": " Nos  VIP ", "tag": "vip", "brand": str(brand.id)})
    view = View.objects.get()
    assert (view.name, view.filters, view.owner is not None) == ("Nos VIP", {"tag": "vip", "brand": str(brand.id)}, True)
    page = browser.get(kept.url).text
    assert "Claire Morvan" in page and "Yann Morvan" not in page and "Nos VIP" in page
    everybody = browser.get(LIST, {"view": view.id, "tag": ""})
    assert "Yann Morvan" in everybody.text and everybody.context["asked"].changed
    browser.post(reverse("people:change_view", args=[view.id]), {"filters": "1", "stage": "new"})
    browser.post(reverse("people:change_view", args=[view.id]), {"name": "Nouveaux"})
    view.refresh_from_db()
    assert (view.name, view.filters) == ("Nouveaux", {"stage": "new"})
    browser.post(reverse("people:change_view", args=[view.id]), {"name": "  "})
    view.refresh_from_db()
    assert view.name == "Nouveaux"
    browser.post(reverse("people:forget_view", args=[view.id]))
    assert not View.objects.exists()


def test_a_shared_list_is_for_everyone_of_its_brand(visit, make_staff, brand: Brand, other_brand: Brand) -> None:
    agent, supervisor = make_staff(brand), make_staff(brand, "supervisor", name="Youssef El Amrani")
    save = reverse("people:save_view")
    assert visit(agent).post(save, {"name": "À rappeler", "shared": str(brand.id)}).status_code == 403
    visit(supervisor).post(save, {"name": "À rappeler", "stage": "at_risk", "shared": str(brand.id)})
    view = View.objects.get()
    assert "À rappeler" in visit(agent).get(LIST).text
    assert "À rappeler" not in visit(make_staff(other_brand)).get(LIST).text
    for name in ("people:change_view", "people:forget_view"):
        assert visit(agent).post(reverse(name, args=[view.id]), {"name": "Autre"}).status_code == 403
        assert visit(make_staff(other_brand)).post(reverse(name, args=[view.id])).status_code == 404
    visit(supervisor).post(reverse("people:forget_view", args=[view.id]))
    assert not View.objects.exists()


def test_a_colleagues_own_list_is_theirs(visit, make_staff, brand: Brand) -> None:
    mine, theirs = make_staff(brand), make_staff(brand, "administrator", name="Awa Diop")
    view = actions.save_view(brand.id, "Les miens", {"stage": "lost"}, owner=mine)
    browser = visit(theirs)
    assert "Les miens" not in browser.get(LIST, {"view": view.id}).text
    assert browser.post(reverse("people:forget_view", args=[view.id])).status_code == 404


def test_columns_are_chosen_for_a_list_and_for_the_others(visit, make_staff, brand: Brand, now: datetime) -> None:
    CustomField.objects.create(brand=brand, thing="person", key="since", label="Sociétaire depuis", type="date")
    CustomField.objects.create(brand=brand, thing="person", key="paper", label="Papier", type="boolean")
    claire = make(brand, now, "Claire", city="Brest", custom={"since": "2019-03-01", "paper": False})
    actions.add_position(
        claire, actions.create_organisation(brand.id, "Halles SA", now=now, actor="system:test"), now=now, actor="system:test"
    )
    browser = visit(make_staff(brand))
    chosen = ["city", "organisation", "custom:since", "custom:paper", "password", "custom:nothing"]
    browser.post(reverse("people:columns"), {"column": chosen, "query": "stage=new"})
    assert ChosenColumns.objects.get().columns == ["city", "organisation", "custom:since", "custom:paper"]
    page = browser.get(LIST)
    assert [column.key for column in page.context["columns"]] == ["city", "organisation", "custom:paper", "custom:since"]
    assert all(words in page.text for words in ("Sociétaire depuis", "Halles SA", "01/03/2019", "non"))
    kept = browser.post(reverse("people:save_view"), {"name": "Villes", "column": ["city"]})
    assert [column.key for column in browser.get(kept.url).context["columns"]] == ["city"]
    browser.post(reverse("people:columns"), {"column": ["stage"], "view": View.objects.get().id})
    assert [column.key for column in browser.get(kept.url).context["columns"]] == ["stage"]
    browser.post(reverse("people:columns"), {"usual": "1"})
    assert "changed" in [column.key for column in browser.get(LIST).context["columns"]]


@pytest.mark.parametrize("query", [{}, {"q": "morvan"}, {"stage": "new"}, {"tag": "vip"}, {"view": "mine"}])
def test_every_column_costs_the_same_for_three_as_for_one(
    visit, make_staff, brand: Brand, now: datetime, query: dict[str, str]
) -> None:
    staff = make_staff(brand)
    CustomField.objects.create(brand=brand, thing="person", key="since", label="Depuis", type="date")
    actions.choose_columns(staff, None, [*(column.key for column in STANDARD), "custom:since"])
    if query.get("view"):
        query = {"view": str(actions.save_view(brand.id, "VIP", {"tag": "vip"}, owner=staff).id)}
    halles = actions.create_organisation(brand.id, "Halles SA", now=now, actor="system:test")
    browser, counts = visit(staff), []
    browser.get(LIST)  # the first visit of a session writes that it was seen
    for given in (["Claire"], ["Yann", "Anne"]):
        for name in given:
            person = make(brand, now, name, tags=["vip"], custom={"since": "2020-01-01"})
            actions.add_position(person, halles, now=now, actor="system:test")
        with CaptureQueriesContext(connection) as seen:
            page = browser.get(LIST, query).text
        counts.append((page.count("main-link"), len(seen)))
    assert [shown for shown, _ in counts] == [1, 3]
    assert counts[0][1] == counts[1][1] <= 20


@pytest.mark.parametrize(
    "query", ["view=nonsense", "brand=x&stage=y&tag=%00", "view=019a0000-0000-7000-8000-000000000000", "after=~"]
)
def test_an_address_that_means_nothing_is_the_whole_list(visit, make_staff, brand: Brand, now: datetime, query: str) -> None:
    make(brand, now, "Claire")
    assert "Claire Morvan" in visit(make_staff(brand)).get(f"{LIST}?{query}").text


def test_an_export_of_a_search_holds_what_was_found(visit, make_staff, brand: Brand, other_brand: Brand, now: datetime) -> None:
    make(brand, now, "Claire")
    make(brand, now, "Yann", external_reference="S-7")
    with visible([other_brand.id]):
        make(other_brand, now, "Ailleurs", external_reference="S-7")
    response = visit(make_staff(brand, "supervisor")).get(reverse("people:export_csv"), {"q": "S-7"})
    text = b"".join(response.streaming_content).decode()
    assert "Yann" in text and "Claire" not in text and "Ailleurs" not in text
