"""The typo-tolerant search."""

from datetime import datetime

import pytest
from django.db import connection

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.kernel.handles import mail_handle, phone_handle
from entregent.people import actions, queries
from entregent.people.models import Person


@pytest.fixture
def people(brand: Brand, now: datetime) -> dict[str, Person]:
    def make(given: str, family: str, mail: str, phone: str, reference: str) -> Person:
        return actions.create_person(
            brand.id, now=now, actor="system:test", source="test", given_name=given, family_name=family,
            external_reference=reference, addresses=[mail_handle(mail), phone_handle(phone, "FR")],
        )  # fmt: skip

    return {
        "claire": make("Claire", "Morvan", "c.morvan@example.org", "06 39 98 01 02", "SOC-10234"),
        "eloise": make("Éloïse", "Le Goff", "eloise29@example.org", "02 61 91 44 55", "SOC-20777"),
        "anh": make("Anh", "Dupont-Nguyễn", "anh@example.org", "+41 44 668 18 00", "X9"),
        "mourad": make("Mourad", "Benali", "mourad.benali@example.org", "06 39 98 77 01", ""),
    }


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("claire morvan", "claire"),
        ("MORVAN Claire", "claire"),
        ("morvn", "claire"),
        ("clare morvan", "claire"),
        ("Mme Morvan", "claire"),
        ("claire mrovan", "claire"),
        ("morv", "claire"),
        ("06 39 98 01 02", "claire"),
        ("06.39.98.01", "claire"),
        ("+33 6 39 98 01 02", "claire"),
        ("0102", "claire"),
        ("SOC-10234", "claire"),
        ("soc 10234", "claire"),
        ("c.morvan@example.org", "claire"),
        ("c.morvan@", "claire"),
        ("c.morvnn@example.org", "claire"),
        ("eloise le goff", "eloise"),
        ("ELOÏSE LEGOFF", "eloise"),
        ("le gof", "eloise"),
        ("0261914455", "eloise"),
        ("nguyen", "anh"),
        ("dupnot", "anh"),
        ("+41446681800", "anh"),
        ("benali morad", "mourad"),
        ("benali lille", "mourad"),
    ],
)
def test_a_person_is_found_as_people_type(brand: Brand, people: dict[str, Person], typed: str, expected: str) -> None:
    found = queries.search(typed, [brand.id], 5)
    assert found
    assert found[0].person == people[expected]


@pytest.mark.parametrize(
    "typed", ["", "   ", "zzzzqq", "@", "%", "_", "\\", "'; DROP TABLE people_person --", "\x00", "()", "07 00"]
)
def test_nothing_is_found_for_nothing(brand: Brand, people: dict[str, Person], typed: str) -> None:
    assert queries.search(typed, [brand.id], 5) == []


def test_the_search_respects_the_walls_even_when_it_is_asked_for_another_brand(
    brand: Brand, other_brand: Brand, people: dict[str, Person], now: datetime
) -> None:
    with visible([other_brand.id]):
        assert queries.search("claire morvan", [brand.id, other_brand.id], 5) == []
    with visible([brand.id, other_brand.id]):
        assert queries.search("claire morvan", [other_brand.id], 5) == []
    with visible([]), connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM people_search(%s::uuid[], '{morvan}', 'c.morvan@example.org', '{+33}', '0102', 'X9', 5)",
            [[brand.id]],
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT * FROM people_page(%s::uuid[], '', '', NULL, NULL, 5)", [[brand.id]])
        assert cursor.fetchall() == []
        cursor.execute("SELECT * FROM people_variants(%s::uuid[], 'morvan', true, true)", [[brand.id]])
        assert cursor.fetchall() == [("morvan", 1.0)]


def test_a_search_follows_changes_of_names_and_addresses(brand: Brand, people: dict[str, Person], now: datetime) -> None:
    actions.update_person(people["claire"], now=now, actor="system:test", family_name="Quéméneur")
    actions.add_handle(people["claire"], mail_handle("zelda@example.org"), source="test", now=now, actor="system:test")
    assert [found.person.id for found in queries.search("quemenur", [brand.id])] == [people["claire"].id]
    assert queries.search("zelda", [brand.id])[0].person == people["claire"]
    actions.remove_handle(people["claire"].handles.get(value="zelda@example.org"), now=now, actor="system:test")
    assert queries.search("zelda@example.org", [brand.id]) == []


def test_a_search_takes_three_statements(brand: Brand, people: dict[str, Person], django_assert_num_queries) -> None:
    with django_assert_num_queries(3):
        assert queries.search("morvan", [brand.id])
