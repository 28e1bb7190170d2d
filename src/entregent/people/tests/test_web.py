"""The pages of persons, as nobody, as staff of another brand, as agent, supervisor and administrator."""

import re
from datetime import datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.kernel.handles import mail_handle, phone_handle
from entregent.people import actions
from entregent.people.models import CustomField, Duplicate, Import, Merge, Person
from entregent.people.web.wording import BAD_HANDLES

ACTOR = "system:test"


def make(brand: Brand, now: datetime, given: str = "Claire", family: str = "Morvan", **fields) -> Person:
    if "addresses" not in fields:
        fields["addresses"] = [mail_handle(f"{given}.{family}@example.org")]
    return actions.create_person(brand.id, now=now, actor=ACTOR, source="test", given_name=given, family_name=family, **fields)


@pytest.fixture
def claire(brand: Brand, now: datetime) -> Person:
    return make(brand, now, addresses=[mail_handle("claire@example.org"), phone_handle("06 39 98 01 02", "FR")], tags=["vip"])


def page_of(person: Person) -> str:
    return reverse("people:person", args=[person.id])


PAGES = ["list", "create", "organisations", "create_organisation", "duplicates", "imports", "export_csv", "export_vcard"]
MINE = ["person", "card", "edit", "merge"]


def test_nobody_is_sent_to_the_login(visit, claire: Person) -> None:
    browser = visit(None)
    addresses = [reverse(f"people:{name}") for name in PAGES] + [reverse(f"people:{name}", args=[claire.id]) for name in MINE]
    for address in addresses:
        response = browser.get(address)
        assert response.status_code == 302
        assert response.url.startswith("/accounts/login/")


def test_staff_of_another_brand_find_nothing(visit, make_staff, claire: Person, other_brand: Brand, now: datetime) -> None:
    browser = visit(make_staff(other_brand, "administrator", name="Awa Petit"))
    for name in MINE:
        assert browser.get(reverse(f"people:{name}", args=[claire.id])).status_code == 404
    for name in ("stage", "tags", "add_handle", "give_consent", "add_remark", "add_position", "merge"):
        assert browser.post(reverse(f"people:{name}", args=[claire.id]), {"tags": "x"}).status_code == 404
    assert "Morvan" not in browser.get(reverse("people:list"), {"q": "morvan"}).content.decode()
    assert b"Morvan" not in b"".join(browser.get(reverse("people:export_csv")).streaming_content)


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("agent", {"list": 200, "create": 200, "duplicates": 403, "imports": 403, "export_csv": 403}),
        ("supervisor", {"list": 200, "create": 200, "duplicates": 200, "imports": 403, "export_csv": 200}),
        ("administrator", {"list": 200, "create": 200, "duplicates": 200, "imports": 200, "export_csv": 200}),
        ("auditor", {"list": 200, "create": 403, "duplicates": 403, "imports": 403, "export_csv": 403}),
    ],
)
def test_each_role_enters_what_is_its_own(visit, make_staff, brand: Brand, role: str, expected: dict[str, int]) -> None:
    browser = visit(make_staff(brand, role))
    assert {name: browser.get(reverse(f"people:{name}")).status_code for name in expected} == expected


def test_an_auditor_changes_nothing(visit, make_staff, brand: Brand, claire: Person) -> None:
    browser = visit(make_staff(brand, "auditor"))
    assert browser.get(page_of(claire)).status_code == 200
    for name in ("stage", "tags", "add_handle", "give_consent", "add_remark", "add_position"):
        assert browser.post(reverse(f"people:{name}", args=[claire.id])).status_code == 403


def test_the_list_and_the_page_say_what_the_brand_calls_its_customers(visit, make_staff, brand: Brand, claire: Person) -> None:
    browser = visit(make_staff(brand))
    listed = browser.get(reverse("people:list")).content.decode()
    assert "Sociétaires" in listed
    assert "Claire Morvan" in listed
    assert "Sociétaire" in browser.get(page_of(claire)).content.decode()
    assert "Sociétaire" in browser.get(reverse("people:card", args=[claire.id])).content.decode()


