"""A session from its beginning to its end: what is kept, told and done; one input at a time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from entregent.journal.models import Event
from entregent.routing.models import Queue
from entregent.scenarios import actions, queries
from entregent.scenarios.errors import NotPublished, Overtaken
from entregent.scenarios.medium import Answer, Heard, Leave
from entregent.scenarios.models import Session, Version, Visit
from entregent.scenarios.tests.trees import SHOP
from entregent.tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_a_complaint_opens_a_ticket_and_nothing_of_it_is_in_the_journal(shop: Version, now: datetime) -> None:
    turn = actions.begin(shop.scenario_id, "chat", now=now)
    assert [spoken.text for spoken in turn.said] == ["Bonjour", "Que voulez-vous faire ?"]
    assert turn.asks is not None and [option.key for option in turn.asks.options] == ["1", "2", "3"]
    for words in ("faire une reclamation", "Helene@example.org", "Carte 4111 1111 1111 1111 débitée deux fois"):
        turn = actions.answer(turn.session, Answer(words), now)
    assert turn.outcome is not None and (turn.outcome.kind, turn.outcome.reason) == ("ended", "complaint")
    ticket = Ticket.objects.get()
    assert (ticket.title, ticket.type, ticket.queue.name) == ("Réclamation", "complaint", "Contrats")
    session = Session.objects.get()
    assert session.ticket == ticket and session.person_id == ticket.person_id
    assert f"{ticket.number:06d}" in turn.said[-1].text
    kept = str([session.state, session.transcript, session.turn])
    assert "4111" not in kept.replace("••••", "") and "helene@example.org" in kept
    told = str(list(Event.objects.filter(kind__startswith="session.").values_list("kind", "data")))
    assert "helene" not in told and "session.begun" in told and "session.ended" in told
    visited = list(Visit.objects.order_by("place").values_list("node", flat=True))
    assert visited == ["bonjour", "menu", "mail", "plainte", "ouvre", "merci"]


@pytest.mark.parametrize("medium", ["chat", "script", "phone", "web"])
def test_whoever_left_a_mail_is_answered_by_mail_wherever_they_began(shop: Version, now: datetime, medium: str) -> None:
    turn = actions.begin(shop.scenario_id, medium, now=now)
    if turn.asks is not None and turn.asks.kind == "acknowledge":
        turn = actions.answer(turn.session, Heard(), now)
    for words in ("faire une reclamation", "helene@example.org", "Carte débitée deux fois"):
        turn = actions.answer(turn.session, Answer(words), now)
    conversation = Ticket.objects.select_related("conversation").get().conversation
    assert (conversation.channel, conversation.address) == ("web" if medium == "web" else "mail", "helene@example.org")


def test_the_same_input_twice_does_nothing_twice(shop: Version, now: datetime) -> None:
    turn = actions.begin(shop.scenario_id, "chat", now=now)
    once = actions.answer(turn.session, Answer(key="2"), now, key="a1", number=turn.number)
    again = actions.answer(turn.session, Answer(key="2"), now, key="a1", number=turn.number)
    assert once == again == queries.turn(turn.session)
    with pytest.raises(Overtaken):
        actions.answer(turn.session, Answer(key="3"), now, key="a2", number=turn.number)
    assert Session.objects.get().outcome == ""


def test_a_medium_that_cannot_hand_over_leaves_a_ticket_with_what_was_said(
    shop: Version, write_in: Callable[..., Any], now: datetime
) -> None:
    person = write_in("Bonjour").ticket.person_id
    turn = actions.begin(shop.scenario_id, "web", person=person, now=now)
    assert turn.said[0].text == "Bonjour Hélène"
    turn = actions.answer(turn.session, Answer("je veux un conseiller"), now)
    assert turn.outcome is not None and turn.outcome.kind == "handed" and turn.outcome.reason == "asked"
    ticket = Ticket.objects.get(id=turn.outcome.ticket)
    assert ticket.person_id == person
    assert "je veux un conseiller" in ticket.conversation.messages.get().text
    live = actions.begin(shop.scenario_id, "chat", person=person, now=now)
    live = actions.answer(live.session, Answer(key="3"), now)
    assert live.outcome is not None and live.outcome.ticket is None
    assert live.outcome.queue == Queue.objects.get(name="Contrats").id


def test_what_leaves_and_what_comes_after_the_end(shop: Version, now: datetime) -> None:
    turn = actions.begin(shop.scenario_id, "phone", now=now)
    assert turn.asks is not None and turn.asks.kind == "acknowledge"
    left = actions.answer(turn.session, Leave(), now + timedelta(seconds=9))
    assert left.outcome is not None and left.outcome.kind == "left"
    assert actions.answer(turn.session, Answer(key="1"), now) == left
    event = Event.objects.get(kind="session.left")
    assert event.data["node"] == "bonjour" and event.data["seconds"] == 9


def test_running_sessions_finish_on_their_version(shop: Version, now: datetime) -> None:
    turn = actions.begin(shop.scenario_id, "chat", now=now)
    nodes = SHOP["nodes"] | {"menu": SHOP["nodes"]["menu"] | {"text": {"fr": "Autrement ?", "en": "Else?"}}}
    draft = actions.save_draft(shop.scenario_id, SHOP | {"nodes": nodes}, base=(1, 1), now=now)
    assert (draft.number, draft.state) == (2, "draft")
    actions.publish(shop.scenario_id, now=now, actor="system:test")
    assert actions.begin(shop.scenario_id, "chat", now=now).said[-1].text == "Autrement ?"
    assert actions.answer(turn.session, Answer("hein ?"), now).said[-1].text == "Que voulez-vous faire ?"
    actions.roll_back(shop.scenario_id, 1, now=now, actor="system:test")
    assert actions.begin(shop.scenario_id, "chat", now=now).said[-1].text == "Que voulez-vous faire ?"
    actions.withdraw(shop.scenario_id, now=now, actor="system:test")
    with pytest.raises(NotPublished):
        actions.begin(shop.scenario_id, "chat", now=now)


def test_a_step_costs_few_statements(
    shop: Version, now: datetime, django_assert_max_num_queries: Callable[[int], CaptureQueriesContext]
) -> None:
    actions.begin(shop.scenario_id, "chat", now=now)
    with django_assert_max_num_queries(5):  # savepoint and release, version, the rows, the facts
        turn = actions.begin(shop.scenario_id, "chat", now=now)
    with django_assert_max_num_queries(5):  # savepoint and release, session, its update, visits
        actions.answer(turn.session, Answer(key="2"), now)
