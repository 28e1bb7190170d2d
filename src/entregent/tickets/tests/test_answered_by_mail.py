"""Requests that began where nobody waits any more: their agent sees where an answer goes, or that it can go nowhere."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.conversations.channel import CHANNELS, Undeliverable
from entregent.conversations.content import Content
from entregent.conversations.models import Message
from entregent.kernel.handles import phone_handle
from entregent.people.actions import create_person
from entregent.people.models import Handle
from entregent.routing.models import Queue
from entregent.tickets.actions import Incoming, receive
from entregent.tickets.models import Ticket

pytestmark = pytest.mark.django_db
PHONE = phone_handle("06 39 98 01 02", "FR")


@pytest.fixture(params=["web", "form", "phone", "script"])
def ticket(request: pytest.FixtureRequest, brand: Brand, queue: Queue, now: datetime) -> Ticket:
    """A request that began there, of somebody who is known by a telephone number."""
    create_person(brand.id, now=now, actor="system:test", source="phone", addresses=[PHONE], given_name="Jeanne")
    incoming = Incoming(brand.id, request.param, "Colis", Content("Où est mon colis ?"), source="scenario", handle=PHONE)
    return receive(incoming, now).ticket


@pytest.fixture
def agent(brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client]) -> Client:
    return visit(make_staff(brand))


def answered(agent: Client, ticket: Ticket) -> int:
    return agent.post(reverse("tickets:reply", args=[ticket.id]), {"text": "Il arrive."}).status_code


def test_without_an_address_it_is_said_before_one_writes_and_nothing_is_sent(agent: Client, ticket: Ticket) -> None:
    page = agent.get(reverse("tickets:pane", args=[ticket.id])).content.decode()
    assert "aucune adresse e-mail connue" in page and "ajoutez-en une à la fiche" in page
    assert answered(agent, ticket) == 422
    assert not Message.objects.filter(kind="out").exists()


def test_an_address_that_is_known_since_is_named_and_gets_the_answer(agent: Client, ticket: Ticket, now: datetime) -> None:
    Handle.objects.create(
        brand_id=ticket.brand_id, person=ticket.person, kind="mail", value="jeanne@example.org", last_seen_at=now
    )
    page = agent.get(reverse("tickets:pane", args=[ticket.id])).content.decode()
    assert "à jeanne@example.org" in page and "ajoutez-en une" not in page
    assert answered(agent, ticket) == 200
    written = Message.objects.get(kind="out")
    with pytest.raises(Undeliverable):  # the brand has no address of its own yet
        CHANNELS[written.channel].prepare(written)
    assert Message.objects.get(id=written.id).recipients == ["jeanne@example.org"]
    Handle.objects.filter(kind="mail").update(undeliverable_since=now)
    assert answered(agent, ticket) == 422
