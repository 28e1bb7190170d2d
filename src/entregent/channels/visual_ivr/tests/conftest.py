"""A published scenario whose page is open."""

from datetime import datetime

import pytest

from entregent.brands.models import Brand
from entregent.channels.visual_ivr import actions
from entregent.channels.visual_ivr.models import Page
from entregent.routing.models import Queue
from entregent.scenarios.actions import create_scenario, publish
from entregent.scenarios.models import Connector, Version
from entregent.scenarios.tests.trees import SHOP


@pytest.fixture
def shop(brand: Brand, queue: Queue, now: datetime) -> Version:
    """The scenario of ``trees.SHOP``, published."""
    Connector.objects.create(brand=brand, name="commandes", url="https://shop.example/{numero}", fields={"statut": "s"})
    made = create_scenario(brand.id, "boutique", "Boutique", SHOP, now=now, actor="system:test")
    return publish(made.scenario_id, now=now, actor="system:test")


@pytest.fixture
def page(shop: Version, now: datetime) -> Page:
    """Its page, open to anybody."""
    words = {"title": "Votre commande", "welcome": "En quelques questions.", "chat_at": ""}
    return actions.present(shop.scenario, open=True, **words, staff=None, now=now, actor="system:test")
