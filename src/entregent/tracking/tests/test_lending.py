"""Numbers that are lent: one visitor each, none before its time, what is withdrawn is gone."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from entregent.brands.models import Brand
from entregent.journal.models import Event
from entregent.tracking import actions
from entregent.tracking.models import Lending, Pool, Source
from entregent.tracking.rules import Came

pytestmark = pytest.mark.django_db
NUMBERS = ("+33261910081", "+33261910082")
SEARCH = Came("moteur", "cpc", landing="https://ponant.example/devis")


def test_each_visitor_has_a_number_of_their_own_for_a_while(brand: Brand) -> None:
    now, one, two, three = timezone.now(), uuid4(), uuid4(), uuid4()
    assert actions.lend(brand.id, NUMBERS, one, SEARCH, now) is None, "the brand lends none"
    Pool.objects.create(brand=brand, minutes=30)
    source = Source.objects.create(brand=brand, name="Moteur", utm_source="moteur")
    mine = actions.lend(brand.id, NUMBERS, one, SEARCH, now)
    other = actions.lend(brand.id, NUMBERS, two, Came(), now)
    assert mine and other and {mine.number, other.number} == set(NUMBERS) and (mine.source, other.source) == (source.id, None)
    later = now + timedelta(minutes=20)
    again = actions.lend(brand.id, NUMBERS, one, Came(), later)
    assert again and again.number == mine.number and again.until == later + timedelta(minutes=30)
    none = actions.lend(brand.id, NUMBERS, three, SEARCH, later)
    assert none and (none.number, none.source) == (None, source.id)
    assert list(Event.objects.filter(kind__startswith="number.").order_by("id").values_list("kind", flat=True)) == [
        "number.lent", "number.lent", "number.exhausted",
    ]  # fmt: skip

    assert actions.origin_of(brand.id, str(mine.number), None, later) == actions.Origin(source.id, SEARCH.told)
    assert actions.origin_of(brand.id, str(mine.number), other.source or source.id, later).source == source.id
    resting = now + timedelta(minutes=55)
    assert actions.origin_of(brand.id, str(mine.number), None, resting).source == source.id, "whoever wrote it down calls"
    assert actions.lend(brand.id, NUMBERS, three, SEARCH, resting).number == other.number, "the first that has rested"  # type: ignore[union-attr]
    assert actions.origin_of(brand.id, "+33261910099", None, resting) == actions.Origin(None, {})


def test_who_agrees_no_more_leaves_nothing(brand: Brand) -> None:
    now, visitor = timezone.now(), uuid4()
    Pool.objects.create(brand=brand)
    lent = actions.lend(brand.id, NUMBERS, visitor, SEARCH, now)
    assert lent is not None
    actions.give_back(visitor, now)
    assert actions.origin_of(brand.id, str(lent.number), None, now) == actions.Origin(None, {})
    assert actions.forget(now + actions.KEPT + timedelta(seconds=1)) == 1 and not Lending.objects.exists()
