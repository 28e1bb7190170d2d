"""A scenario gone through as a page: plain forms, each answer taken once, nothing lost by going back or elsewhere."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.channels.visual_ivr.models import Page
from entregent.channels.visual_ivr.web import door
from entregent.conversations.content import Content
from entregent.kernel.handles import mail_handle
from entregent.rest.throttle import Throttle
from entregent.scenarios import actions
from entregent.scenarios.actions.sweeping import lapse
from entregent.scenarios.medium import Answer, Interrupt
from entregent.scenarios.models import Scenario, Session, Version
from entregent.tickets.actions import Incoming, receive
from entregent.tickets.models import Ticket

pytestmark = pytest.mark.django_db
HERE = "/guide/ponant/boutique/"


@pytest.fixture
def visitor(page: Page) -> Client:
    return Client()


def begin(client: Client, language: str = "fr") -> str:
    return client.post(f"{HERE}begin/?lang={language}", follow=True).content.decode()


def say(client: Client, shown: str, **answer: str) -> str:
    """Answer what a page asks, as its form does."""
    hidden = dict(re.findall(r'<input type="hidden" name="(number|key)" value="([^"]*)"', shown))
    return client.post(f"{HERE}answer/", hidden | answer, follow=True).content.decode()


def test_a_page_is_gone_through_to_a_ticket(visitor: Client) -> None:
    welcome = visitor.get(HERE).content.decode()
    assert "Votre commande" in welcome and "En quelques questions." in welcome and not Session.objects.exists()
    shown = begin(visitor)
    assert "Que voulez-vous faire" in shown and 'name="choice" value="2"' in shown
    shown = say(visitor, shown, choice="2")
    assert 'type="email"' in shown
    shown = say(visitor, shown, text="pas une adresse")
    assert 'role="alert"' in shown and 'value="pas une adresse"' in shown  # what was typed is kept
    shown = say(visitor, shown, text="Helene@example.org")
    shown = say(visitor, shown, text="Arrivé cassé")
    assert f"{Ticket.objects.get().number:06d}" in shown
    assert Session.objects.get().medium == "web"


def test_twice_and_the_back_button_change_nothing(visitor: Client) -> None:
    first = begin(visitor)
    second = say(visitor, first, choice="2")
    assert say(visitor, first, choice="2").count('type="email"') == 1  # the very same form sent again
    other = re.sub(r'name="key" value="[^"]*"', 'name="key" value="other"', first)
    stale = say(visitor, other, choice="3")
    assert "rien n’a été modifié" in stale and 'type="email"' in stale
    back = say(visitor, second, does="back")
    assert "Que voulez-vous faire" in back
    assert Session.objects.count() == 1 and Session.objects.get().outcome == ""


def test_who_is_handed_over_without_an_address_leaves_one(visitor: Client) -> None:
    shown = say(visitor, begin(visitor), does="agent")
    assert not Ticket.objects.exists() and "E-mail ou numéro de téléphone" in shown
    refused = visitor.post(f"{HERE}reach/", {"address": "nulle part"})
    assert refused.status_code == 422 and "nulle part" in refused.content.decode()
    shown = visitor.post(f"{HERE}reach/", {"address": "helene@example.org"}, follow=True).content.decode()
    ticket = Ticket.objects.get()
    assert f"{ticket.number:06d}" in shown and "helene@example.org" in shown
    told = ticket.conversation.messages.get().text
    assert "Que voulez-vous faire" in told and ticket.conversation.address == "helene@example.org"
    visitor.post(f"{HERE}reach/", {"address": "other@example.org"})
    assert Ticket.objects.count() == 1


def test_a_handover_after_a_ticket_tells_all_that_was_said(brand: Brand, visitor: Client, now: datetime) -> None:
    turn = actions.begin(Scenario.objects.get().id, "web", now=now)
    session = Session.objects.get(id=turn.session)
    for words in ("2", "helene@example.org"):
        turn = actions.answer(session.id, Answer(words), now)
    Session.objects.filter(id=session.id).update(ticket=_ticket(brand, now))
    turn = actions.answer(session.id, Interrupt("agent"), now)
    ticket = Ticket.objects.get()
    assert turn.outcome is not None and turn.outcome.ticket == ticket.id
    assert "helene@example.org" in ticket.conversation.messages.last().text


def _ticket(brand: Brand, now: datetime) -> Ticket:
    made = Incoming(brand.id, "web", "Colis", Content(text="Où est-il ?"), "scenario", handle=mail_handle("helene@example.org"))
    return receive(made, now).ticket


def test_a_code_leads_elsewhere_and_here(brand: Brand, visitor: Client, shop: Version, now: datetime) -> None:
    assert "Continuer dans le chat" not in say(visitor, begin(visitor), choice="2")
    Page.objects.update(chat_at="https://boutique.ponant.example/")
    assert "Continuer dans le chat" in visitor.get(HERE).content.decode()
    shown = visitor.post(f"{HERE}elsewhere/").content.decode()
    code = "".join(re.search(r"(\d{3}) (\d{3})</p>", shown).groups())
    assert actions.take_up(brand.id, code, "chat", source="x", now=timezone.now()) is not None
    assert "Vous avez continué ailleurs" in visitor.get(HERE).content.decode()
    told = actions.begin(shop.scenario_id, "phone", now=now)
    code = actions.make_code(told.session, timezone.now())
    other = Client()
    assert (
        "ne mène nulle part" in other.post("/guide/ponant/", {"code": "000000" if code != "000000" else "1"}).content.decode()
    )
    taken = other.post("/guide/ponant/", {"code": f"{code[:3]} {code[3:]}"}, follow=True)
    assert taken.redirect_chain[-1][0] == HERE and "Que voulez-vous faire" in taken.content.decode()
    assert "ne mène nulle part" in Client().post("/guide/ponant/", {"code": code}).content.decode()


def test_what_is_waited_for_is_awaited(visitor: Client) -> None:
    shown = say(visitor, say(visitor, begin(visitor), choice="1"), text="CMD-12345")
    shown = say(visitor, shown, choice="1")
    assert "<progress" in shown and "<noscript>" in shown and "Je regarde." in shown


def test_languages_restart_and_leaving(visitor: Client) -> None:
    assert "Begin" in visitor.get(HERE, headers={"Accept-Language": "en"}).content.decode()
    shown = begin(visitor, "en")
    assert "An adviser" in shown
    assert "Un conseiller" in say(visitor, shown, does="speak-fr")
    say(visitor, shown, choice="2")
    shown = visitor.post(f"{HERE}begin/", {"again": "1"}, follow=True).content.decode()
    assert "Que voulez-vous faire" in shown
    assert sorted(Session.objects.values_list("outcome", flat=True)) == ["", "left"]
    left = visitor.post(f"{HERE}leave/", follow=True)
    assert "Commencer" in left.content.decode() and visitor.cookies["guide"].value == ""


def test_an_old_or_forged_visit_is_told_so(visitor: Client) -> None:
    begin(visitor)
    assert lapse(timezone.now() + timedelta(days=1)) == 1
    assert "dernière visite est terminée" in visitor.get(HERE).content.decode()
    visitor.cookies["guide"] = "forged:1:2"
    assert "dernière visite est terminée" in visitor.get(HERE).content.decode()
    assert "Commencer" in visitor.post(f"{HERE}answer/", {"choice": "1", "number": "0"}, follow=True).content.decode()


def test_nothing_is_a_page_before_it_is_opened(
    shop: Version, make_staff: Callable[..., Staff], visit: Callable[..., Client], brand: Brand
) -> None:
    closed = Client().get(HERE)
    assert closed.status_code == 404 and "n’est pas disponible" in closed.content.decode()
    Client().post(f"{HERE}begin/")
    assert not Session.objects.exists()
    there = f"/scenarios/{shop.scenario_id}/page/"
    supervisor = visit(make_staff(brand, "supervisor", name="Awa Diop"))
    assert supervisor.get(there).status_code == 200 and supervisor.post(there, {"open": "on"}).status_code == 403
    administrator = visit(make_staff(brand, "administrator", name="Solène Kerbrat"))
    assert administrator.post(there, {"open": "on", "title": "Vos colis"}).status_code == 302
    assert "Vos colis" in Client().get(HERE).content.decode() and "Vos colis" in Client().get("/guide/ponant/").content.decode()
    for kind, first in (("svg", b"<?xml"), ("png", b"\x89PNG")):
        assert administrator.get(f"{there}qr.{kind}").content.startswith(first)
    assert administrator.get(f"{there}qr.gif").status_code == 404
    actions.withdraw(shop.scenario_id, now=shop.published_at, actor="system:test")
    assert Client().get(HERE).status_code == 404


def test_another_brand_shows_nothing_of_it(visitor: Client, other_brand: Brand) -> None:
    begin(visitor)
    value = visitor.cookies["guide"].value
    stranger = Client()
    stranger.cookies["guide"] = value
    answer = stranger.get(f"/guide/{other_brand.slug}/boutique/")
    assert answer.status_code == 404 and "Que voulez-vous" not in answer.content.decode()
    assert Client().get("/guide/nowhere/boutique/").status_code == 404


def test_who_asks_too_often_is_told_to_wait(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "THROTTLE", Throttle())
    monkeypatch.setattr(door, "ACTS", 2)
    statuses = [visitor.get(HERE).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_a_step_costs_few_statements(
    visitor: Client, django_assert_max_num_queries: Callable[[int], CaptureQueriesContext]
) -> None:
    begin(visitor)
    with django_assert_max_num_queries(10):  # now and then, a share of what the address may ask
        visitor.get(HERE)
