"""The pages of organisations: made, found, changed, one through another, page after page."""

from datetime import datetime

from django.urls import reverse

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.journal.models import Event
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


def test_organisations_are_tagged_and_listed_by_tag(visit, make_staff, brand: Brand, now: datetime) -> None:
    robin, grossiste = (actions.create_organisation(brand.id, name, now=now, actor=ACTOR) for name in ("Robin", "Grossiste"))
    actions.save_tag(brand.id, "licorne", "good", now=now, by=make_staff(brand, "administrator", name="Awa"))
    browser = visit(make_staff(brand))
    address = reverse("people:organisation_tags", args=[robin.id])
    assert browser.post(address, {"tags": "Licorne, , grand  compte,licorne"}).status_code == 302
    robin.refresh_from_db()
    assert robin.tags == ["licorne", "grand compte"]
    assert 'class="chip good"' in browser.get(reverse("people:organisation", args=[robin.id])).text
    for query, found in (({"tag": "licorne"}, [robin]), ({"tag": "licorne", "q": "gross"}, []), ({}, [grossiste, robin])):
        page = browser.get(reverse("people:organisations"), query)
        assert page.context["organisations"] == found
    assert 'class="chip good"' in page.text
    browser.post(address, {"tags": "grand compte"})
    browser.post(address, {"tags": "grand compte"})
    facts = Event.objects.filter(kind="organisation.tagged", subject=robin.id).order_by("id")
    assert [fact.data for fact in facts] == [{"added": 2, "removed": 0}, {"added": 0, "removed": 1}]
    assert visit(make_staff(brand, "auditor", name="Nina")).post(address, {"tags": "x"}).status_code == 403


def test_a_tag_is_renamed_on_organisations_too_and_undone(
    visit, make_staff, brand: Brand, now: datetime, django_capture_on_commit_callbacks
) -> None:
    awa = make_staff(brand, "administrator", name="Awa")
    made = actions.create_organisation(brand.id, "Robin", now=now, actor=ACTOR, tags=["dragon"])
    change = actions.change_tag(brand.id, "dragon", "licorne", now=now, by=awa)
    while actions.advance_tag_change(change.id, now):
        pass
    made.refresh_from_db()
    assert made.tags == ["licorne"]
    listed = visit(awa).get(reverse("people:tags_page")).text
    assert f"{reverse('people:organisations')}?tag=licorne" in listed
    change.refresh_from_db()
    actions.undo_tag_change(change, now=now, by=awa)
    while actions.advance_tag_change(change.id, now):
        pass
    made.refresh_from_db()
    assert made.tags == ["dragon"]


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
