"""Queues that overflow into each other: refused, also when two administrators do it at once."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.routing.actions.queues import save_queue
from entregent.routing.errors import OverflowRing
from entregent.routing.models import Queue
from entregent.routing.rules import overflow_ring

PLACES = [UUID(int=number) for number in range(6)]


@given(st.dictionaries(st.sampled_from(PLACES), st.none() | st.sampled_from(PLACES)), st.sampled_from(PLACES))
def test_a_ring_is_found_when_walking_comes_back(overflows, start):
    at, came_back = overflows.get(start), False
    for _ in PLACES:
        came_back = came_back or at == start
        at = overflows.get(at)
    ring = overflow_ring(start, overflows)
    assert bool(ring) == came_back
    assert all(overflows[one] == other for one, other in pairwise(ring))


def test_a_queue_never_overflows_into_itself(brand, queue):
    queue.overflow_to, queue.overflow_after_seconds = queue, 60
    with pytest.raises(OverflowRing, match="Sinistres → Sinistres"):
        save_queue(queue, {}, [])


def test_a_ring_through_others_is_named(brand, queue):
    second = Queue.objects.create(brand=brand, name="Renfort", overflow_to=queue, overflow_after_seconds=60)
    third = Queue.objects.create(brand=brand, name="Soir", overflow_to=second, overflow_after_seconds=60)
    queue.overflow_to, queue.overflow_after_seconds = third, 60
    with pytest.raises(OverflowRing, match="Sinistres → Soir → Renfort → Sinistres"):
        save_queue(queue, {}, [])
    assert Queue.objects.get(id=queue.id).overflow_to is None


def test_who_stands_beside_a_ring_is_let_alone(brand, queue):
    """Rings that an older version let through: the queues on them are told, not those that lead to them."""
    second = Queue.objects.create(brand=brand, name="Renfort", overflow_after_seconds=60)
    Queue.objects.filter(id=second.id).update(overflow_to=second)
    queue.overflow_to, queue.overflow_after_seconds = second, 60
    assert save_queue(queue, {}, []).overflow_to == second


def test_two_changes_at_once_make_no_ring(committed):
    brand = Brand.objects.create(slug="ponant", name="Ponant", code="PON")
    start = Barrier(2)
    for _ in range(8):
        with visible([brand.id]):
            one, other = (Queue.objects.create(brand=brand, name=f"{name} {uuid4()}") for name in ("Jour", "Nuit"))

        def lead(pair: tuple[UUID, UUID]) -> bool:
            try:
                with visible([brand.id]):
                    queue = Queue.objects.get(id=pair[0])
                    queue.overflow_to_id, queue.overflow_after_seconds = pair[1], 60
                    start.wait()
                    save_queue(queue, {}, [])
            except OverflowRing:
                return False
            finally:
                connection.close()
            return True

        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(lead, [(one.id, other.id), (other.id, one.id)]))
        assert sorted(done) == [False, True]