@pytest.mark.parametrize("query", [{}, {"q": "morvan"}, {"stage": "new"}, {"tag": "vip"}])
def test_the_list_asks_as_many_questions_for_three_as_for_one(
    visit, make_staff, brand: Brand, now: datetime, query: dict[str, str], django_assert_num_queries
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = visit(make_staff(brand))
    make(brand, now, tags=["vip"])
    with CaptureQueriesContext(connection) as one:
        assert browser.get(reverse("people:list"), query).content.decode().count("main-link") == 1
    for given in ("Yann", "Anne"):
        make(brand, now, given, tags=["vip"])
    with CaptureQueriesContext(connection) as three:
        assert browser.get(reverse("people:list"), query).content.decode().count("main-link") == 3
    assert len(three) == len(one)


def test_the_list_turns_its_pages_without_missing_anyone(visit, make_staff, brand: Brand, now: datetime) -> None:
    for number in range(120):
        make(brand, now + timedelta(seconds=number // 3), f"P{number}", addresses=[])
    browser, address, seen = visit(make_staff(brand)), reverse("people:list"), []
    while address:
        response = browser.get(address)
        seen += [person.id for person in response.context["persons"]]
        address = response.context["next_url"]
    assert len(seen) == len(set(seen)) == 120
    assert browser.get(reverse("people:list"), {"after": "nonsense"}).status_code == 200


def test_the_page_asks_a_constant_number_of_questions(visit, make_staff, brand: Brand, now: datetime, claire: Person) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    staff = make_staff(brand, "supervisor")
    browser = visit(staff)

    def enrich(number: int) -> None:
        company = actions.create_organisation(brand.id, f"Altiphone {number}", now=now, actor=ACTOR)
        actions.add_position(claire, company, now=now, actor=ACTOR)
        actions.add_remark(claire, "Prefers mornings", author_id=staff.id, now=now, actor=f"staff:{staff.id}")
        actions.give_consent(claire, "survey", "mail", wording="Yes", source="form", now=now, actor=ACTOR)
        actions.merge_persons(claire, make(brand, now, f"C{number}"), by=staff.id, now=now, actor=ACTOR)
        make(brand, now, addresses=[phone_handle("06 39 98 01 02", "FR")])
        claire.refresh_from_db()
        actions.find_duplicates(claire, now=now, actor=ACTOR)

    enrich(1)
    with CaptureQueriesContext(connection) as one:
        browser.get(page_of(claire))
    enrich(2)
    enrich(3)
    with CaptureQueriesContext(connection) as three:
        page = browser.get(page_of(claire)).content.decode()
    assert page.count("Altiphone") >= 3
    assert "même téléphone" in page or "same phone" in page
    assert len(three) == len(one)


def test_an_agent_makes_someone_and_is_told_of_who_is_known(visit, make_staff, brand: Brand, claire: Person) -> None:
    browser = visit(make_staff(brand))
    CustomField.objects.create(brand=brand, thing="person", key="contract", label="Contrat", type="number", required=True)
    form = {
        "brand": brand.id,
        "given_name": "Yann",
        "family_name": "Morvan",
        "stage": "new",
        "phone": "06 39 98 01 02",
        "custom_contract": "12",
    }
    told = browser.post(reverse("people:create"), form)
    assert told.status_code == 422
    assert claire in told.context["known"]
    made = browser.post(reverse("people:create"), form | {"anyway": "1"})
    person = Person.objects.get(given_name="Yann")
    assert made.url == page_of(person)
    assert (person.custom, person.is_consumer, person.handles.get().value) == ({"contract": 12}, False, "+33639980102")
    bad = browser.post(reverse("people:create"), form | {"phone": "12", "custom_contract": "x", "country": "France"})
    assert set(bad.context["form"].errors) == {"phone", "custom_contract", "country"}


def test_an_agent_changes_what_is_known(visit, make_staff, brand: Brand, claire: Person) -> None:
    browser = visit(make_staff(brand))
    post = lambda name, **data: browser.post(reverse(f"people:{name}", args=[claire.id]), data)  # noqa: E731
    form = {"given_name": "Claire", "family_name": "Le Roux", "stage": "active", "country": "ch", "birth_date": "1980-05-17"}
    assert browser.post(reverse("people:edit", args=[claire.id]), form).status_code == 302
    post("stage", stage="at_risk")
    post("tags", tags="vip, Fidèle ,vip")
    post("add_handle", address="02 61 91 44 55")
    post("add_handle", address="claire.leroux@example.org")
    refused = browser.post(reverse("people:add_handle", args=[claire.id]), {"address": "x@y"}, follow=True)
    assert str(BAD_HANDLES["domain"]) in unescape(refused.content.decode())
    post("give_consent", purpose="survey", channel="mail", wording="J’accepte", source="Formulaire")
    post("add_remark", text="Rappeler le matin")
    post("add_position", organisation="Altiphone", role="Acheteuse")
    claire.refresh_from_db()
    assert (claire.family_name, claire.stage, claire.country, claire.tags) == ("Le Roux", "at_risk", "CH", ["vip", "fidèle"])
    assert claire.handles.count() == 4
    page = browser.get(page_of(claire)).content.decode()
    for text in ("Rappeler le matin", "Altiphone", "Acheteuse", "J’accepte", "02\u00a061\u00a091\u00a044\u00a055"):
        assert text in page
    browser.post(reverse("people:revoke_consent", args=[claire.consents.get().id]))
    browser.post(reverse("people:remove_remark", args=[claire.remarks.get().id]))
    browser.post(reverse("people:remove_position", args=[claire.positions.get().id]))
    browser.post(reverse("people:remove_handle", args=[claire.handles.get(value="+33261914455").id]))
    assert claire.consents.get().revoked_at is not None
    assert (claire.remarks.count(), claire.positions.count(), claire.handles.count()) == (0, 0, 3)


def test_a_supervisor_merges_and_undoes(visit, make_staff, brand: Brand, now: datetime, claire: Person) -> None:
    twin = make(brand, now, "Clare", addresses=[phone_handle("06 39 98 01 02", "FR")])
    actions.find_duplicates(claire, now=now, actor=ACTOR)
    proposal = Duplicate.objects.get()
    browser = visit(make_staff(brand, "supervisor"))
    assert visit(make_staff(brand)).post(reverse("people:merge_proposed", args=[proposal.id])).status_code == 403
    assert "Clare" in browser.get(reverse("people:duplicates")).content.decode()
    browser.post(reverse("people:merge_proposed", args=[proposal.id]), {"keep": claire.id})
    assert browser.get(page_of(twin)).url == page_of(claire)
    assert "Clare Morvan" in browser.get(page_of(claire)).content.decode()
    assert "Claire Morvan" in browser.get(reverse("people:card", args=[twin.id])).content.decode()
    browser.post(reverse("people:undo_merge", args=[Merge.objects.get().id]))
    assert browser.get(page_of(twin)).status_code == 200
    found = browser.get(reverse("people:merge", args=[claire.id]))
    assert twin in found.context["others"]
    browser.post(reverse("people:merge", args=[claire.id]), {"absorbed": twin.id})
    twin.refresh_from_db()
    assert twin.merged_into == claire
    assert browser.post(reverse("people:merge", args=[claire.id]), {"absorbed": uuid4()}).status_code == 404
    assert browser.post(reverse("people:merge", args=[claire.id]), {"absorbed": "x"}).status_code == 302


def test_a_proposal_is_dismissed(visit, make_staff, brand: Brand, now: datetime, claire: Person) -> None:
    make(brand, now, "Clare", addresses=[phone_handle("06 39 98 01 02", "FR")])
    actions.find_duplicates(claire, now=now, actor=ACTOR)
    browser = visit(make_staff(brand, "supervisor"))
    browser.post(reverse("people:dismiss", args=[Duplicate.objects.get().id]), {"next": "https://evil.example/"})
    assert Duplicate.objects.get().dismissed_by is not None
    assert "Clare" not in browser.get(reverse("people:duplicates")).content.decode()


def test_a_file_is_sent_mapped_and_refused_by_its_bad_lines(visit, make_staff, brand: Brand) -> None:
    browser = visit(make_staff(brand, "administrator"))
    content = "Prénom;Nom;Tél.\nAnne;Le Goff;06 39 98 01 02\nYann;Riou;12\n".encode("cp1252")
    sent = browser.post(reverse("people:imports"), {"brand": brand.id, "file": SimpleUploadedFile("clients.csv", content)})
    file = Import.objects.get()
    assert sent.url == reverse("people:import", args=[file.id])
    shown = browser.get(sent.url)
    assert [column["field"] for column in shown.context["columns"]] == ["given_name", "family_name", "phone"]
    browser.post(sent.url, {"column_0": "given_name", "column_1": "family_name", "column_2": "phone", "mode": "valid"})
    file.refresh_from_db()
    assert (file.state, file.all_or_nothing) == ("queued", False)
    assert "every 1s" in browser.get(reverse("people:import_progress", args=[file.id])).content.decode()
    actions.run_import(brand.id, file.id, now=file.at)
    file.refresh_from_db()
    assert (file.state, file.created, file.refused) == ("done", 1, 1)
    assert "every 1s" not in browser.get(reverse("people:import_progress", args=[file.id])).content.decode()
    report = browser.get(reverse("people:import_report", args=[file.id])).content.decode()
    assert "3;Tél.;" in report
    assert (
        browser.post(
            reverse("people:imports"), {"brand": brand.id, "file": SimpleUploadedFile("x.csv", b"PK\x03\x04")}
        ).status_code
        == 422
    )


def test_exports_hold_the_chosen_persons_of_allowed_brands(
    visit, make_staff, brand: Brand, other_brand: Brand, now: datetime
) -> None:
    make(brand, now, "=cmd()", "Morvan", tags=["vip"], addresses=[])
    make(brand, now, "Yann", "Riou")
    with visible([other_brand.id]):
        make(other_brand, now, "Secret", "Autre")
    browser = visit(make_staff(brand, "supervisor"))
    text = b"".join(browser.get(reverse("people:export_csv"), {"tag": "vip"}).streaming_content).decode()
    assert "'=cmd()" in text
    assert "Riou" not in text
    both = b"".join(browser.get(reverse("people:export_vcard")).streaming_content).decode()
    assert both.count("BEGIN:VCARD") == 2
    assert "Autre" not in both


def test_the_timeline_interleaves_its_sources_and_turns_its_pages_whole(
    visit, make_staff, brand: Brand, claire: Person, now: datetime
) -> None:
    author = make_remark_author(make_staff, brand)
    for number in range(70):  # three at each moment: pages end among things that happened at once
        actions.add_remark(
            claire, f"Remarque {number:03}", author_id=author,
            now=now + timedelta(minutes=number // 3), actor=ACTOR,
        )  # fmt: skip
    browser = visit(make_staff(brand))
    address, read = reverse("people:timeline", args=[claire.id]), []
    for _ in range(5):
        shown = unescape(browser.get(address).content.decode())
        read += re.findall(r"Remarque \d{3}", shown)
        following = re.search(r'hx-get="([^"]+)"', shown)
        if following is None:
            break
        address = following[1]
    assert read == [f"Remarque {number:03}" for number in reversed(range(70))]


def test_the_timeline_asks_as_many_questions_for_three_as_for_one(
    visit, make_staff, brand: Brand, claire: Person, now: datetime
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    author, browser = make_remark_author(make_staff, brand), visit(make_staff(brand))
    address = reverse("people:timeline", args=[claire.id])
    counts = []
    for texts in (["un"], ["deux", "trois"]):
        for text in texts:
            actions.add_remark(claire, text, author_id=author, now=now, actor=ACTOR)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def make_remark_author(make_staff, brand: Brand):
    return make_staff(brand, name="Nadia Belkacem").id


@pytest.mark.parametrize(
    "after", ["x", "2026-01-01~1", "2026-01-01T00:00:00+00:00~-1", "~", "2026-01-01T00:00:00+00:00~9999999"]
)
def test_a_wrong_place_of_the_timeline_is_its_beginning(visit, make_staff, brand: Brand, claire: Person, after: str) -> None:
    answer = visit(make_staff(brand)).get(reverse("people:timeline", args=[claire.id]), {"after": after})
    assert answer.status_code == 200
