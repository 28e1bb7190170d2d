"""The table of known duplicates: ``duplicates.json`` holds it, by the numbers that the persons' ids carry."""

import json
from collections import Counter
from pathlib import Path

import pytest

from entregent.demo.dice import Dice, number_of
from entregent.demo.people import Registry, Someone
from entregent.demo.plan import BRANDS, brand_plan
from entregent.demo.tests.conftest import NOW
from entregent.demo.twins import Twin, Twins, slip
from entregent.demo.world import SEED, World
from entregent.kernel.text import fold
from entregent.people.models import Person

TRUTH = Path(__file__).with_name("duplicates.json")


@pytest.fixture(scope="module")
def full() -> tuple[dict[int, Someone], list[Twin]]:
    """Everyone of the full world, and the pairs."""
    people: dict[int, Someone] = {}
    pairs: list[Twin] = []
    first = 1
    for slug in BRANDS:
        made = Twins(Registry(brand_plan(slug), Dice(SEED, f"people/{slug}"), first, NOW.date()), Dice(SEED, f"twins/{slug}"))
        people |= {one.number: one for one in made.people(brand_plan(slug).persons)}
        pairs += made.pairs
        first = made.registry.first_free
    return people, pairs


def test_six_in_a_hundred_are_duplicates(full: tuple[dict[int, Someone], list[Twin]]) -> None:
    people, pairs = full
    assert len(people) == 20_000
    assert sum(pair.same for pair in pairs) / len(people) == pytest.approx(0.06, abs=0.001)
    ways = Counter(pair.how for pair in pairs if pair.same)
    assert len(ways) == 8
    assert min(ways.values()) > 40


def test_the_table_of_duplicates_is_up_to_date(full: tuple[dict[int, Someone], list[Twin]]) -> None:
    written = json.loads(TRUTH.read_text(encoding="utf-8"))
    assert written["seed"] == SEED
    assert [tuple(pair) for pair in written["pairs"]] == [(one.first, one.second, one.how) for one in full[1]]


def test_duplicates_differ_and_resemble(full: tuple[dict[int, Someone], list[Twin]]) -> None:
    people, pairs = full
    for pair in pairs:
        one, other = people[pair.first], people[pair.second]
        said = [(who.given, who.family, who.mail, who.phone, who.street) for who in (one, other)]
        assert said[0] != said[1]
        if pair.same:
            assert one.birth == other.birth
        else:
            assert fold(one.given) != fold(other.given)
            assert fold(one.family) == fold(other.family)


def test_ids_carry_the_numbers_of_the_table(world: World) -> None:
    numbers = [number_of(row["id"]) for row in world.rows.of(Person)]
    assert len(set(numbers)) == len(numbers)
    assert {number for twin in world.twins for number in (twin.first, twin.second)} <= set(numbers)
    share = sum(twin.same for twin in world.twins) / len(numbers)
    assert share == pytest.approx(0.06, abs=0.01)


def test_a_slip_changes_a_name_a_little() -> None:
    dice = Dice(1, "slips")
    for name in ("Martin", "Lefèvre", "Le Goff", "Roy", "Aa"):
        for _ in range(50):
            changed = slip(name, dice)
            assert changed != name
            assert abs(len(changed) - len(name)) <= 1
