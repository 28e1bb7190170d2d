"""One visitor from several tabs, and several agents, all at the same instant."""

import threading
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from entregent.access.models import Membership, Staff
from entregent.access.sealing import seal
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.chat.directory import WIDGETS
from entregent.channels.chat.models import IDENTITY_SEAL, Chat, Said, Visitor, Widget
from entregent.channels.chat.tests.conftest import SECRET, SHOP, Browser
from entregent.conversations.content import Content
from entregent.conversations.models import Message
from entregent.routing.models import Queue, WorkItem
from entregent.scenarios import actions as scenarios
from entregent.scenarios.models import Session
from entregent.scenarios.tests.trees import choice, document, end, option
from entregent.tickets import actions as tickets
from entregent.tickets.models import Ticket

AT_ONCE = 6


@pytest.fixture
def shop(committed: str) -> Iterator[Widget]:
    """A widget in a database where commits are real."""
    WIDGETS.forget()
    brand = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON")
    with visible([brand.id]):
        queue = Queue.objects.create(brand=brand, name="Adhésions", is_default=True)
        made = Widget.objects.create(brand=brand, name="Site", queue=queue, origins=[SHOP], secret=seal(SECRET, IDENTITY_SEAL))
    yield made
    WIDGETS.forget()


def together(acts: list[Callable[[], Any]]) -> list[Any]:
    """What each gives, all begun at the same instant."""
    gate, given = threading.Barrier(len(acts)), []

    def perform(act: Callable[[], Any]) -> None:
        try:
            gate.wait()
            given.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=perform, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def tabs(widget: Widget) -> list[Browser]:
    """Tabs of one browser, whose visitor has written nothing yet."""
    first = Browser(widget)
    first.sync()
    made = [Browser(widget) for _ in range(AT_ONCE)]
    for one in made:
        one.token = first.token
    return made


def test_the_same_words_sent_by_all_tabs_at_once_are_said_once(shop: Widget) -> None:
    client = str(uuid4())
    answers = together([lambda tab=tab: tab.say("Bonjour", client) for tab in tabs(shop)])
    assert {one.status_code for one in answers} == {200}
    assert len({one.json()["message"]["id"] for one in answers}) == 1
    with visible([shop.brand_id]):
        found = [model.objects.count() for model in (Visitor, Chat, Ticket, Message, Said, WorkItem)]
    assert found == [1] * 6


def test_other_words_from_each_tab_at_once_make_one_chat_and_none_is_lost(shop: Widget) -> None:
    said = [f"message {number}" for number in range(AT_ONCE)]
    answers = together([lambda tab=tab, text=text: tab.say(text) for tab, text in zip(tabs(shop), said, strict=True)])
    assert {one.status_code for one in answers} == {200}
    with visible([shop.brand_id]):
        assert [model.objects.count() for model in (Visitor, Chat, Ticket, WorkItem)] == [1] * 4
        assert sorted(Message.objects.values_list("text", flat=True)) == said


def test_two_agents_who_answer_at_once_are_both_heard_and_one_has_the_chat(shop: Widget) -> None:
    visitor = Browser(shop)
    visitor.say("Bonjour")
    with visible([shop.brand_id]):
        ticket = Ticket.objects.get().id
        agents = [Staff.objects.create_user(f"{name}@example.org", name=name.title()) for name in ("claire", "ines")]
        for agent in agents:
            Membership.objects.create(staff=agent, of_brand_id=shop.brand_id, role="agent")

    def answer(agent: Staff) -> None:
        with visible([shop.brand_id]):
            tickets.reply(ticket, Content(f"Bonjour, c’est {agent.name}."), staff=agent, now=timezone.now())

    assert together([lambda agent=agent: answer(agent) for agent in agents]) == [None, None]
    assert sorted(one["who"] for one in visitor.sync()["messages"]) == ["", "Claire", "Ines"]
    with visible([shop.brand_id]):
        assert WorkItem.objects.get().agent_id == Ticket.objects.get().assignee_id in {agent.id for agent in agents}


def test_an_assistant_answers_the_same_words_of_all_tabs_once_and_other_words_one_after_the_other(shop: Widget) -> None:
    nodes = {"menu": choice("Quoi ?", option("1", "Encore", "menu"), option("2", "Finir", "fin")), "fin": end("Au revoir.")}
    with visible([shop.brand_id]):
        made = scenarios.create_scenario(
            shop.brand_id, "boucle", "Boucle", document(nodes), now=timezone.now(), actor="system:test"
        )  # fmt: skip
        scenarios.publish(made.scenario_id, now=timezone.now(), actor="system:test")
        Widget.objects.filter(id=shop.id).update(scenario=made.scenario_id)
    WIDGETS.forget()
    client, browsers = str(uuid4()), tabs(shop)
    same = together([lambda tab=tab: tab.say("encore", client) for tab in browsers])
    other = together([lambda tab=tab: tab.say("encore") for tab in browsers])
    assert {one.status_code for one in same + other} == {200}
    with visible([shop.brand_id]):
        assert [model.objects.count() for model in (Visitor, Chat, Session)] == [1] * 3
        assert Message.objects.filter(kind="in").count() == 1 + AT_ONCE
        assert Message.objects.filter(kind="out", text="Quoi ?").count() == 2 + AT_ONCE  # it asks first, then after each
        assert not Ticket.objects.exists()
