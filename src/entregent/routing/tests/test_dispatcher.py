"""Dispatchers beside each other, in real processes' conditions: several connections, real commits."""

import threading
import time
from collections import Counter
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.journal.actions import append
from entregent.journal.models import Event
from entregent.routing import actions
from entregent.routing.dispatcher import dispatch, dispatch_forever
from entregent.routing.errors import AlreadyTaken
from entregent.routing.models import Offer, Presence, Queue, QueueMember, WorkItem

ITEMS, AGENTS = 300, 40


@pytest.fixture
def centre(committed, hire):
    """A queue with forty agents who take five mails each, and nothing waiting yet."""
    now = timezone.now()
    brand = Brand.objects.create(slug="centre", name="Centre", code="CEN")
    with visible([brand.id]):
        queue = Queue.objects.create(brand=brand, name="Courriels")
        staff = [hire(brand, f"Agent {n}") for n in range(AGENTS)]
        QueueMember.objects.bulk_create(QueueMember(brand=brand, queue=queue, staff=member) for member in staff)
        Presence.objects.bulk_create(
            Presence(staff=member, state="available", since=now, idle_since=now, seen_at=now) for member in staff
        )
    return queue, staff


def _arrive(queue, count):
    with visible([queue.brand_id]):
        facts = []
        for _ in range(count):
            _item, told = actions.enqueue(
                queue.brand_id, queue.id, "mail", uuid4(), None, now=timezone.now(), actor="system:test"
            )
            facts += told
        append(facts)


def _together(*functions):
    faults = []

    def run(function):
        try:
            function()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[function]) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not faults, faults


def test_two_dispatchers_never_offer_twice_nor_too_much(centre):
    queue, _staff = centre
    _arrive(queue, ITEMS)
    made = []
    _together(*[lambda: made.append(dispatch(timezone.now())) for _ in range(3)])
    made.append(dispatch(timezone.now()))
    with visible([queue.brand_id]):
        ringing = Offer.objects.filter(state="ringing")
        assert sum(made) == ringing.count() == AGENTS * 5
        assert len(set(ringing.values_list("item", flat=True))) == AGENTS * 5
        assert set(Counter(ringing.values_list("staff", flat=True)).values()) == {5}
        assert WorkItem.objects.filter(state="waiting").count() == ITEMS - AGENTS * 5
        assert Event.objects.filter(kind="offer.made").count() == AGENTS * 5


def test_of_two_agents_who_take_the_same_one_has_it(centre):
    queue, staff = centre
    _arrive(queue, 20)
    with visible([queue.brand_id]):
        items = list(WorkItem.objects.values_list("id", flat=True))
    refusals = []

    def hands(member):
        for item in items:
            try:
                with visible([queue.brand_id]):
                    actions.take(item, member.id, timezone.now())
            except AlreadyTaken as refusal:
                refusals.append(refusal.name)

    _together(lambda: hands(staff[0]), lambda: hands(staff[1]))
    assert len(refusals) == 20 and set(refusals) <= {staff[0].name, staff[1].name}
    held = [presence.held.get("mail", 0) for presence in Presence.objects.filter(staff__in=staff[:2])]
    assert sum(held) == 20


def test_accepting_leaving_and_dispatching_at_once_loses_nothing(centre):
    """Agents accept, refuse and go offline while two dispatchers run: every item ends in one place, every count is right."""
    queue, staff = centre
    _arrive(queue, 120)
    stop = threading.Event()

    def agents(mine):
        for turn in range(60):
            with visible([queue.brand_id]):
                offer = Offer.objects.filter(staff__in=mine, state="ringing").order_by("id").first()
                now = timezone.now()
                if turn % 10 == 9:
                    append(actions.set_presence(mine[turn % len(mine)].id, "offline", now, "system:test")[1])
                elif offer and turn % 3:
                    append(actions.accept(offer.id, offer.staff_id, now)[1])
                elif offer:
                    append(actions.refuse(offer.id, offer.staff_id, now)[1])
        stop.set()

    _together(
        lambda: dispatch_forever(stop), lambda: dispatch_forever(stop), lambda: agents(staff[:20]), lambda: agents(staff[20:])
    )
    with visible([queue.brand_id]):
        for presence in Presence.objects.all():
            held = WorkItem.objects.filter(agent=presence.staff_id, state__in=["offered", "taken"]).count()
            assert presence.held == ({"mail": held} if held else {}) and held <= 5
        for item in WorkItem.objects.all():
            rings = item.offers.filter(state="ringing").count()
            assert rings == (item.state == "offered") and (item.agent_id is None) == (item.state == "waiting")
        assert not Offer.objects.filter(state="ringing", staff__presence__state="offline").exists()
        assert WorkItem.objects.filter(state="taken").count() == Event.objects.filter(kind="offer.accepted").count()


@pytest.fixture
def loop(centre):
    """A dispatcher in a thread."""
    stop = threading.Event()
    thread = threading.Thread(target=dispatch_forever, args=[stop])
    thread.start()
    yield
    stop.set()
    thread.join(20)
    assert not thread.is_alive()


def _rings(queue, count):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with visible([queue.brand_id]):
            if Offer.objects.filter(state="ringing").count() == count:
                return True
        time.sleep(0.05)
    return False


def test_the_loop_wakes_on_news_and_stops(centre, loop):
    _arrive(centre[0], 3)
    assert _rings(centre[0], 3)


def test_the_loop_outlives_its_connections(centre, loop, committed):
    _arrive(centre[0], 1)
    assert _rings(centre[0], 1)
    connection.close()
    with psycopg.connect(committed, autocommit=True) as owner:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s"
        assert len(owner.execute(others, [owner.info.backend_pid]).fetchall()) >= 2
    _arrive(centre[0], 2)
    assert _rings(centre[0], 3)
