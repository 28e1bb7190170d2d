"""A long conversation shows its end, and as much of what comes before as is asked for."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.conversations.models import Conversation, Message
from entregent.conversations.queries import window
from entregent.people.models import Person

NOW = timezone.now()


@pytest.fixture
def talk(brand: Brand) -> Conversation:
    person = Person.objects.create(brand=brand, family_name="Le Goff", created_at=NOW, updated_at=NOW)
    return Conversation.objects.create(brand=brand, person=person, channel="mail", started_at=NOW, last_message_at=NOW)


def say(talk: Conversation, number: int, kind: str = "in", start: int = 0, **fields: object) -> list[Message]:
    """So many messages, two by two at the same instant."""
    return Message.objects.bulk_create(
        Message(brand=talk.brand, conversation=talk, kind=kind, channel="mail", text=f"message {place}.", delivery="received",
                at=NOW + timedelta(minutes=place // 2), **fields)
        for place in range(start, start + number)
    )  # fmt: skip


def shown(client: Client, address: str) -> tuple[list[int], list[str]]:
    """The messages of a thread, and the addresses that lead to more of it."""
    page = client.get(address).content.decode()
    led = re.findall(r'hx-get="([^"]+)" hx-target="#thread"', page)
    return [int(place) for place in re.findall(r"<p>message (\d+)\.</p>", page)], [unescape(one) for one in led]


def test_earlier_messages_are_shown_when_asked_for_without_gap_or_repeat(
    talk: Conversation, brand: Brand, visit: Callable[..., Client], make_staff: Callable[..., Staff]
) -> None:
    say(talk, 201, "out")
    client = visit(make_staff(brand))
    first, (wider, whole) = shown(client, f"{reverse('conversations:thread', args=[talk.id])}?ticket={talk.id}")
    assert first == list(range(151, 201))
    second, (rest,) = shown(client, wider)
    assert second == list(range(51, 201))
    assert f"ticket={talk.id}" in wider
    assert shown(client, rest) == shown(client, whole) == (list(range(201)), [])


def test_what_nobody_has_answered_is_shown_however_long(talk: Conversation) -> None:
    say(talk, 20, "out")
    say(talk, 10, "out", start=20, automatic=True)
    say(talk, 70, start=30)
    assert window(talk.id).earlier == 20
    say(talk, 200, start=100)
    assert window(talk.id).earlier == 100


def test_a_conversation_is_shown_from_a_message_of_its_own_only(talk: Conversation) -> None:
    messages = say(talk, 120, "out")
    assert window(talk.id, messages[7].id).earlier == 7
    other = Conversation.objects.create(
        brand=talk.brand, person=talk.person, channel="mail", started_at=NOW, last_message_at=NOW
    )  # fmt: skip
    assert window(talk.id, say(other, 1)[0].id).earlier == window(talk.id, talk.id).earlier == 70
    assert window(other.id).earlier == 0
    assert window(Conversation(id=talk.person_id).id).first is None


def test_a_thread_costs_the_same_however_long_it_is(
    talk: Conversation, brand: Brand, visit: Callable[..., Client], make_staff: Callable[..., Staff]
) -> None:
    client, address = visit(make_staff(brand)), reverse("conversations:thread", args=[talk.id])
    say(talk, 50, "out")
    client.get(address)
    counts = []
    for start in (50, 100):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counts.append(len(captured))
        say(talk, 200, "out", start=start)
    assert counts[0] == counts[1]
