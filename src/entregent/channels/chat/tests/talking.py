"""A scenario that answers in the chat, and what a widget does with it."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from entregent.channels.chat.directory import WIDGETS
from entregent.channels.chat.models import Widget
from entregent.channels.chat.tests.conftest import Browser
from entregent.scenarios import actions as scenarios
from entregent.scenarios.tests.trees import choice, collect, document, end, hand, option, say

TREE = document(
    {
        "bonjour": say("Bienvenue.", "menu"),
        "menu": choice(
            "Que voulez-vous faire ?", option("1", "Suivre ma commande", "numero", synonyms={"fr": ["colis"]}),
            option("2", "Autre chose", "rendez_vous"), saves="besoin",
        ),
        "numero": collect("order", "commande.numero", "date", pattern="CMD-#####"),
        "date": collect("date", "jour", "fini"),
        "rendez_vous": say("Très bien.", "main"),
        "main": hand(reason="other"),
        "fini": end("Elle arrive {jour}."),
    },
    variables={"besoin": {"about": "Demande"}, "commande.numero": {"about": "Numéro de commande"},
               "jour": {"type": "date", "about": "Jour souhaité"}},
)  # fmt: skip


def answered_first(widget: Widget, tree: dict[str, Any]) -> None:
    """Have a scenario answer first in a widget."""
    made = scenarios.create_scenario(widget.brand_id, "assistant", "Assistant", tree, now=timezone.now(), actor="system:test")
    scenarios.publish(made.scenario_id, now=timezone.now(), actor="system:test")
    Widget.objects.filter(id=widget.id).update(scenario=made.scenario_id)
    widget.scenario_id = made.scenario_id
    WIDGETS.forget()


class Talk:
    """What a widget does with an assistant: it wakes it, presses, types, and shows what is told."""

    def __init__(self, browser: Browser) -> None:
        self.browser, self.last = browser, {}
        self.browser.sync()
        self.act()

    def act(self, text: str = "", client: str | None = None, **pressed: Any) -> dict[str, Any]:
        answer = self.browser.ask("say", client=client or str(uuid4()), text=text, **pressed)
        assert answer.status_code == 200, answer.content
        self.last = answer.json().get("situation") or {}
        return self.last

    def press(self, key: str, **more: Any) -> dict[str, Any]:
        return self.act(key=key, number=self.last["chat"]["assistant"]["number"], **more)

    @property
    def said(self) -> list[str]:
        return [one["text"] for one in self.browser.sync()["messages"]]
