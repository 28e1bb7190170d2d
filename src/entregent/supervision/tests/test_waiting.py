"""The waits as they were lived and announced, the other ways and what became of them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.deflections import actions as deflections
from entregent.routing import actions as routing
from entregent.routing.models import Queue, WorkItem
from entregent.routing.queries import waited

ADDRESS = "/supervision/waiting/"


@pytest.fixture
def awa(brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client]) -> Client:
    return visit(make_staff(brand, "supervisor", name="Awa"))


def taken(queue: Queue, at: datetime, lived: int, told: int | None, channel: str = "chat") -> None:
    """Somebody who waited so many seconds, and was told of so many."""
    item, _facts = routing.enqueue(queue.brand_id, queue.id, channel, uuid4(), None, now=at, actor="system:test")
    WorkItem.objects.filter(id=item.id).update(state="done", taken_at=at + timedelta(seconds=lived), forecast_seconds=told)


@pytest.mark.django_db
def test_the_error_of_the_announcements_has_a_sign_and_a_size(brand: Brand, queue: Queue, now: datetime) -> None:
    for lived, told in ((60, 120), (100, 40), (200, None), (240, 180)):
        taken(queue, now, lived, told)
    taken(queue, now, 9000, None, "mail")
    [one] = waited([brand.id], now, now + timedelta(hours=1))
    assert (one.queue, one.channel, one.taken, one.told) == (queue.id, "chat", 4, 3)
    assert (one.mean, one.median) == (150, 150)
    assert one.bias == pytest.approx((60 - 60 - 60) / 3) and one.error == pytest.approx(60)
    assert one.p90 <= one.p95 <= 240
    assert waited([brand.id], now + timedelta(hours=1), now + timedelta(hours=2)) == []


@pytest.mark.django_db
def test_the_page_says_what_was_waited_and_what_other_ways_were_worth(awa: Client, brand: Brand, queue: Queue) -> None:
    empty = unescape(awa.get(ADDRESS).content.decode())
    assert "Personne n’a attendu" in empty and "Rien n’a été proposé" in empty
    now = timezone.now() - timedelta(days=8)
    taken(queue, now, 120, 240)
    subject = uuid4()
    deflections.offer(brand.id, subject, "chat", ("article", "callback"), now, waiting=True, queue=queue.id, wait=300)
    deflections.answer(subject, "article", True, now)
    deflections.came_back(subject, now)
    page = unescape(awa.get(ADDRESS).content.decode())
    assert "+2 min" in page.replace("\u202f", " ").replace("\u00a0", " ")
    assert "0 résolu" in page and "Article d’aide" in page and "Chat · Contrats" in page
    assert "Personne n’a attendu" in unescape(awa.get(f"{ADDRESS}?days=7").content.decode())


@pytest.mark.django_db
def test_another_brand_is_not_counted_and_more_ways_cost_no_more_statements(
    awa: Client,
    brand: Brand,
    other_brand: Brand,
    queue: Queue,
    now: datetime,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    awa.get(ADDRESS)
    for place in range(3):
        served = Queue.objects.create(brand=brand, name=f"Q{place}")
        deflections.offer(brand.id, uuid4(), "chat", (f"way{place}",), timezone.now(), waiting=True, queue=served.id)
        taken(served, timezone.now() - timedelta(hours=1), 60, 60)
    with django_assert_max_num_queries(13):  # type: ignore[attr-defined]
        page = awa.get(ADDRESS).content.decode()
    assert "Way2" in page and "Q2" in page
