"""Where a call came from: on the call, in the log, over REST, in the figures."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.channels.voice import actions, logbook
from entregent.channels.voice.models import Call, Node, Number
from entregent.journal.models import Event
from entregent.routing.models import Queue
from entregent.tracking import actions as tracking
from entregent.tracking.models import Pool, Source
from entregent.tracking.rules import Came

pytestmark = pytest.mark.django_db


@pytest.fixture
def called(brand: Brand, queue: Queue) -> Callable[[str], Call]:
    """Somebody calls a number of the brand."""
    now = timezone.now()
    node = Node.objects.create(control="", sip="127.0.0.1:5060", started_at=now, seen_at=now)

    def call(number: str) -> Call:
        row = Number.objects.get(number=number)
        return Call.objects.get(id=actions.begin(row.id, "0199001234", "", node=node.id, now=timezone.now()).call)

    return call


def test_each_call_counts_to_where_it_came_from(
    brand: Brand, queue: Queue, called: Callable[[str], Call], make_staff: Callable[..., Staff],
    django_assert_num_queries: Callable[..., object],
) -> None:  # fmt: skip
    leaflet = Source.objects.create(brand=brand, name="Dépliant")
    search = Source.objects.create(brand=brand, name="Moteur", utm_source="moteur")
    Pool.objects.create(brand=brand)
    for digits, more in ((80, {}), (81, {"source": leaflet}), (82, {"lent": True})):
        Number.objects.create(brand=brand, number=f"+332619100{digits}", queue=queue, **more)
    tracking.lend(brand.id, ["+33261910082"], uuid4(), Came("moteur", "cpc", "rentree"), timezone.now())
    plain, printed, lent = (called(f"+332619100{digits}") for digits in (80, 81, 82))
    assert [one.source for one in (plain, printed, lent)] == [None, leaflet, search]
    assert lent.came == {"source": "moteur", "medium": "cpc", "campaign": "rentree"} and plain.came == {}
    assert Event.objects.get(kind="call.begun", subject=lent.id).data["source"] == str(search.id)

    supervisor = Client()
    supervisor.force_login(make_staff(brand, "supervisor"))
    assert "utm_campaign=rentree" in supervisor.get(f"/voice/calls/{lent.id}/").content.decode()
    listed = supervisor.get("/voice/calls/", {"source": str(search.id)}).content.decode()
    assert str(lent.id) in listed and str(plain.id) not in listed
    since, until = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)
    with django_assert_num_queries(2):
        found = logbook.by_source([brand.id], since, until)
    assert {(one.source and one.source.name, one.received) for one in found} == {(None, 1), ("Dépliant", 1), ("Moteur", 1)}
    page = supervisor.get("/voice/calls/sources/").content.decode()
    assert "Dépliant" in page and f"source={leaflet.id}" in page
