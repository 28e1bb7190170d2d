"""Whoever abuses the assistant: what they send is limited and said so, stays words, and leaves it where it stood."""

import json
import time
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.channels.chat.actions import assisting
from entregent.channels.chat.identity import sign
from entregent.channels.chat.models import Chat, Widget
from entregent.channels.chat.rules import LONGEST_TEXT
from entregent.channels.chat.tests.conftest import SECRET, SHOP, Browser
from entregent.channels.chat.tests.talking import Talk, answered_first
from entregent.channels.chat.web import door
from entregent.conversations.models import Message
from entregent.rest.throttle import Throttle
from entregent.scenarios import queries as performed
from entregent.scenarios.models import Session
from entregent.scenarios.tests.trees import choice, collect, document, end, hand, option
from entregent.tickets.models import Ticket

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"
LOOP = document(
    {
        "menu": choice("Que voulez-vous faire ?", option("1", "Donner un motif", "motif"), option("2", "Encore", "menu")),
        "motif": collect("text", "motif", "redit"),
        "redit": choice("Vous dites : {motif}", option("1", "Oui", "fin"), option("2", "Un conseiller", "main")),
        "main": hand(),
        "fin": end(),
    },
    variables={"motif": {"about": "Motif"}},
)  # fmt: skip


@pytest.fixture
def talk(widget: Widget, browse: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch) -> Talk:
    monkeypatch.setattr(door, "THROTTLE", Throttle())
    answered_first(widget, LOOP)
    return Talk(browse())


def told_once() -> None:
    """What the session says stands in the conversation, in its order, each line once: nothing lost, nothing doubled."""
    ours = list(Message.objects.filter(kind="out").order_by("at", "id").values_list("text", flat=True))
    assert ours[1:] == [line.text for line in performed.transcript(Session.objects.get().id) if line.who == "us"]


def test_a_megabyte_is_refused_and_the_assistant_goes_on_asking(talk: Talk) -> None:
    asked = talk.last["chat"]["assistant"]
    assert talk.browser.say("x" * 1_000_000).status_code == 400
    assert talk.browser.say("", key="1" * 1_000_000, number=asked["number"]).status_code == 400
    assert talk.browser.sync()["chat"]["assistant"] == asked
    talk.press("1")
    assert talk.act("é" * (LONGEST_TEXT + 500))["chat"]["assistant"]["kind"] == "choice"
    assert len(Message.objects.filter(kind="in").latest("id").text) == LONGEST_TEXT
    told_once()


def test_a_flood_is_limited_with_a_clear_answer_and_the_next_minute_it_goes_on(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "A_VISITOR", 9)  # waking it was one
    answers = [talk.browser.say("encore") for _ in range(20)]
    taken = sum(one.status_code == 200 for one in answers)
    assert 8 <= taken <= 18  # a minute may have begun meanwhile
    refused = next(one for one in answers if one.status_code != 200)
    assert (refused.status_code, refused.json()["error"]) == (429, "too-often")
    assert refused.json()["text"].startswith("C’est beaucoup à la fois")
    assert int(refused.headers["Retry-After"]) in range(1, 61)
    assert refused.headers["Access-Control-Expose-Headers"] == "Retry-After", "else the page could not read it"
    assert Message.objects.filter(kind="in").count() == taken
    assert talk.browser.sync()["chat"]["assistant"]["kind"] == "choice"
    monkeypatch.setattr(door, "THROTTLE", Throttle())  # a minute later
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM rest_budget")
    assert talk.act("donner un motif")["chat"]["assistant"]["kind"] == "text"
    told_once()


def test_whoever_goes_round_for_ever_is_handed_to_an_agent_and_the_assistant_never_falls_silent(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assisting, "MOST_LINES", 12)
    for _ in range(8):
        talk.act("encore")
    assert talk.browser.sync()["chat"]["state"] == "waiting"
    assert Message.objects.filter(kind="out", text="Que voulez-vous faire ?").count() == 7
    assert (Ticket.objects.count(), Message.objects.filter(kind="in").count()) == (1, 8)
    told_once()


