"""An answer in other words, at its agent's wish: over real HTTP to a provider; what cannot be had leaves what was written."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.conversations.models import Draft, Message
from entregent.tickets.actions import Received
from entregent.tickets.models import Ticket
from entregent.tickets.web.views import rewording
from entregent.understanding.models import GenerativeUse
from entregent.understanding.tests.endpoint import Endpoint, completion, serving

pytestmark = pytest.mark.django_db
WRITTEN = "Votre remboursement de 45,90 € part le 3 mars, cdt."
WORDED = "Nous avons le plaisir de vous annoncer votre remboursement de 45,90 €, qui part le 3 mars."


@pytest.fixture
def ticket(write_in: Callable[..., Received]) -> Ticket:
    return write_in("Où en est mon remboursement ?", timezone.now()).ticket


@pytest.fixture
def agent(brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client]) -> Client:
    return visit(make_staff(brand))


@pytest.fixture
def endpoint(settings: Any) -> Iterator[Endpoint]:
    with serving() as served:
        settings.GENERATIVE = {
            "url": served.url, "model": "mistral-small", "key": "", "mask": True, "daily_tokens": 20_000, "seconds": 3.0,
        }  # fmt: skip
        served.answer = lambda _asked: completion(WORDED)
        yield served


def asked(agent: Client, ticket: Ticket, text: str = WRITTEN, style: str = "warmer") -> HttpResponse:
    return agent.post(reverse("tickets:reword", args=[ticket.id]), {"text": text, "style": style})


def test_without_a_provider_nothing_is_offered_and_what_was_written_stays(agent: Client, ticket: Ticket) -> None:
    assert "data-reword" not in agent.get(reverse("tickets:pane", args=[ticket.id])).content.decode()
    assert asked(agent, ticket).status_code == 422


def test_an_answer_is_worded_and_nothing_is_kept_nor_sent(agent: Client, ticket: Ticket, endpoint: Endpoint) -> None:
    page = agent.get(reverse("tickets:pane", args=[ticket.id])).content.decode()
    assert [page.count(f'data-reword-style="{style}"') for style in rewording.MANNERS] == [1, 1, 1, 1]
    before = Message.objects.count()
    assert asked(agent, ticket).json() == {"text": WORDED}
    assert "warmer" in endpoint.heard[0][0]["messages"][0]["content"]
    assert (Message.objects.count(), Draft.objects.count()) == (before, 0)
    assert GenerativeUse.objects.get().calls == 1


@pytest.mark.parametrize(
    "answer", [completion(WORDED.replace("45,90", "54,90")), completion("Votre argent part."), (500, b""), completion("")]
)
def test_what_says_anything_else_or_fails_leaves_what_was_written(
    agent: Client, ticket: Ticket, endpoint: Endpoint, answer: tuple[int, bytes]
) -> None:
    endpoint.answer = lambda _asked: answer
    told = asked(agent, ticket)
    assert told.status_code == 422 and set(told.json()) == {"error"}


def test_what_drips_is_left_after_the_time_of_an_agent(
    agent: Client, ticket: Ticket, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewording, "SECONDS", 0.3)
    endpoint.drips = 0.05
    assert asked(agent, ticket).status_code == 422


def test_nothing_too_long_and_no_unknown_manner_leaves_the_house(agent: Client, ticket: Ticket, endpoint: Endpoint) -> None:
    for text, style in ((WRITTEN, "pirate"), ("  ", "plain"), ("é" * 4001, "plain")):
        assert asked(agent, ticket, text, style).status_code == 422
    assert not endpoint.heard


def test_neither_one_agent_nor_all_of_them_hold_the_pages_back(
    agent: Client, ticket: Ticket, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    with rewording._seat(), rewording._seat():
        assert asked(agent, ticket).status_code == 422
    monkeypatch.setattr(rewording, "A_MINUTE", 0)
    monkeypatch.setattr(rewording, "THROTTLE", type(rewording.THROTTLE)())
    assert asked(agent, ticket).status_code == 422
    assert not endpoint.heard


def test_a_colleague_of_another_brand_finds_nothing_to_reword(
    ticket: Ticket, endpoint: Endpoint, other_brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client]
) -> None:
    assert asked(visit(make_staff(other_brand, name="Youri")), ticket).status_code == 404
    assert asked(visit(None), ticket).status_code == 302
    assert not endpoint.heard
