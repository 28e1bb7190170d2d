"""The brands of the demonstration teach their chatbots."""

from datetime import datetime

import pytest

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.demo.plan import BRANDS, brand_plan
from entregent.demo.understanding import teach
from entregent.understanding import queries
from entregent.understanding.models import TrainedModel

pytestmark = pytest.mark.django_db


def test_each_brand_has_intents_that_can_be_learnt(now: datetime) -> None:
    brands = [Brand.objects.create(**brand_plan(slug).fields) for slug in BRANDS]
    asked: list[TrainedModel] = []
    teach(now, asked.append)
    teach(now, asked.append)
    assert [model.brand_id for model in asked] == [brand.id for brand in brands]
    for brand in brands:
        with visible([brand.id]):
            lines = queries.intents_of(brand.id, "fr", None)
            assert len(lines) >= 6
            assert min(line.count for line in lines) >= 8, [(line.intent.name, line.count) for line in lines]
            assert [line.intent.elsewhere for line in lines].count(True) == 1
            assert queries.unsure_of(brand.id).count() >= 3
