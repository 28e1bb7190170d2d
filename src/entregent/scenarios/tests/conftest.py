"""A shop with a published scenario."""

from datetime import datetime

import pytest

from entregent.brands.models import Brand
from entregent.routing.models import Queue
from entregent.scenarios import actions
from entregent.scenarios.models import Connector, Version
from entregent.scenarios.tests.trees import SHOP


@pytest.fixture
def connector(brand: Brand) -> Connector:
    return Connector.objects.create(brand=brand, name="commandes", url="https://shop.example/{numero}", fields={"statut": "s"})


@pytest.fixture
def shop(brand: Brand, queue: Queue, connector: Connector, now: datetime) -> Version:
    """The scenario of ``trees.SHOP``, published."""
    made = actions.create_scenario(brand.id, "boutique", "Boutique", SHOP, now=now, actor="system:test")
    return actions.publish(made.scenario_id, now=now, actor="system:test")
