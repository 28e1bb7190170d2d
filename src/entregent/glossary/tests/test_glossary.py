"""Every term of the trade is there, defined in both languages, found, and leads where it lives."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.glossary.places import PLACES
from entregent.glossary.queries import entries
from entregent.glossary.rules import DIGITS, Entry, by_letter, in_order, matching

MAP = Path(__file__).parents[4] / "docs" / "map.md"
ROW = re.compile(r"^\| ([A-L]\d+) \| ([^|]+) \|", re.MULTILINE)
NARROW = "\u202f"
Visit = Callable[[Staff | None], Client]


def terms_of_the_map() -> list[tuple[str, str]]:
    """(capability, French term), cut at the commas that are not in brackets."""
    rows = ROW.findall(MAP.read_text(encoding="utf-8"))
    return [(id, term.strip()) for id, terms in rows for term in re.split(r",\s*(?![^(]*\))", terms)]


def test_every_term_of_the_map_has_its_entry() -> None:
    known = {entry.term for entry in entries()}
    wanted = terms_of_the_map()
    assert len(wanted) > 170
    assert [term for _, term in wanted if term not in known] == []


def test_no_entry_is_out_of_the_map_or_twice() -> None:
    listed = {term for _, term in terms_of_the_map()}
    assert [entry.term for entry in entries() if entry.term not in listed] == []
    anchors = [entry.anchor for entry in entries()]
    assert len(set(anchors)) == len(anchors)
    capabilities = {id for id, _ in terms_of_the_map()}
    assert {entry.capability for entry in entries()} <= capabilities
    assert capabilities >= PLACES.keys()


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.anchor)
def test_definitions_are_whole_and_well_printed(entry: Entry) -> None:
    for text in (entry.french_definition, entry.english_definition):
        assert len(text) > 15
        assert text[0].isupper()
        assert text.endswith(".")
    assert entry.english
    assert "'" not in entry.term + entry.english + entry.french_definition + entry.english_definition
    assert not re.search(rf"[^{NARROW}][;:!?»]", entry.french_definition)
    assert not re.search(rf"«[^{NARROW}]", entry.french_definition)


def test_order_and_letters_ignore_accents_and_case() -> None:
    made = [Entry("A1", term, "x", "X.", "X.") for term in ("Zèbre", "école", "Échelle", "20/80", "abri")]
    assert [entry.term for entry in in_order(made)] == ["20/80", "abri", "Échelle", "école", "Zèbre"]
    assert [letter for letter, _ in by_letter(in_order(made))] == [DIGITS, "A", "E", "Z"]


@pytest.mark.parametrize(
    ("text", "first"),
    [("sla", "SLA"), ("acd", "ACD"), ("depouillement", None), ("ecole", None),
     ("first contact", "FCR / résolution au premier contact"), ("E7", "politique de remboursement"),
     ("temps d’att", "temps d’attente"), ("CHURN", "churn")],
)  # fmt: skip
def test_search(text: str, first: str | None) -> None:
    found = matching(entries(), text)
    assert (found[0].term if found else None) == first


def test_links_resolve() -> None:
    for name, _permission in PLACES.values():
        try:
            assert reverse(name).startswith("/")
        except NoReverseMatch:
            pytest.fail(f"{name} leads nowhere")


def test_anyone_signed_in_reads_it(brand: Brand, make_staff: Callable[..., Staff], visit: Visit) -> None:
    for role in ("agent", "supervisor", "administrator", "quality", "auditor"):
        response = visit(make_staff(brand, role)).get("/glossaire/")
        assert response.status_code == 200
    text = response.content.decode()
    assert text.count("<dt>") == len(entries())
    assert 'id="taux' not in text
    assert 'id="temps-d-attente"' in text


def test_nobody_else_does(brand: Brand, visit: Visit) -> None:
    response = visit(None).get("/glossaire/")
    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"]


def test_searching_the_page(brand: Brand, make_staff: Callable[..., Staff], visit: Visit) -> None:
    client = visit(make_staff(brand, "agent"))
    text = client.get("/glossaire/?q=abandon").content.decode()
    assert "appel abandonné" in text
    assert 'id="churn"' not in text
    assert "Aucun terme" in client.get("/glossaire/?q=zzzz").content.decode()


def test_only_pages_that_may_be_opened_are_linked(brand: Brand, make_staff: Callable[..., Staff], visit: Visit) -> None:
    agent = visit(make_staff(brand, "agent")).get("/glossaire/").content.decode()
    administrator = visit(make_staff(brand, "administrator")).get("/glossaire/").content.decode()
    calendars = f'href="{reverse("studio:calendars")}"'
    assert calendars not in agent
    assert calendars in administrator
