"""The pages of an import: cancelled, taken up again, warned about; each for who may import."""

from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from entregent.brands.models import Brand
from entregent.people.models import Import, Person

MIXED = "Prénom;Nom\n".encode("cp1252") + "Zoé;Corre\n".encode()


def sent(browser, brand: Brand, content: bytes = MIXED) -> Import:
    browser.post(reverse("people:imports"), {"brand": brand.id, "file": SimpleUploadedFile("clients.csv", content)})
    return Import.objects.latest("at")


def test_a_file_in_two_encodings_is_shown_with_a_warning(visit, make_staff, brand: Brand) -> None:
    browser = visit(make_staff(brand, "administrator"))
    file = sent(browser, brand)
    page = browser.get(reverse("people:import", args=[file.id])).text
    assert file.encoding == "mixed" and "callout warn" in page and "Zoé" in page


def test_an_import_is_cancelled_before_and_after_it_starts(visit, make_staff, brand: Brand) -> None:
    browser = visit(make_staff(brand, "administrator"))
    for start in (False, True):
        file = sent(browser, brand)
        address = reverse("people:import", args=[file.id])
        if start:
            browser.post(address, {"column_0": "given_name", "column_1": "family_name"})
            assert reverse("people:import_cancel", args=[file.id]) in browser.get(address).text
        assert browser.get(reverse("people:import_cancel", args=[file.id])).status_code == 405
        assert browser.post(reverse("people:import_cancel", args=[file.id])).url == address
        file.refresh_from_db()
        assert (file.state, bytes(file.content)) == ("cancelled", b"")
        page = browser.get(address).text
        assert reverse("people:import_cancel", args=[file.id]) not in page and "every 1s" not in page
    assert not Person.objects.exists()


def test_an_import_that_fell_is_offered_again(visit, make_staff, brand: Brand, now: datetime) -> None:
    browser = visit(make_staff(brand, "administrator"))
    file = sent(browser, brand)
    browser.post(reverse("people:import", args=[file.id]), {"column_0": "given_name", "column_1": "family_name"})
    Import.objects.update(state="failed", attempts=3, ended_at=now)
    again = reverse("people:import_again", args=[file.id])
    assert again in browser.get(reverse("people:import", args=[file.id])).text
    browser.post(again)
    file.refresh_from_db()
    assert (file.state, file.attempts) == ("queued", 0)


def test_only_who_may_import_stops_one(visit, make_staff, brand: Brand, other_brand: Brand) -> None:
    file = sent(visit(make_staff(brand, "administrator")), brand)
    for staff, status in ((make_staff(brand, "supervisor"), 403), (make_staff(other_brand, "administrator"), 404)):
        for name in ("people:import_cancel", "people:import_again"):
            assert visit(staff).post(reverse(name, args=[file.id])).status_code == status
    file.refresh_from_db()
    assert file.state == "uploaded"
