"""The pages of organisations: made, found, changed, one through another, page after page."""

from datetime import datetime

from django.urls import reverse

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.people import actions
from entregent.people.models import Organisation

ACTOR = "system:test"


def test_organisations_are_made_found_and_changed(visit, make_staff, brand: Brand) -> None:
    browser = visit(make_staff(brand))
    bad = browser.post(reverse("people:create_organisation"), {"brand": brand.id, "name": "Altiphone", "registration": "123"})
    assert bad.status_code == 422
    form = {"brand": brand.id, "name": "Altiphone", "registration": "732 829 320", "mail_domain": "@Altiphone.example"}
    browser.post(reverse("people:create_organisation"), form)
    made = Organisation.objects.get()
    assert (made.registration, made.mail_domain) == ("732829320", "altiphone.example")
    assert "Altiphone" in browser.get(reverse("people:organisations"), {"q": "altifone"}).content.decode()
    assert browser.get(reverse("people:organisations"), {"q": "zzz"}).context["organisations"] == []
    browser.post(reverse("people:edit_organisation", args=[made.id]), {"name": "Altiphone SA", "city": "Lille"})
    assert "Lille" in browser.get(reverse("people:organisation", args=[made.id])).content.decode()


def test_an_end_customer_is_served_through_another_organisation_of_its_brand(
    visit, make_staff, brand: Brand, other_brand: Brand, now: datetime
) -> None:
    reseller = actions.create_organisation(brand.id, "Grossiste Ouest", now=now, actor=ACTOR)
    end = actions.create_organisation(brand.id, "Atelier Robin", now=now, actor=ACTOR)
    with visible([other_brand.id]):
        actions.create_organisation(other_brand.id, "Ailleurs", now=now, actor=ACTOR)
    browser = visit(make_staff([brand, other_brand]))
    edit = reverse("people:edit_organisation", args=[end.id])
    for wrong in ("Inconnu", "Ailleurs", "Atelier Robin"):
        assert browser.post(edit, {"name": "Atelier Robin", "reseller": wrong}).status_code == 422
    assert browser.post(edit, {"name": "Atelier Robin", "reseller": "grossiste ouest"}).status_code == 302
    end.refresh_from_db()
    assert end.reseller == reseller
    assert 'value="Grossiste Ouest"' in browser.get(edit).text
    assert "Atelier Robin" in browser.get(reverse("people:organisation", args=[reseller.id])).text
    names = browser.get(reverse("people:organisation_names"), {"organisation": "atel", "brand": brand.id})
    assert 'value="Atelier Robin"' in names.text and "Ailleurs" not in names.text


def test_the_list_of_organisations_turns_its_pages(visit, make_staff, brand: Brand, now: datetime) -> None:
    for number in range(120):
        actions.create_organisation(brand.id, f"Atelier {number % 7}", now=now, actor=ACTOR)
    browser, address, seen = visit(make_staff(brand)), reverse("people:organisations"), []
    while address:
        page = browser.get(address)
        seen += [organisation.id for organisation in page.context["organisations"]]
        address = page.context["next_url"]
    assert len(seen) == len(set(seen)) == 120
    assert browser.get(reverse("people:organisations"), {"after": "x~y"}).status_code == 200
