"""The doors of visitors: which sites, which brands, how often; nothing of a ticket but its own visitor's words."""

import time
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client, override_settings
from django.urls import get_resolver
from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.chat import actions
from entregent.channels.chat.directory import WIDGETS
from entregent.channels.chat.models import Chat, Visitor, Widget
from entregent.channels.chat.tests.conftest import SHOP, Browser
from entregent.channels.chat.web import door
from entregent.rest.throttle import Throttle
from entregent.tickets.models import Ticket

pytestmark = pytest.mark.django_db
WRITES = (
    "sync",
    "say",
    "seen",
    "end",
    "rate",
    "transcript",
    "leave",
    "callback",
    "other",
    "call",
    "calling",
    "keys",
    "hang-up",
    "number",
)
READS = ("setup", "slots", "find")


def test_every_address_of_visitors_is_listed_here() -> None:
    chat = next(one for one in get_resolver().url_patterns if getattr(one, "app_name", "") == "chat")
    found = {str(one.pattern).rpartition("/")[2] for one in chat.url_patterns if str(one.pattern).startswith("chat/w/")}
    assert found == {*WRITES, *READS}


@pytest.mark.parametrize("origin", ["https://ailleurs.example", "", "null", "https://boutique.ponant.example.ailleurs.example"])
def test_another_site_gets_nothing(widget: Widget, browse: Callable[..., Browser], origin: str) -> None:
    stranger = browse(origin=origin)
    for what in WRITES:
        answer = stranger.ask(what, client=str(uuid4()), text="Bonjour")
        assert answer.status_code == 403, what
        assert "Access-Control-Allow-Origin" not in answer.headers
    if origin:
        assert {stranger.get(what).status_code for what in READS} == {403}
    assert not Visitor.objects.exists()


def test_the_widgets_site_may_read_the_answers_and_gets_no_cookie(browse: Callable[..., Browser]) -> None:
    visitor = browse()
    for answer in (visitor.get("setup"), visitor.ask("sync"), visitor.say("Bonjour")):
        assert answer.status_code == 200
        assert answer.headers["Access-Control-Allow-Origin"] == SHOP
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert not answer.cookies


def test_an_unknown_widget_and_one_out_of_service_are_not_there(widget: Widget, browse: Callable[..., Browser]) -> None:
    Widget.objects.filter(id=widget.id).update(active=False)
    WIDGETS.forget()
    assert browse().ask("sync").status_code == 404
    assert Client().get(f"/chat/w/{uuid4()}/setup", headers={"Origin": SHOP}).status_code == 404


def test_a_token_is_good_for_its_widget_alone(widget: Widget, other_brand: Brand, browse: Callable[..., Browser]) -> None:
    visitor = browse()
    visitor.say("Bonjour")
    with visible([other_brand.id]):
        from entregent.routing.models import Queue

        queue = Queue.objects.create(brand=other_brand, name="Autre", is_default=True)
        other = Widget.objects.create(brand=other_brand, name="Autre", queue=queue, origins=[SHOP], secret="")
    WIDGETS.forget()
    stolen = Browser(other)
    stolen.token = visitor.token
    told = stolen.sync()
    assert told["chat"] is None
    assert told["token"] != visitor.token


@pytest.mark.parametrize("token", ["", "x", "WyIwMSIsIiJd.forged", None, 4, ["a"]])
def test_a_forged_token_is_nobody(browse: Callable[..., Browser], token: object) -> None:
    browse().say("Bonjour")
    stranger = browse()
    stranger.token = token
    assert stranger.sync()["messages"] == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"x"', b"\xff", b"x" * 70_000])
def test_what_no_widget_sends_is_refused(widget: Widget, body: bytes) -> None:
    answer = Client().post(f"/chat/w/{widget.id}/say", body, content_type="text/plain", headers={"Origin": SHOP})
    assert answer.status_code == 400


def test_whoever_writes_too_much_waits(browse: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "A_VISITOR", 3)
    visitor = browse()
    answers = [visitor.say(f"message {number}") for number in range(8)]
    refused = [one for one in answers if one.status_code == 429]
    assert 2 <= len(refused) <= 5  # three are heard, three more when a minute begins meanwhile
    assert {one.status_code for one in answers} == {200, 429}
    assert int(refused[0].headers["Retry-After"]) in range(1, 61)
    assert browse().say("un autre").status_code == 200


@override_settings(CHAT_REQUESTS_PER_MINUTE=2)
def test_an_address_that_asks_too_often_waits(browse: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "THROTTLE", Throttle())
    assert time.time()
    answers = [browse().ask("sync").status_code for _ in range(6)]
    assert answers[0] == 200
    assert answers.count(429) in range(2, 5)  # two are heard, two more when a minute begins meanwhile


def test_a_blocked_visitor_writes_no_more_and_their_chat_ends(
    brand: Brand, browse: Callable[..., Browser], make_staff: Callable[..., Staff]
) -> None:
    visitor, by = browse(), make_staff(brand, "agent", name="Claire Morvan")
    visitor.say("Bonjour")
    row = Visitor.objects.get()
    actions.block(row, network=True, ticket=Ticket.objects.get().id, by=by, now=timezone.now())
    assert visitor.say("Encore").json()["error"] == "blocked"
    told = visitor.sync()
    assert (told["chat"]["state"], told["chat"]["ended_by"], told["chat"]["blocked"]) == ("ended", Chat.End.BLOCKED, True)
    assert "live" not in told
    assert browse().say("Je reviens").json()["error"] == "blocked", "nobody new comes from there for a day"
    actions.unblock(Visitor.objects.get(), by=by, now=timezone.now())
    assert browse().say("Je reviens").status_code == 200


def test_what_another_brand_has_is_not_seen(other_brand: Brand, browse: Callable[..., Browser]) -> None:
    browse().say("Bonjour")
    with visible([other_brand.id]):
        assert not Widget.objects.exists()
        assert not Visitor.objects.exists()
        assert not Chat.objects.exists()
