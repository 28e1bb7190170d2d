"""A queue that calls back, and somebody to be called."""

from datetime import datetime

import pytest
from django.core.cache import caches

from entregent.brands.models import Brand
from entregent.calendar.models import Calendar
from entregent.callbacks.models import Offering
from entregent.kernel.handles import Handle, phone_handle
from entregent.people.actions import create_person
from entregent.people.models import Person
from entregent.routing.models import Queue

NUMBER = phone_handle("06 39 98 01 02", "FR")
WEEK = {day: ["09:00-12:30", "14:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
HOURS = {"zone": "Europe/Paris", "week": WEEK}


def open_calls(brand: Brand, **fields: object) -> Offering:
    """A queue on office hours that takes callbacks."""
    caches["process"].clear()
    calendar = Calendar.objects.create(brand=brand, name="Bureau", hours=HOURS)
    queue = Queue.objects.create(brand=brand, name="Contrats", is_default=True, calendar=calendar, target_seconds=3600)
    return Offering.objects.create(brand=brand, queue=queue, **fields)


def somebody(brand: Brand, now: datetime, phone: Handle = NUMBER) -> Person:
    return create_person(brand.id, now=now, actor="system:test", source="import", addresses=[phone], family_name="Le Goff")


@pytest.fixture
def offering(brand: Brand) -> Offering:
    return open_calls(brand)


@pytest.fixture
def helene(brand: Brand, now: datetime) -> Person:
    return somebody(brand, now)
