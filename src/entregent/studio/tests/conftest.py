"""People and things of a brand that is being set up."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db.models import Model

from entregent.access.models import Site, Skill, Staff, Team
from entregent.brands.models import Brand
from entregent.calendar.actions import save_calendar
from entregent.calendar.models import Calendar
from entregent.calendar.rules import PRESETS
from entregent.callbacks.models import Offering
from entregent.channels.voice.models import Disposition
from entregent.conversations.models import CannedReply
from entregent.people.models import CustomField
from entregent.routing.models import Capacity, PauseReason, Queue
from entregent.tickets.models import PromisePolicy, Reason


@pytest.fixture
def administrator(brand: Brand, make_staff) -> Staff:
    return make_staff(brand, "administrator", name="Awa Diop")


@pytest.fixture
def platform(brand: Brand, make_staff) -> Staff:
    """Administers the brand and the whole installation."""
    staff = make_staff(brand, "administrator", name="Odile Platt")
    staff.is_platform_administrator = True
    staff.save()
    return staff


@pytest.fixture
def make_calendar(now: datetime) -> Callable[[Brand, str], Calendar]:
    def make(brand: Brand, name: str) -> Calendar:
        return save_calendar(brand.id, name, PRESETS["france"], now=now, actor="system:test")

    return make


@pytest.fixture
def make(make_calendar) -> Callable[[str, Brand, str], Model]:
    """Make a row of a thing by its slug: ``make("queues", brand, "Contrats")``."""

    def rows(slug: str, brand: Brand, name: str) -> Any:
        match slug:
            case "sites":
                return Site.objects.create(name=name)
            case "teams":
                return Team.objects.create(name=name, site=Site.objects.create(name=f"Site {name}"))
            case "skills":
                return Skill.objects.create(brand=brand, name=name)
            case "queues":
                return Queue.objects.create(brand=brand, name=name, calendar=make_calendar(brand, f"H {name}"))
            case "pauses":
                return PauseReason.objects.create(name=name)
            case "capacities":
                taken = Capacity.objects.filter(staff=None)
                if name not in {"Deux", "Trois"}:
                    taken.delete()  # the installation comes with a rule for every channel
                free = {"mail", "call", "chat"} - set(taken.values_list("channel", flat=True))
                return Capacity.objects.create(channel=min(free), limit=3)
            case "promises":
                queue = Queue.objects.create(brand=brand, name=f"Q {name}")
                calendar = make_calendar(brand, f"H {name}")
                return PromisePolicy.objects.create(
                    brand=brand, name=name, calendar=calendar, queue=queue, resolution_minutes=90
                )
            case "canned":
                return CannedReply.objects.create(brand=brand, title=name, shortcut=name.lower(), text="Bonjour")
            case "fields":
                return CustomField.objects.create(brand=brand, thing="person", key=name.lower(), label=name)
            case "callbacks":
                queue = Queue.objects.create(brand=brand, name=f"Q {name}")
                return Offering.objects.create(brand=brand, queue=queue, name=name)
            case "reasons":
                return Reason.objects.create(brand=brand, name=name)
            case "dispositions":
                return Disposition.objects.create(brand=brand, name=name, kind="resolved")
        raise KeyError(slug)

    return rows
