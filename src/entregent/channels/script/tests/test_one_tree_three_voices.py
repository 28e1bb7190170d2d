"""One published tree of more than sixty nodes, performed by the chat, as a page and as a script: the same facts."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.channels.chat.directory import WIDGETS
from entregent.channels.chat.models import Widget
from entregent.channels.chat.tests.conftest import Browser, widget
from entregent.channels.visual_ivr.actions import present
from entregent.journal.models import Event
from entregent.routing.models import Queue
from entregent.scenarios import actions
from entregent.scenarios.models import Scenario, Session, Visit
from entregent.scenarios.tests.trees import choice, collect, document, end, hand, option, say

__all__ = ["widget"]
pytestmark = pytest.mark.django_db
ROOMS = 20
WAY = [
    {"choice": "2"},
    *[{"choice": "1"}] * ROOMS,
    {"text": "CMD-12345"},
    {"text": "12/11/2026"},
    {"choice": "1"},
    {"text": "9"},
]
"""What everybody answers: water damage, then room after room, an order, a day, yes, a mark."""


def insurance() -> dict[str, Any]:
    """A claim for water damage: room after room, what is damaged; 68 nodes."""
    nodes: dict[str, dict[str, Any]] = {
        "bonjour": say("Déclarons votre sinistre.", "quoi", mandatory="always"),
        "quoi": choice("Quel sinistre ?", option("1", "Vol", "main"), option("2", "Dégât des eaux", "piece_1"), saves="quoi"),
        "dossier": collect("order", "dossier", "quand"),
        "quand": collect("date", "jour", "sur"),
        "sur": choice("Est-ce bien tout ?", option("1", "Oui", "note"), option("2", "Non", "quoi")),
        "note": {"kind": "survey", "question": "csat", "text": {"fr": "De 0 à 10 ?", "en": "0 to 10?"}, "minimum": 0,
                 "maximum": 10, "next": "fin"},
        "fin": end("Merci, dossier {dossier}.", outcome="declared"),
        "main": hand(queue="Contrats"),
    }  # fmt: skip
    for place in range(1, ROOMS + 1):
        after = f"piece_{place + 1}" if place < ROOMS else "dossier"
        nodes[f"piece_{place}"] = choice(
            f"La pièce {place} est-elle touchée ?", option("1", "Oui", f"touchee_{place}"), option("2", "Non", f"sauve_{place}")
        )
        nodes[f"touchee_{place}"] = say(f"Pièce {place} notée.", after)
        nodes[f"sauve_{place}"] = say("Tant mieux.", after)
    return document(nodes, variables={"quoi": {}, "dossier": {}, "jour": {"type": "date"}})


@pytest.fixture
def scenario(brand: Brand, queue: Queue, now: datetime) -> Scenario:
    form = insurance()
    assert len(form["nodes"]) > 60
    made = actions.create_scenario(brand.id, "sinistre", "Sinistre", form, now=now, actor="system:test")
    version = actions.publish(made.scenario_id, now=now, actor="system:test")
    words = {"title": "", "welcome": "", "chat_at": ""}
    present(version.scenario, open=True, **words, staff=None, now=now, actor="system:test")
    return version.scenario


def by_chat(scenario: Scenario, widget: Widget) -> None:
    Widget.objects.filter(id=widget.id).update(scenario=scenario)
    WIDGETS.forget()
    browser = Browser(widget)
    browser.sync()
    told = browser.ask("say", client=str(uuid4()), text="").json()["situation"]
    for given in WAY:
        number = told["chat"]["assistant"]["number"]
        pressed = {"key": given["choice"], "number": number} if "choice" in given else {"text": given["text"]}
        told = browser.ask("say", **{"client": str(uuid4()), "text": "", **pressed}).json()["situation"]
    assert told["chat"]["state"] == "ended"


def by_page(scenario: Scenario) -> None:
    client, here = Client(), "/guide/ponant/sinistre/"
    shown = client.post(f"{here}begin/", follow=True).content.decode()
    for given in WAY:
        shown = client.post(f"{here}answer/", _hidden(shown) | given, follow=True).content.decode()


def by_script(client: Client, ticket: Any, scenario: Scenario) -> None:
    here = f"/script/{ticket.id}/"
    shown = client.post(f"{here}begin/", {"scenario": str(scenario.id)}).content.decode()
    for given in [{"does": "heard", "said": "1"}, *WAY]:  # there the mention is ticked
        shown = client.post(f"{here}answer/", _hidden(shown) | given).content.decode()


def _hidden(shown: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(session|number|key)" value="([^"]*)"', shown))


def test_the_same_tree_gives_the_same_facts_on_every_medium(
    brand: Brand, scenario: Scenario, widget: Widget, make_staff: Callable[..., Staff], visit: Callable[..., Client],
    write_in: Callable[..., Any],
) -> None:  # fmt: skip
    by_chat(scenario, widget)
    by_page(scenario)
    by_script(visit(make_staff(brand, "agent", name="Claire Morin")), write_in("Bonjour").ticket, scenario)
    told = {}
    for session in Session.objects.all():
        events = Event.objects.filter(subject=session.id).exclude(kind="session.mentioned").order_by("id")
        told[session.medium] = {
            "outcome": (session.outcome, session.detail),
            "facts": [(event.kind, event.data.get("outcome")) for event in events],
            "nodes": list(Visit.objects.filter(session=session).order_by("place").values_list("node", flat=True)),
            "known": {name: value for name, value in session.state["variables"].items() if not name.startswith("person.")},
            "answers": [(one["question"], one["value"], one["of"]) for one in session.answers],
            "said": [line["text"] for line in session.transcript if line["who"] == "them"],
        }
    assert set(told) == {"chat", "web", "script"}
    assert told["chat"] == told["web"] == told["script"]
    assert told["web"]["outcome"] == ("ended", "declared") and told["web"]["answers"] == [("csat", 9, 10)]
    assert told["web"]["known"]["dossier"] == "CMD-12345" and len(told["web"]["nodes"]) == 2 * ROOMS + 7
    assert told["web"]["said"][0] == "Dégât des eaux"
