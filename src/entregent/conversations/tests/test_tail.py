"""A live exchange grows at its end: what is new is told once, and what came late is put at its place."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.conversations.models import Conversation, Message
from entregent.people.models import Person

pytestmark = pytest.mark.django_db
NOW = timezone.now() - timedelta(minutes=5)


class Screen:
    """A page that shows a conversation and asks for what is new as its end says."""

    def __init__(self, client: Client, talk: Conversation) -> None:
        self.client = client
        page = client.get(reverse("conversations:thread", args=[talk.id])).content.decode()
        self.address = unescape(re.findall(r'class="thread-tail" hx-get="([^"]+)"', page)[0])
        self.shown = self.read(page)

    def read(self, page: str) -> list[str]:
        self.end = {name: unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)}
        return re.findall(r"<p>([^<]+)</p>", page)

    def ask(self) -> list[str]:
        return self.read(self.client.get(self.address, self.end).content.decode())


def say(talk: Conversation, text: str, seconds: float) -> Message:
    at = NOW + timedelta(seconds=seconds)
    return Message.objects.create(
        brand=talk.brand, conversation=talk, kind="in", channel="chat", text=text, delivery="received", at=at
    )


def test_what_is_shown_is_not_told_again_and_what_came_late_is_told_with_what_stands_around_it(
    brand: Brand, visit: Callable[..., Client], make_staff: Callable[..., Staff]
) -> None:
    person = Person.objects.create(brand=brand, family_name="Le Goff", created_at=NOW, updated_at=NOW)
    talk = Conversation.objects.create(brand=brand, person=person, channel="chat", started_at=NOW, last_message_at=NOW)
    say(talk, "un", 0)
    screen = Screen(visit(make_staff(brand)), talk)
    assert screen.shown == ["un"]
    assert screen.ask() == []
    say(talk, "trois", 2)
    assert screen.ask() == ["trois"]
    say(talk, "quatre", 3)
    assert screen.ask() == ["quatre"]
    say(talk, "deux", 1)
    assert screen.ask() == ["un", "deux", "trois", "quatre"]
    assert screen.ask() == []
