"""What the telephone says is made ready when a scenario is published."""

from datetime import datetime

import pytest

from entregent.brands.models import Brand
from entregent.channels.voice.exchange.phrases import phrases
from entregent.channels.voice.reactions import make_ready
from entregent.journal.models import Event
from entregent.routing.models import Queue
from entregent.scenarios import actions
from entregent.scenarios.tests.trees import both, choice, document, hand, option, say
from entregent.speech.models import Prompt

pytestmark = pytest.mark.django_db
MENU = document(
    {
        "bonjour": say("Bienvenue.", "menu"),
        "menu": choice("Que voulez-vous faire ?", option("1", "Suivre ma commande", "nom"), option("2", "Autre chose", "main")),
        "nom": {"kind": "say", "text": both("Merci {person.given_name}."), "next": "main"},
        "main": hand(queue="Contrats", reason="other"),
    }
)


def test_what_never_changes_is_made_ready_and_forgotten_with_its_scenario(brand: Brand, queue: Queue, now: datetime) -> None:
    made = actions.create_scenario(brand.id, "standard", "Standard", MENU, now=now, actor="system:test")
    actions.publish(made.scenario_id, now=now, actor="system:test")
    make_ready(Event.objects.get(kind="scenario.published"))
    french = set(Prompt.objects.filter(language="fr").values_list("text", flat=True))
    wanted = {"Bienvenue.", "Que voulez-vous faire ?", "Pour suivre ma commande, tapez 1.", "Pour autre chose, tapez 2."}
    assert wanted | {"Je n’ai pas bien compris."} | set(phrases("fr")) <= french
    assert not any("{" in text or ("Merci" in text[:6] and "given_name" in text) for text in french)
    actions.withdraw(made.scenario_id, now=now, actor="system:test")
    make_ready(Event.objects.get(kind="scenario.withdrawn"))
    assert not Prompt.objects.exists()
