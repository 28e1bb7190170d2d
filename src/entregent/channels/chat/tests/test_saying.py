"""A visitor writes: a ticket is opened, goes on, ends and begins again; nothing twice, nothing for others to read."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.channels.chat.models import Chat, Widget
from entregent.channels.chat.tests.conftest import Browser
from entregent.conversations.content import Content
from entregent.conversations.models import Message
from entregent.routing.models import QueueMember, WorkItem
from entregent.tickets import actions as tickets
from entregent.tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def claire(brand: Brand, make_staff: Callable[..., Staff], widget: Widget) -> Staff:
    staff = make_staff(brand, "agent", name="Claire Morvan")
    QueueMember.objects.create(brand=brand, queue=widget.queue, staff=staff)
    return staff


def test_a_first_word_opens_a_ticket_that_waits_as_a_chat(browse: Callable[..., Browser]) -> None:
    visitor = browse()
    answer = visitor.say("Bonjour, où est ma commande ?\nMerci")
    assert answer.status_code == 200, answer.content
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.title) == ("chat", "Bonjour, où est ma commande ?")
    assert WorkItem.objects.get().channel == "chat"
    told = visitor.sync()
    assert [one["text"] for one in told["messages"]] == ["Bonjour, où est ma commande ?\nMerci"]
    assert (told["chat"]["state"], told["chat"]["place"]) == ("waiting", 1)
    assert told["live"]["hears"].split() == sorted([f"queue:{ticket.queue_id}", f"ticket:{ticket.id}"])


def test_what_is_sent_again_is_taken_in_once(browse: Callable[..., Browser]) -> None:
    visitor, client = browse(), str(uuid4())
    first, again = visitor.say("Bonjour", client).json(), visitor.say("Bonjour", client).json()
    assert first["message"]["id"] == again["message"]["id"]
    assert Message.objects.count() == Chat.objects.count() == 1


def test_an_answer_is_read_by_its_visitor_alone_and_the_agent_keeps_the_chat(
    browse: Callable[..., Browser], claire: Staff
) -> None:
    visitor, other = browse(), browse()
    visitor.say("Bonjour")
    other.say("Moi aussi")
    ticket = Ticket.objects.order_by("number").first()
    tickets.take(ticket.id, claire, timezone.now())
    tickets.reply(ticket.id, Content("Bonjour, que puis-je faire ?"), staff=claire, now=timezone.now())
    tickets.add_note(ticket.id, Content("Client fidèle"), staff=claire, now=timezone.now())
    told = visitor.sync()
    assert [(one["who"], one["text"]) for one in told["messages"]] == [
        ("", "Bonjour"),
        ("Claire", "Bonjour, que puis-je faire ?"),
    ]
    assert (told["chat"]["state"], told["chat"]["agent"]) == ("talking", "Claire")
    assert [one["text"] for one in other.sync()["messages"]] == ["Moi aussi"]
    ticket.refresh_from_db()
    assert ticket.status == "open"
    assert WorkItem.objects.get(subject=ticket.id).state == "taken"
