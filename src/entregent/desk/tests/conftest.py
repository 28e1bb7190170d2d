"""A brand where a customer wrote, for the screens."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from entregent.brands.models import Brand
from entregent.calendar.models import Calendar
from entregent.conversations.content import Content
from entregent.kernel.handles import mail_handle
from entregent.routing.models import Queue
from entregent.tickets.actions import Incoming, Received, receive
from entregent.tickets.models import PromisePolicy

HOURS = {"zone": "Europe/Paris", "week": {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}}


@pytest.fixture
def queue(brand: Brand) -> Queue:
    cache.clear()
    queue = Queue.objects.create(brand=brand, name="Contrats", is_default=True)
    hours = Calendar.objects.create(brand=brand, name="Toujours", hours=HOURS)
    PromisePolicy.objects.create(
        brand=brand, name="Tous", calendar=hours, first_response_minutes=240, next_response_minutes=120, resolution_minutes=480
    )
    return queue


@pytest.fixture
def write_in(brand: Brand, queue: Queue) -> Callable[..., Received]:
    """A customer writes now: ``write_in(text, html=…, conversation=…)``."""

    def write(
        text: str, *, at: datetime | None = None, html: str = "", sender: str = "helene@example.org", **fields: Any
    ) -> Received:
        incoming = Incoming(
            brand=brand.id, channel="mail", handle=mail_handle(sender), display_name="Hélène Le Goff",
            subject="Remboursement", content=Content(text=text, html=html, sender=sender), source="mail", **fields,
        )  # fmt: skip
        return receive(incoming, at or timezone.now())

    return write
