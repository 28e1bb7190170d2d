"""A script beside a ticket: said, answered, resumed by a colleague, handed to a queue; its mentions cannot be skipped."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.journal.models import Event
from entregent.routing.models import Queue
from entregent.scenarios import actions, queries
from entregent.scenarios.models import Session, Version
from entregent.scenarios.tests.trees import both, choice, collect, document, hand, option, say
from entregent.tickets.models import Ticket

pytestmark = pytest.mark.django_db
NODES = {
    "mention": say("Cet appel est enregistré.", "bonjour", mandatory="always", title="Enregistrement"),
    "bonjour": choice("Bonjour {person.given_name}, notre contrat vous intéresse ?",
                      option("1", "Oui", "numero"), option("2", "Non", "main")),
    "numero": collect("phone", "tel", "main"),
    "main": hand(queue="Contrats"),
}  # fmt: skip
OBJECTIONS = {"cher": {"title": "C’est trop cher", "answer": both("Moins d’un café par jour.")}}


@pytest.fixture
def script(brand: Brand, queue: Queue, now: datetime) -> Version:
    form = document(NODES, objections=OBJECTIONS, variables={"tel": {"type": "phone"}}, media=["script"])
    made = actions.create_scenario(brand.id, "argumentaire", "Argumentaire", form, now=now, actor="system:test")
    return actions.publish(made.scenario_id, now=now, actor="system:test")


@pytest.fixture
def ticket(write_in: Callable[..., Any], brand: Brand) -> Ticket:
    ticket = write_in("Bonjour").ticket
    ticket.queue = Queue.objects.create(brand=brand, name="Accueil")
    ticket.save(update_fields=["queue"])
    return ticket


@pytest.fixture
def agent(brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client]) -> Client:
    return visit(make_staff(brand, "agent", name="Claire Morin"))


def post(client: Client, ticket: Ticket, what: str, shown: str = "", **fields: str) -> str:
    hidden = dict(re.findall(r'<input type="hidden" name="(session|number|key)" value="([^"]*)"', shown))
    answer = client.post(f"/script/{ticket.id}/{what}/", hidden | fields)
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


def begin(client: Client, ticket: Ticket, script: Version) -> str:
    return post(client, ticket, "begin", scenario=str(script.scenario_id))


def test_it_is_gone_through_with_a_mention_an_objection_and_a_colleague(
    agent: Client, ticket: Ticket, script: Version, brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client]
) -> None:
    assert "Argumentaire" in agent.get(f"/script/{ticket.id}/").content.decode()
    shown = begin(agent, ticket, script)
    assert "Cet appel est enregistré." in shown and 'name="choice"' not in shown
    for skipping in ({"does": "heard"}, {"does": "back"}, {"objection": "cher"}, {"choice": "2"}, {"does": "agent"}):
        shown = post(agent, ticket, "answer", shown, **skipping)
        assert "J’ai dit ce texte jusqu’au bout" in shown and "vous intéresse" not in shown, skipping
    shown = post(agent, ticket, "answer", shown, does="heard", said="1")
    assert "Bonjour Hélène, notre contrat vous intéresse ?" in shown
    shown = post(agent, ticket, "answer", shown, objection="cher")
    assert "Moins d’un café par jour." in shown and "vous intéresse" in shown
    colleague = visit(make_staff(brand, "agent", name="Youssef Amrani"))
    theirs = colleague.get(f"/script/{ticket.id}/").content.decode()
    assert "vous intéresse" in theirs and begin(colleague, ticket, script).count("vous intéresse") == 1
    theirs = post(colleague, ticket, "answer", theirs, choice="1")
    late = post(agent, ticket, "answer", shown, choice="2")
    assert "data-script-field" in late  # it stands where the colleague brought it
    theirs = post(colleague, ticket, "answer", theirs, does="back")
    theirs = post(colleague, ticket, "answer", theirs, choice="1")
    over = post(colleague, ticket, "answer", theirs, text="06 39 98 01 02")
    session = Session.objects.get()
    assert session.outcome == "handed" and session.conversation_id == ticket.conversation_id
    assert [(act["kind"], act["what"]) for act in session.acts] == [
        ("objection", "cher"),
        ("mention", "mention"),
        ("objection", "cher"),
    ]
    for told in (
        "Oui",
        "06 39 98 01 02",
        "Enregistrement",
        "Claire Morin",
        "C’est trop cher",
    ):
        assert told in over, told
    ticket.refresh_from_db()
    assert ticket.queue.name == "Contrats"
    assert Event.objects.get(kind="session.mentioned").actor.startswith("staff:")
    assert queries.objected(script.id, script.published_at) == {"cher": 2}


def test_several_follow_one_another_and_one_may_be_stopped(agent: Client, ticket: Ticket, script: Version) -> None:
    shown = begin(agent, ticket, script)
    stopped = post(agent, ticket, "stop", shown)
    assert "interrompu" in stopped and "Commencer" in stopped
    begin(agent, ticket, script)
    assert Session.objects.filter(ticket=ticket).count() == 2
    post(agent, ticket, "stop")
    assert "Argumentaire" in post(agent, ticket, "begin", scenario="x") and Session.objects.filter(ended_at=None).count() == 0


def test_what_was_said_on_a_page_stands_beside_its_ticket(
    agent: Client, ticket: Ticket, script: Version, now: datetime
) -> None:
    Session.objects.create(
        brand=script.brand, version=script, scenario=script.scenario, medium="web", language="fr", state={}, begun_at=now,
        moved_at=now, ended_at=now, outcome="handed", ticket=ticket,
        transcript=[{"who": "us", "text": "Votre numéro ?"}, {"who": "them", "text": "CMD-12345"}],
    )  # fmt: skip
    shown = agent.get(f"/script/{ticket.id}/").content.decode()
    assert "Votre numéro ?" in shown and "CMD-12345" in shown


def test_who_may_only_read_does_not_begin(
    ticket: Ticket, script: Version, brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client],
    django_assert_max_num_queries: Callable[[int], CaptureQueriesContext],
) -> None:  # fmt: skip
    reader = visit(make_staff(brand, "auditor", name="Awa Diop"))
    assert reader.post(f"/script/{ticket.id}/begin/", {"scenario": str(script.scenario_id)}).status_code == 403
    agent = visit(make_staff(brand, "agent", name="Claire Morin"))
    agent.get(f"/script/{ticket.id}/")
    with django_assert_max_num_queries(12):
        agent.get(f"/script/{ticket.id}/")
