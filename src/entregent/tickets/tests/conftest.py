"""A brand ready to take requests in."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.cache import caches

from entregent.brands.models import Brand
from entregent.calendar.models import Calendar
from entregent.conversations.content import Content
from entregent.kernel.handles import mail_handle
from entregent.routing.models import Queue
from entregent.tickets.actions import Incoming, Received, receive
from entregent.tickets.models import PromisePolicy

HOURS = {
    "zone": "Europe/Paris",
    "week": {day: ["09:00-12:30", "14:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": [{"country": "FR"}],
}


@pytest.fixture
def queue(brand: Brand) -> Queue:
    caches["process"].clear()
    return Queue.objects.create(brand=brand, name="Contrats", is_default=True)


@pytest.fixture
def policy(brand: Brand, queue: Queue) -> PromisePolicy:
    calendar = Calendar.objects.create(brand=brand, name="Lille", hours=HOURS)
    return PromisePolicy.objects.create(
        brand=brand,
        name="Tous",
        calendar=calendar,
        first_response_minutes=240,
        next_response_minutes=120,
        resolution_minutes=480,
    )


@pytest.fixture
def write_in(brand: Brand, policy: PromisePolicy) -> Callable[..., Received]:
    """A customer writes: ``write_in(text, at, conversation=…)``."""

    def write(text: str, at: datetime, *, sender: str = "helene@example.org", **fields: object) -> Received:
        content = Content(text=text, automatic=bool(fields.pop("automatic", False)))
        return receive(
            Incoming(
                brand=brand.id,
                channel="mail",
                handle=mail_handle(sender),
                display_name="Hélène Le Goff",
                subject="Remboursement",
                content=content,
                source="mail",
                **fields,
            ),
            at,
        )

    return write
