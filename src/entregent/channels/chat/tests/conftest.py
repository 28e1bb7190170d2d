"""A widget of the brand, and a browser that uses it from another site."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from entregent.access.sealing import seal
from entregent.brands.models import Brand
from entregent.channels.chat.directory import WIDGETS
from entregent.channels.chat.models import IDENTITY_SEAL, Widget
from entregent.routing.models import Queue

SHOP = "https://boutique.ponant.example"
SECRET = "un-secret-de-la-boutique"


@pytest.fixture
def widget(brand: Brand, queue: Queue) -> Iterator[Widget]:
    """Of the brand's shop; it asks nothing first, and is always open."""
    WIDGETS.forget()
    yield Widget.objects.create(
        brand=brand, name="Boutique", queue=queue, origins=[SHOP], asks_name="no", asks_mail="no", phone="02 61 91 00 10",
        secret=seal(SECRET, IDENTITY_SEAL), words={"fr": {"greeting": "Bonjour !"}},
    )  # fmt: skip
    WIDGETS.forget()


class Browser:
    """What a widget does, without its screen: it keeps its token, and sends its origin."""

    def __init__(self, widget: Widget, origin: str = SHOP) -> None:
        self.client, self.widget, self.origin, self.token, self.more = Client(), widget, origin, None, {}

    def ask(self, what: str, **body: Any) -> HttpResponse:
        sent = {"token": self.token, **self.more, **body}
        address = f"/chat/w/{self.widget.id}/{what}?lang=fr"
        return self.client.post(address, json.dumps(sent), content_type="text/plain", headers={"Origin": self.origin})

    def sync(self, **body: Any) -> dict[str, Any]:
        told = self.ask("sync", **body).json()
        self.token = told.get("token", self.token)
        return told

    def say(self, text: str, client: str | None = None, **body: Any) -> HttpResponse:
        if self.token is None:
            self.sync()
        return self.ask("say", client=client or str(uuid4()), text=text, **body)

    def get(self, what: str, **query: str) -> HttpResponse:
        return self.client.get(f"/chat/w/{self.widget.id}/{what}", {"lang": "fr", **query}, headers={"Origin": self.origin})


@pytest.fixture
def browse(widget: Widget) -> Callable[..., Browser]:
    """Another browser on the shop's site."""
    return lambda **more: Browser(widget, **more)