@pytest.mark.parametrize("token", ["", "x", "WyIwMSIsIiJd.forged", None, 4, ["a"], {"x": 1}])
def test_a_forged_token_talks_to_an_assistant_of_its_own(talk: Talk, browse: Callable[..., Browser], token: object) -> None:
    talk.press("1")
    stranger = browse()
    stranger.token = token
    told = stranger.sync()
    assert told["chat"] is None and told["messages"] == []
    assert Talk(stranger).last["chat"]["assistant"]["kind"] == "choice"
    assert talk.browser.sync()["chat"]["assistant"]["kind"] == "text"
    assert Chat.objects.count() == 2


@pytest.mark.parametrize(
    ("identity", "why"),
    [
        (sign({"email": "jeanne@example.org", "sub": "S12", "exp": int(time.time()) - 600}, SECRET), "expired"),
        (sign({"email": "jeanne@example.org", "sub": "S12", "exp": int(time.time()) + 600}, "deviné"), "signature"),
        ("a.b.c", "unreadable"),
    ],
)
def test_an_identity_that_is_over_or_forged_is_said_and_the_assistant_knows_nobody(
    talk: Talk, browse: Callable[..., Browser], identity: str, why: str
) -> None:
    visitor = browse()
    visitor.more = {"identity": identity}
    other = Talk(visitor)
    assert visitor.sync()["identity_error"] == why
    assert other.last["chat"]["assistant"]["kind"] == "choice"
    assert Session.objects.latest("begun_at").person is None


def test_scripts_and_fields_in_names_and_answers_stay_words(
    talk: Talk, brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client]
) -> None:
    typed = f"{SCRIPT} {{brand.name}} {{motif}} {{{{ 7*7 }}}} %(brand)s"
    talk.press("1")
    talk.act(typed, about={"name": SCRIPT})
    assert talk.said[-1] == f"Vous dites : {typed}"
    assert talk.press("2")["chat"]["state"] == "waiting"
    ticket = Ticket.objects.get()
    agent = visit(make_staff(brand))
    thread = reverse("conversations:thread", args=[ticket.conversation_id])
    for address in (f"{thread}?ticket={ticket.id}", reverse("chat:visitor", args=[ticket.id]),
                    reverse("tickets:pane", args=[ticket.id]), reverse("desk:ticket", args=[ticket.id])):  # fmt: skip
        page = agent.get(address).content.decode()
        assert SCRIPT not in page, address
    assert "&lt;script&gt;alert(1)" in agent.get(reverse("chat:visitor", args=[ticket.id])).content.decode()


def test_a_program_sent_to_the_assistant_is_refused_and_a_page_is_kept_for_the_agent(
    talk: Talk, brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client]
) -> None:
    asked = talk.last["chat"]["assistant"]
    refused = sent(talk, "facture.pdf.exe", b"MZ", "application/pdf")
    assert (refused.status_code, refused.json()["error"]) == (422, "file")
    assert talk.browser.sync()["chat"]["assistant"] == asked and not Message.objects.filter(kind="in").exists()
    kept = sent(talk, f"../{SCRIPT}.html", SCRIPT.encode(), "text/html").json()["situation"]
    assert kept["chat"]["assistant"]["kind"] == "choice"
    assert "Je ne sais pas lire" in kept["messages"][-1]["text"]
    file = next(one for one in kept["messages"] if one["files"])["files"][0]
    answer = talk.browser.client.get(file["url"] + "?inline=1")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert talk.act(wish="agent")["chat"]["state"] == "waiting"
    ticket = Ticket.objects.get()
    agent = visit(make_staff(brand))
    thread = agent.get(reverse("conversations:thread", args=[ticket.conversation_id]), {"ticket": ticket.id}).content.decode()
    assert ".html" in thread and SCRIPT not in thread


def sent(talk: Talk, name: str, data: bytes, content_type: str) -> HttpResponse:
    body = json.dumps({"token": talk.browser.token, "client": str(uuid4())})
    address = f"/chat/w/{talk.browser.widget.id}/say?lang=fr"
    form = {"body": body, "file": SimpleUploadedFile(name, data, content_type)}
    return talk.browser.client.post(address, form, headers={"Origin": SHOP})
