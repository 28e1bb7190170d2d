"""An assistant answers first: it says what it is, is pressed and typed to, hands over, ends; nothing is lost or twice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.calendar.models import Calendar
from entregent.callbacks.models import Offering
from entregent.channels.chat import actions
from entregent.channels.chat.directory import WIDGETS
from entregent.channels.chat.models import Chat, Visitor, Widget
from entregent.channels.chat.tests.conftest import Browser
from entregent.channels.chat.tests.talking import TREE, Talk, answered_first
from entregent.conversations.models import Message
from entregent.journal.models import Event
from entregent.routing.models import WorkItem
from entregent.scenarios import actions as scenarios
from entregent.scenarios import queries as performed
from entregent.scenarios.medium import Answer
from entregent.scenarios.models import Session
from entregent.scenarios.tests.trees import both, document, end
from entregent.tickets.models import Ticket

pytestmark = pytest.mark.django_db

NEVER = {"zone": "Europe/Paris", "week": {"mon": ["03:00-03:01"]}}


@pytest.fixture
def assisted(widget: Widget) -> Widget:
    """The widget, answered first by ``TREE``."""
    answered_first(widget, TREE)
    return widget


@pytest.fixture
def talk(assisted: Widget, browse: Callable[..., Browser]) -> Talk:
    return Talk(browse())


def test_its_first_words_are_that_it_is_a_machine_and_nobody_waits_anywhere(talk: Talk, brand: Brand) -> None:
    assert talk.said == [
        f"Vous écrivez à l’assistant automatique de {brand.name}\u202f: une machine vous répond, pas une personne.",
        "Bienvenue.", "Que voulez-vous faire ?",
    ]  # fmt: skip
    asked = talk.last["chat"]["assistant"]
    assert (talk.last["chat"]["state"], asked["kind"]) == ("assisted", "choice")
    assert asked["options"] == [{"key": "1", "label": "Suivre ma commande"}, {"key": "2", "label": "Autre chose"}]
    assert all(Message.objects.values_list("automatic", flat=True))
    assert not Ticket.objects.exists() and not WorkItem.objects.exists()


def test_times_at_which_one_may_be_called_back_come_with_their_instant(
    widget: Widget, brand: Brand, browse: Callable[..., Browser]
) -> None:
    Offering.objects.create(brand=brand, queue=widget.queue)
    words = {"text": both("Vous rappeler ?"), "number": both("À quel numéro ?"), "reason": "Un devis", "phone": "tel"}
    call = {"kind": "callback", **words, "accepted": "fin", "refused": "fin", "failed": "fin"}
    answered_first(widget, document({"rappel": call, "fin": end()}, variables={"tel": {"type": "phone"}}))
    talk = Talk(browse())
    talk.act("oui")
    asked = talk.act("06 39 98 01 02")["chat"]["assistant"]
    soon, *times, none = asked["options"]
    assert asked["kind"] == "slot" and times and "at" not in soon and "at" not in none
    assert all(datetime.fromisoformat(one["at"]).tzinfo for one in times)


def test_what_is_pressed_and_what_is_typed_with_a_slip_are_understood_and_the_end_leaves_no_ticket(talk: Talk) -> None:
    assert talk.act("suivre ma comande")["chat"]["assistant"]["kind"] == "order"
    assert talk.act("c'est la cmd-12345")["chat"]["assistant"]["kind"] == "date"
    told = talk.act("après-demain")
    assert (told["chat"]["state"], told["chat"]["ended_by"]) == ("ended", Chat.End.ASSISTANT)
    assert not Ticket.objects.exists()
    session = Session.objects.get()
    assert (session.outcome, session.conversation_id) == ("ended", Chat.objects.get().conversation_id)
    assert dict(performed.collected(session.id)) | {"Jour souhaité": ""} == {
        "Demande": "Suivre ma commande", "Numéro de commande": "CMD-12345", "Jour souhaité": "",
    }  # fmt: skip
    assert talk.browser.ask("rate", score=5).status_code == 200
    assert talk.browser.ask("transcript", mail="jeanne@example.org").status_code == 200
    assert talk.act()["chat"]["state"] == "assisted", "written to again, it begins again"
    assert Chat.objects.count() == 2


def test_what_is_not_understood_is_asked_back_twice_then_an_agent_has_all_that_was_said(
    talk: Talk, brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client]
) -> None:
    asked = [talk.act(text)["chat"]["state"] for text in ("bla", "blabla", "blablabla")]
    assert asked == ["assisted", "assisted", "waiting"]
    ticket, chat = Ticket.objects.get(), Chat.objects.get()
    assert (ticket.title, ticket.status, ticket.channel, chat.ticket_id) == ("bla", "new", "chat", ticket.id)
    assert WorkItem.objects.get().channel == "chat"
    assert talk.last["live"]["hears"]
    agent = visit(make_staff(brand))
    thread = agent.get(reverse("conversations:thread", args=[ticket.conversation_id]), {"ticket": ticket.id}).content.decode()
    for words in ("une machine vous répond", "Que voulez-vous faire", "blablabla"):
        assert words in thread
    kinds = list(Event.objects.filter(kind__startswith="chat.").order_by("id").values_list("kind", flat=True))
    assert kinds == ["chat.begun", "chat.handed"]
    assert talk.browser.say("Vous êtes là ?").json()["message"]["text"] == "Vous êtes là ?"
    assert Ticket.objects.count() == 1


def test_an_agent_may_be_asked_for_at_any_question_and_sees_what_was_collected(
    talk: Talk, brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client]
) -> None:
    talk.press("1")
    talk.act("CMD-12345")
    assert talk.act(wish="agent")["chat"]["state"] == "waiting"
    ticket = Ticket.objects.get()
    page = visit(make_staff(brand)).get(reverse("chat:visitor", args=[ticket.id])).content.decode()
    for words in ("Numéro de commande", "CMD-12345", "Suivre ma commande"):
        assert words in page
    assert Message.objects.filter(kind="in", text="Parler à un conseiller").exists()


def test_the_same_answer_twice_and_one_to_a_question_gone_by_do_nothing_twice(talk: Talk) -> None:
    number, client = talk.last["chat"]["assistant"]["number"], str(uuid4())
    once = talk.act(key="1", number=number, client=client)["chat"]["assistant"]
    assert talk.act(key="1", number=number, client=client)["chat"]["assistant"] == once
    assert talk.act(key="2", number=number)["chat"]["assistant"] == once, "from a tab that shows the question before"
    assert talk.act(key="9", number=once["number"])["chat"]["assistant"] == once
    assert Message.objects.filter(kind="in").count() == 1


def test_it_answers_when_it_is_closed_and_a_message_is_left_with_all_that_was_said(
    talk: Talk, assisted: Widget, brand: Brand
) -> None:
    Widget.objects.update(calendar=Calendar.objects.create(brand=brand, name="Jamais", hours=NEVER))
    WIDGETS.forget()
    told = talk.press("2")
    assert told["chat"]["state"] == "leaving"
    assert not Ticket.objects.exists()
    actions.sweep(timezone.now())
    assert talk.said[-1].startswith("Personne n’est là en ce moment")
    left = [talk.browser.ask("leave", client=client, mail="jeanne@example.org", text="Rappelez-moi").json()
            for client in [str(uuid4())] * 2]  # fmt: skip
    assert left[0]["reference"] == left[1]["reference"] != ""
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.conversation.address) == ("mail", "jeanne@example.org")
    assert WorkItem.objects.filter(state="waiting").get().channel == "mail"
    texts = list(ticket.conversation.messages.order_by("at", "id").values_list("text", flat=True))
    assert "Autre chose" in texts and texts[-1] == "Rappelez-moi"
    assert Chat.objects.get().ended_by == Chat.End.LEFT


def test_without_a_published_scenario_an_agent_answers_as_before(assisted: Widget, browse: Callable[..., Browser]) -> None:
    assert browse().get("setup").json()["assistant"] is True
    scenarios.withdraw(assisted.scenario_id, now=timezone.now(), actor="system:test")
    visitor = browse()
    assert visitor.get("setup").json()["assistant"] is False
    visitor.sync()
    assert visitor.ask("say", client=str(uuid4()), text="").json() == {"message": None, "begun": False}
    assert not Visitor.objects.exists() or not Chat.objects.exists()
    visitor.say("Bonjour")
    assert Chat.objects.get().ticket is not None


def test_whoever_falls_silent_has_left_and_their_words_stay_on_the_timeline(
    talk: Talk, brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client]
) -> None:
    talk.press("1")
    actions.sweep(timezone.now() + timedelta(minutes=21))
    chat = Chat.objects.get()
    assert (chat.ended_by, Session.objects.get().outcome) == (Chat.End.IDLE, "left")
    agent = visit(make_staff(brand))
    page = agent.get(reverse("people:person", args=[chat.conversation.person_id])).content.decode()
    assert reverse("chat:conversation", args=[chat.id]) in page
    assert "Suivre ma commande" in agent.get(reverse("chat:conversation", args=[chat.id])).content.decode()


def test_who_answers_first_is_chosen_among_what_is_published_for_the_chat(
    assisted: Widget, brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client]
) -> None:
    scenarios.create_scenario(brand.id, "brouillon", "Brouillon", TREE, now=timezone.now(), actor="system:test")
    phone = TREE | {"media": ["phone"]}
    made = scenarios.create_scenario(brand.id, "voix", "Voix", phone, now=timezone.now(), actor="system:test")
    scenarios.publish(made.scenario_id, now=timezone.now(), actor="system:test")
    page = visit(make_staff(brand, "administrator")).get(reverse("chat:widget", args=[assisted.id])).content.decode()
    field = page[page.index('name="scenario"') :].split("</select>")[0]
    assert "Assistant" in field
    assert "Brouillon" not in field and "Voix" not in field


def test_the_code_of_a_page_goes_on_here_once(talk: Talk, assisted: Widget, brand: Brand) -> None:
    now = timezone.now()
    begun = scenarios.begin(assisted.scenario_id, "web", now=now)
    scenarios.answer(begun.session, Answer(key="1"), now)
    code = scenarios.make_code(begun.session, now)
    wrong = "000000" if code != "000000" else "111111"
    assert talk.act(wrong)["chat"]["assistant"]["kind"] == "choice"
    assert talk.act(f"{code[:3]} {code[3:]}")["chat"]["assistant"]["kind"] == "order"
    assert Chat.objects.get().session_id == begun.session and Session.objects.get(id=begun.session).medium == "chat"
    assert talk.act("cmd-12345")["chat"]["assistant"]["kind"] == "date"
    assert Session.objects.exclude(id=begun.session).get().outcome == "left"
    assert talk.act(wish="agent")["chat"]["state"] == "waiting"
    assert dict(performed.collected(begun.session))["Numéro de commande"] == "CMD-12345"
