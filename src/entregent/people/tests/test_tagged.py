"""Pages of persons by tag: whatever way they are found, they are those of the plain filter, in the same order."""

import random
from datetime import datetime, timedelta

import pytest

from entregent.brands.models import Brand
from entregent.people import queries
from entregent.people.models import Person

MADE = 1200
"""More than are tried before the index of tags is asked: both ways are taken."""


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


@pytest.mark.parametrize("tag", ["", "partout", "ancienne", "rare", "aucune", "l'o''r"])
@pytest.mark.parametrize("stage", ["", "lost"])
def test_the_pages_by_tag_hold_what_the_plain_filter_does(tag: str, stage: str, many: None, brand: Brand) -> None:
    read, after = [], ""
    while True:
        page = queries.page([brand.id], stage=stage, tag=tag, after=after, limit=350)
        read += [person.id for person in page.persons]
        if not (after := page.after):
            break
    plain = Person.objects.filter(tags__contains=[tag] if tag else [], stage__in=[stage] if stage else ["active", "lost"])
    assert read == list(plain.order_by("-updated_at", "-id").values_list("id", flat=True))
