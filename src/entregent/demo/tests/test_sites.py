"""The sites of two brands: a widget that is always open, agents who answer it, conversations behind it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.chat.directory import WIDGETS
from entregent.channels.chat.hours import opening
from entregent.channels.chat.models import Chat, Widget
from entregent.conversations.models import Message
from entregent.demo.plan import brand_plan
from entregent.demo.sites import WORDS, open_sites
from entregent.routing.models import WorkItem
from entregent.tickets.models import Ticket

pytestmark = pytest.mark.django_db
SUNDAY = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)


def test_the_sites_open_once_with_conversations_that_are_over(make_staff: Callable[..., Staff]) -> None:
    for slug in WORDS:
        brand = Brand.objects.create(**brand_plan(slug).fields)
        make_staff(brand, "agent", name=f"Claire {slug}")
        make_staff(brand, "administrator", name=f"Solène {slug}")
    assert Client().get("/boutique/ponant/").status_code == 404
    open_sites(SUNDAY)
    open_sites(SUNDAY)
    for slug in WORDS:
        with visible([Brand.objects.get(slug=slug).id]):
            widget = Widget.objects.select_related("calendar", "queue__calendar").get()
            assert opening(widget, SUNDAY).open
            assert Chat.objects.count() >= 3
            assert set(Chat.objects.values_list("ended_by", flat=True)) == {"staff"}
            assert set(Ticket.objects.values_list("status", flat=True)) == {"resolved"}
            assert set(WorkItem.objects.values_list("state", flat=True)) == {"done"}
            assert not Message.objects.filter(at__gt=SUNDAY).exists()
            assert Message.objects.filter(kind="out").exclude(staff=None).exists()
    WIDGETS.forget()
    page = Client().get("/boutique/ponant/")
    assert page.status_code == 200
    assert "Bienvenue chez Mutuelle Ponant" in page.content.decode()
    assert "Welcome" in Client().get("/boutique/armor/?lang=en").content.decode()
    assert Client().get("/boutique/halles/").status_code == 404
    with visible([Brand.objects.get(slug="ponant").id]):
        assert Widget.objects.get().scenario.versions.get().state == "published"
