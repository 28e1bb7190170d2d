"""From an address to a person."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import psycopg
import pytest
from django.db import connection

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.kernel.handles import Handle as Address
from entregent.kernel.handles import mail_handle, phone_handle
from entregent.people import actions
from entregent.people.models import Handle, Person

MAIL = mail_handle("claire.morvan@example.org")


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is sent to PostgreSQL, whichever way it goes: Django counts only its own cursors."""
    sent: list[str] = []
    execute = psycopg.Cursor.execute

    def noted(cursor: psycopg.Cursor, statement: Any, *arguments: Any, **options: Any) -> psycopg.Cursor:
        sent.append(str(statement))
        return execute(cursor, statement, *arguments, **options)

    monkeypatch.setattr(psycopg.Cursor, "execute", noted)
    return sent


@pytest.mark.parametrize("address", [MAIL, phone_handle("06 39 98 01 02", "FR")])
def test_an_unknown_address_makes_a_person_who_is_found_again(
    brand: Brand, now: datetime, address: Address, statements: list[str]
) -> None:
    first = actions.identify(brand.id, address, display_name="MORVAN Claire", source="mail", now=now)
    assert len(statements) == 2
    person = Person.objects.get()
    assert (first.created, first.person_id) == (True, person.id)
    assert (person.given_name, person.family_name, person.stage) == ("Claire", "MORVAN", "new")
    assert [(fact.kind, fact.subject, fact.actor) for fact in first.facts] == [("person.created", person.id, "system:mail")]
    statements.clear()
    again = actions.identify(brand.id, address, source="mail", now=now + timedelta(minutes=5))
    assert len(statements) == 1
    assert (again.created, again.person_id, again.facts) == (False, person.id, [])
    statements.clear()
    actions.identify(brand.id, address, source="mail", now=now + timedelta(days=5))
    assert len(statements) == 2
    assert Handle.objects.get().last_seen_at == now + timedelta(days=5)


def test_the_candidates_of_a_shared_address_are_ranked_by_choice_then_by_time(brand: Brand, now: datetime) -> None:
    persons = [
        actions.create_person(
            brand.id, now=now + timedelta(minutes=i), actor="system:test", source="test", given_name=name, addresses=[MAIL]
        )
        for i, name in enumerate(["Anne", "Bruno", "Chloé"])
    ]
    found = actions.identify(brand.id, MAIL, source="mail", now=now)
    assert [c.person_id for c in found.candidates] == [persons[2].id, persons[1].id, persons[0].id]
    actions.choose_candidate(MAIL, persons[0], now=now, actor="system:test")
    found = actions.identify(brand.id, MAIL, source="mail", now=now)
    assert found.person_id == persons[0].id
    assert len(found.candidates) == 3


def test_a_merged_person_is_followed_and_counts_once(brand: Brand, now: datetime) -> None:
    kept, absorbed = (
        actions.create_person(brand.id, now=now, actor="system:test", source="test", addresses=[MAIL]) for _ in range(2)
    )
    Person.objects.filter(id=absorbed.id).update(merged_into=kept)
    found = actions.identify(brand.id, MAIL, source="mail", now=now)
    assert [c.person_id for c in found.candidates] == [kept.id]


def test_brands_do_not_share_their_persons(brand: Brand, other_brand: Brand, now: datetime) -> None:
    here = actions.identify(brand.id, MAIL, source="mail", now=now)
    with visible([brand.id, other_brand.id]):
        there = actions.identify(other_brand.id, MAIL, source="mail", now=now)
    assert there.created
    assert there.person_id != here.person_id


@pytest.mark.parametrize("workers", [8])
def test_two_processes_that_meet_the_same_new_address_make_one_person(committed: str, now: datetime, workers: int) -> None:
    brand = Brand.objects.create(slug="ponant", name="Ponant", code="PON")
    addresses = [mail_handle(f"client{i}@example.org") for i in range(12)]
    start = Barrier(workers)

    def meet(_: int) -> list[bool]:
        made = []
        try:
            for address in addresses:
                start.wait()
                with visible([brand.id]):
                    made.append(actions.identify(brand.id, address, source="mail", now=now).created)
        finally:
            connection.close()
        return made

    with ThreadPoolExecutor(workers) as pool:
        outcomes = list(pool.map(meet, range(workers)))
    assert [sum(round) for round in zip(*outcomes, strict=True)] == [1] * len(addresses)
    with visible([brand.id]):
        assert Person.objects.count() == Handle.objects.count() == len(addresses)
