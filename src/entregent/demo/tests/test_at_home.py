"""The customer whom a newcomer may be at home has something of everything in her space."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from tests.furnished import ALWAYS

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.calendar.models import Calendar
from entregent.callbacks.models import Callback, Offering
from entregent.conversations.models import Message
from entregent.demo.at_home import MAIL, welcome_customer
from entregent.demo.plan import brand_plan
from entregent.people.models import Consent
from entregent.people.queries.preferences import preferences
from entregent.portal.queries import opened_by
from entregent.rights.models import RightRequest
from entregent.routing.models import Queue
from entregent.tickets.models import Ticket

pytestmark = pytest.mark.django_db
SUNDAY = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)


def test_she_has_something_of_everything_once(make_staff: Callable[..., Staff]) -> None:
    brand = Brand.objects.create(**brand_plan("ponant").fields)
    make_staff(brand, "agent", name="Claire")
    with visible([brand.id]):
        hours = Calendar.objects.create(brand=brand, name="Toujours", hours=ALWAYS)
        queue = Queue.objects.create(brand=brand, name="Contrats", is_default=True, calendar=hours)
        Offering.objects.create(brand=brand, queue=queue)
    for _ in range(2):
        welcome_customer(SUNDAY)
    with visible([brand.id]):
        jeanne = opened_by(brand.id, MAIL).person
        assert sorted(Ticket.objects.filter(person=jeanne).values_list("status", flat=True)) == [
            "new", "pending", "resolved", "resolved"
        ]  # fmt: skip
        asked = RightRequest.objects.order_by("received_at")
        assert [(one.right, one.answered_at is None) for one in asked] == [("rectification", False), ("access", True)]
        assert preferences(jeanne, SUNDAY)["channel"].value == "portal"
        assert Consent.objects.filter(revoked_at=None).count() == 2 and Consent.objects.count() == 3
        assert Callback.objects.get().state == "booked"
        assert not Message.objects.filter(at__gt=SUNDAY).exists()
        assert set(Message.objects.filter(kind="out").values_list("conversation__address", flat=True)) == {""}
