"""The likeness of a name that is shown, and what it weighs beside agents' choices."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.brands.models import Brand
from entregent.kernel.handles import mail_handle
from entregent.people import actions, queries
from entregent.people.models import Handle, Person
from entregent.people.rules.candidates import Likeness, likeness, rank

HOME = mail_handle("famille.legoff@example.org")


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("Jeanne Le Goff", Likeness.SAME), ("LE GOFF Jeanne", Likeness.SAME), ("Mme Jeanne LE GOFF", Likeness.SAME),
        ("Jeanne", Likeness.ALIKE), ("Jeane Le Goff", Likeness.ALIKE), ("J. Le Goff", Likeness.ALIKE),
        ("Paul Le Goff", Likeness.NONE), ("M. Le Goff", Likeness.NONE), ("Jeanne Martin", Likeness.NONE), ("", Likeness.NONE),
        ("famille.legoff@example.org", Likeness.NONE),
    ],
)  # fmt: skip
def test_the_given_name_decides(shown: str, expected: Likeness) -> None:
    assert likeness(shown, "Jeanne", "Le Goff") is expected


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_any_name_has_a_likeness(shown: str, given_name: str, family_name: str) -> None:
    assert likeness(shown, given_name, family_name) in Likeness


def test_two_choices_say_more_than_a_name(now: datetime) -> None:
    named = rank(0, Likeness.SAME, now)
    assert rank(1, Likeness.NONE, now) < named < rank(2, Likeness.NONE, now - timedelta(days=9))


@pytest.fixture
def household(brand: Brand, now: datetime) -> tuple[Person, Person]:
    """Two who share a mailbox; Paul wrote last."""
    jeanne, paul = (
        actions.create_person(
            brand.id, now=now + timedelta(minutes=place), actor="system:test", source="test", given_name=name,
            family_name="Le Goff", addresses=[HOME],
        )
        for place, name in enumerate(("Jeanne", "Paul"))
    )  # fmt: skip
    return jeanne, paul


def test_a_shared_mailbox_is_read_by_the_name_that_it_shows(
    brand: Brand, now: datetime, household: tuple[Person, Person]
) -> None:
    jeanne, paul = household

    def found(name: str) -> Person:
        known = actions.identify(brand.id, HOME, display_name=name, source="mail", now=now + timedelta(hours=2))
        assert [one.person.id for one in queries.candidates(brand.id, HOME.value, shown=name)] == [
            candidate.person_id for candidate in known.candidates
        ]
        return Person.objects.get(id=known.person_id)

    assert (found(""), found("Jeanne Le Goff"), found("Paul LE GOFF")) == (paul, jeanne, paul)


def test_a_choice_is_learnt_and_unlearnt(brand: Brand, now: datetime, household: tuple[Person, Person]) -> None:
    jeanne, paul = household

    def first() -> Person:
        return queries.candidates(brand.id, HOME.value)[0].person

    assert first() == paul
    actions.choose_candidate(HOME, jeanne, now=now + timedelta(minutes=1), actor="system:test")
    assert first() == jeanne
    actions.forget_choice(HOME, jeanne, now=now, actor="system:test")
    assert list(Handle.objects.order_by("id").values_list("times_chosen", flat=True)) == [0, 0]
