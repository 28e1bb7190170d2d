"""Pages of persons by tag are those of the plain filter, in the same order, whatever happened to the persons before."""

import random
from datetime import datetime, timedelta
from itertools import product

import pytest
from django.db.models import QuerySet

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.people import actions, queries
from entregent.people.models import Person, TagPlace

MADE = 1200


@pytest.fixture
def many(brand: Brand, now: datetime) -> None:
    """Persons; "partout" is on most, "ancienne" only on the oldest, "rare" on a few."""
    dice = random.Random(3)
    rows = []
    for number in range(MADE):
        at = now - timedelta(minutes=number // 2)
        worn = (("partout", dice.random() < 0.9), ("ancienne", number > MADE - 60), ("rare", number % 101 == 0))
        tags = [tag for tag, has in worn if has]
        stage = "active" if number % 2 else "lost"
        rows.append(Person(brand=brand, search_key="", created_at=at, updated_at=at, tags=tags, stage=stage))
    Person.objects.bulk_create(rows)


def walked(brand: Brand, tag: str, stage: str = "") -> list[Person]:
    """All the pages of a list, one after the other."""
    read, after = [], ""
    while True:
        page = queries.page([brand.id], stage=stage, tag=tag, after=after, limit=350)
        read += page.persons
        if not (after := page.after):
            return read


def plain(tag: str, stage: str = "") -> QuerySet[Person]:
    rows = Person.objects.filter(tags__contains=[tag] if tag else [], merged_into=None).order_by("-updated_at", "-id")
    return rows.filter(stage=stage) if stage else rows


def test_the_pages_by_tag_hold_what_the_plain_filter_does(many: None, brand: Brand) -> None:
    for tag, stage in product(("", "partout", "ancienne", "rare", "aucune", "l'o''r"), ("", "lost")):
        assert walked(brand, tag, stage) == list(plain(tag, stage)), (tag, stage)


def test_the_lists_by_tag_follow_every_change_of_a_person(brand: Brand, now: datetime) -> None:
    def same() -> None:
        for tag in ("vip", "presse", "ancien"):
            for stage in ("", "new", "lost"):
                assert walked(brand, tag, stage) == list(plain(tag, stage))
        assert TagPlace.objects.count() == sum(len(set(person.tags)) for person in Person.objects.filter(merged_into=None))

    def make(family: str, *tags: str) -> Person:
        return actions.create_person(brand.id, now=now, actor="system:test", source="test", family_name=family, tags=list(tags))

    one, two, three = make("Goff", "vip", "presse"), make("Morvan", "vip"), make("Benali")
    same()
    actions.set_tags(three, ["presse", "ancien"], now=now + timedelta(hours=1), actor="system:test")
    actions.set_tags(two, [], now=now + timedelta(hours=2), actor="system:test")
    actions.update_person(one, now=now + timedelta(hours=3), actor="system:test", city="Brest")
    same()
    Person.objects.filter(id=one.id).update(stage="lost", tags=["vip", "vip"])
    same()
    merge = actions.merge_persons(three, one, by=None, now=now + timedelta(hours=4), actor="system:test")
    same()
    assert walked(brand, "vip") == [three]  # who takes their tags over
    actions.undo_merge(merge, by=None, now=now + timedelta(hours=5), actor="system:test")
    same()
    Person.objects.filter(id=two.id).delete()
    same()


def test_the_lists_by_tag_stand_behind_the_wall(brand: Brand, other_brand: Brand, many: None) -> None:
    with visible([other_brand.id]):
        assert queries.page([brand.id, other_brand.id], tag="partout").persons == []
        assert not TagPlace.objects.exists()
