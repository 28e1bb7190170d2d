"""Two tabs at once: what is offered in both is offered, and told, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.deflections import actions
from entregent.deflections.models import Deflection
from entregent.journal.models import Event

TABS = 4
ROUNDS = 3
WAYS = ("callback", "article", "message")


def test_the_same_ways_offered_in_all_tabs_at_once_are_told_once(committed: str, django_db_blocker: Any, now: datetime) -> None:
    def offer(brand: UUID, subject: UUID, gate: Barrier) -> None:
        try:
            with visible([brand]):
                gate.wait()
                actions.offer(brand, subject, "chat", WAYS, now, waiting=True, wait=300)
        finally:
            connection.close()

    with django_db_blocker.unblock(), ThreadPoolExecutor(TABS) as tabs:
        brand = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON").id
        for _ in range(ROUNDS):
            subject, gate = uuid4(), Barrier(TABS)
            for one in [tabs.submit(offer, brand, subject, gate) for _ in range(TABS)]:
                one.result()
            with visible([brand]):
                rows = Deflection.objects.filter(subject=subject).values_list("to", flat=True)
                told = Event.objects.filter(kind="deflection.offered", subject=subject).values_list("data__to", flat=True)
                assert sorted(rows) == sorted(told) == sorted(WAYS)
