"""From a fact to a receiver: a real one, that succeeds, fails, hangs and drips."""

import json
import time
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from standardwebhooks import Webhook

from entregent.access.models import AuditEntry
from entregent.brands.models import Brand
from entregent.brands.scope import every_brand, visible
from entregent.journal.actions import append
from entregent.journal.followers import WAITS as FURTHER_TRIES
from entregent.journal.followers import Follower, advance, lag
from entregent.journal.kinds import KINDS
from entregent.journal.models import Event, Failure
from entregent.kernel.ids import uuid7
from entregent.webhooks import actions, client, jobs, sending
from entregent.webhooks.follower import plan
from entregent.webhooks.models import Delivery, Endpoint
from entregent.webhooks.rules import WAITS
from entregent.webhooks.tests.receiver import receiver

FOLLOWER = Follower("webhooks", batch=plan)


@pytest.fixture
def settled(settings):
    settings.WEBHOOKS_MAY_REACH_PRIVATE_ADDRESSES = True


@pytest.fixture
def world(committed, django_db_blocker, settled):
    """A brand in a database with real commits: sending opens and closes transactions of its own."""
    with django_db_blocker.unblock():
        yield Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON")


def add(brand, url, *kinds):
    with visible([brand.id]):
        return actions.create_endpoint(brand.id, "Entrepôt", url, kinds, now=timezone.now(), actor="system:test")


def tell(brand, kind="ticket.opened", **data):
    with visible([brand.id]):
        fact = KINDS[kind](brand=brand.id, at=timezone.now(), subject=uuid7(), actor="system:test", **data)
        return append([fact])[0]


def follow():
    """Until all is read: a transaction of another run on the same server holds the facts back as long as it lasts."""
    behind = True
    while behind:
        while advance(FOLLOWER, timezone.now()):
            pass
        with every_brand():
            behind = lag(FOLLOWER.name) > 0
        if behind:
            time.sleep(0.05)


def deliveries(brand):
    with visible([brand.id]):
        return list(Delivery.objects.order_by("event"))


def endpoint_of(brand):
    with visible([brand.id]):
        return Endpoint.objects.get()


def test_a_fact_reaches_those_who_want_it_signed(world):
    with receiver(204) as warehouse:
        tell(world, number=1)
        endpoint = add(world, warehouse.url, "ticket.*")
        event = tell(world, number=2)
        tell(world, "person.created", source="test")
        follow()
        follow()
        assert sending.drain(world.id, endpoint.id) == 1
        ((headers, body),) = warehouse.received
    said = Webhook(endpoint.secret).verify(body, headers)
    assert said["type"] == "ticket.opened"
    assert said["data"]["event"] == event and said["data"]["number"] == 2 and said["data"]["brand"] == str(world.id)
    (delivery,) = deliveries(world)
    assert headers["webhook-id"] == f"msg_{delivery.id.hex}" and headers["content-type"] == "application/json"
    assert (delivery.state, delivery.status, delivery.attempts) == ("succeeded", 204, 1)


def test_what_happens_to_webhooks_is_not_sent_by_webhook(world):
    with receiver(200) as warehouse:
        add(world, warehouse.url)
        follow()
        assert deliveries(world) == []


def test_another_brand_hears_nothing(world):
    other = Brand.objects.create(slug="telecom", name="Armor Télécom", code="ARM")
    with receiver(200) as warehouse:
        add(world, warehouse.url)
        tell(other, number=1)
        follow()
    with visible([world.id, other.id]):
        assert not Delivery.objects.exists()


def test_a_failure_is_tried_again_later_then_given_up_and_replayed(world):
    with receiver(500) as warehouse, time_machine.travel("2026-11-20T16:50:00Z", tick=False) as clock:
        endpoint = add(world, warehouse.url)
        tell(world)
        follow()
        for tries, wait in enumerate(WAITS, 1):
            sending.drain(world.id, endpoint.id)
            (delivery,) = deliveries(world)
            assert (delivery.attempts, delivery.status, delivery.state) == (tries, 500, "pending")
            assert sending.drain(world.id, endpoint.id) == 0
            assert wait * 0.9 <= delivery.next_at - timezone.now() <= wait * 1.1
            clock.move_to(delivery.next_at + timedelta(seconds=1))
        sending.drain(world.id, endpoint.id)
        (delivery,) = deliveries(world)
        assert (delivery.attempts, delivery.state, delivery.next_at) == (10, "failed", None)
        warehouse.answers[:] = [200]
        with visible([world.id]):
            assert (
                actions.replay(endpoint, since=timezone.now() - timedelta(days=10), now=timezone.now(), actor="system:test")
                == 1
            )
        sending.drain(world.id, endpoint.id)
        (delivery,) = deliveries(world)
        assert delivery.state == "succeeded"
        assert len({headers["webhook-id"] for headers, _body in warehouse.received}) == 1


def test_the_receiver_may_ask_for_patience(world):
    with receiver(503, Retry_After="900") as warehouse, time_machine.travel("2026-11-20T16:50:00Z", tick=False):
        endpoint = add(world, warehouse.url)
        tell(world)
        follow()
        sending.drain(world.id, endpoint.id)
        (delivery,) = deliveries(world)
        assert delivery.next_at == timezone.now() + timedelta(seconds=900)


@pytest.mark.parametrize("manner", ["hang", "drip"])
def test_a_receiver_that_hangs_or_drips_is_left_after_the_time_given(manner):
    with receiver(manner) as warehouse:
        outcome = client.post(warehouse.url, b"{}", {}, private=True, seconds=0.5)
    assert (outcome.status, outcome.error) == (None, "timeout")
    assert outcome.milliseconds < 5000


def test_a_silent_receiver_rests_while_others_are_served(world, monkeypatch):
    with receiver("hang") as silent, receiver(200) as warehouse:
        quiet, loud = add(world, silent.url), add(world, warehouse.url)
        for number in range(20):
            tell(world, number=number)
        follow()
        with monkeypatch.context() as patched:
            patched.setattr(sending, "post", lambda *given, **named: client.post(*given, **named, seconds=0.3))
            assert sending.drain(world.id, quiet.id) == sending.AT_ONCE
        assert sending.drain(world.id, quiet.id) == 0
        assert sending.drain(world.id, loud.id) == 20
        assert len(warehouse.received) == 20


def test_an_endpoint_is_held_by_one_worker_until_its_lease_is_over(world):
    with receiver(200) as warehouse, time_machine.travel("2026-11-20T16:50:00Z", tick=False) as clock:
        endpoint = add(world, warehouse.url)
        tell(world)
        follow()
        assert len(sending._take(world.id, endpoint.id, timezone.now())) == 1
        assert sending.drain(world.id, endpoint.id) == 0
        clock.shift(sending.LEASE + timedelta(seconds=1))
        assert sending.drain(world.id, endpoint.id) == 1


def test_an_endpoint_that_is_gone_or_fails_for_days_is_stopped_and_it_is_told(world):
    with receiver(410) as warehouse:
        endpoint = add(world, warehouse.url)
        tell(world)
        tell(world)
        follow()
        sending.drain(world.id, endpoint.id)
    stopped = endpoint_of(world)
    assert (stopped.active, stopped.stopped_why) == (False, "gone")
    assert {delivery.state for delivery in deliveries(world)} == {"failed"}
    with visible([world.id]):
        assert Event.objects.filter(kind="webhook.stopped", actor="system:webhooks").count() == 1
    assert AuditEntry.objects.get(what="webhook.stopped").data["why"] == "gone"
    tell(world)
    follow()
    assert len(deliveries(world)) == 2
    with visible([world.id]):
        actions.change_endpoint(stopped, active=True, now=timezone.now(), actor="system:test")
    with receiver(500) as warehouse, time_machine.travel(timezone.now() + timedelta(seconds=1), tick=False) as clock:
        with visible([world.id]):
            actions.change_endpoint(stopped, url=warehouse.url, now=timezone.now(), actor="system:test")
        for _ in range(2):
            tell(world)
            follow()
            sending.drain(world.id, endpoint.id)
            clock.shift(timedelta(days=5, hours=1))
    assert endpoint_of(world).stopped_why == "failing"


def test_two_secrets_sign_for_a_day_after_a_change(world):
    with receiver(200) as warehouse:
        endpoint = add(world, warehouse.url)
        old = endpoint.secret
        with visible([world.id]):
            new = actions.renew_secret(endpoint, now=timezone.now(), actor="system:test")
        tell(world)
        follow()
        sending.drain(world.id, endpoint.id)
        ((headers, body),) = warehouse.received
    assert new != old and Webhook(old).verify(body, headers) == Webhook(new).verify(body, headers) == json.loads(body)


def test_inner_addresses_are_refused_when_sending_too(world, settings):
    settings.WEBHOOKS_MAY_REACH_PRIVATE_ADDRESSES = False
    with receiver(200) as warehouse:
        inside = warehouse.url.replace("127.0.0.1", "localhost")
        assert client.post(inside, b"{}", {}, private=False).error == "address"
        assert warehouse.received == []
    with pytest.raises(ValueError, match="https"):
        add(world, warehouse.url)


def test_redirections_and_closed_doors_are_failures():
    with receiver(302, Location="http://127.0.0.1:1/") as warehouse:
        assert client.post(warehouse.url, b"{}", {}, private=True).error == "redirect"
        closed = warehouse.url
    assert client.post(closed, b"{}", {}, private=True).error == "connection"
    assert client.post("http://nowhere.invalid/", b"{}", {}, private=True).error == "name"


def test_what_is_due_wakes_one_job_an_endpoint(world):
    with receiver(200) as warehouse:
        endpoint = add(world, warehouse.url)
        tell(world)
        follow()
        jobs.wake(timestamp=0)
        waiting = ProcrastinateJob.objects.filter(queueing_lock=f"webhooks:{endpoint.id}", status="todo")
        assert waiting.count() == 1


def test_a_batch_that_fails_puts_aside_the_fact_at_fault_alone(world):
    seen = []

    def picky(events):
        if any(event.data.get("number") == 2 for event in events):
            raise RuntimeError("cannot take this one")
        seen.extend(event.data["number"] for event in events)

    for number in (1, 2, 3):
        tell(world, number=number)
    follower = Follower("picky", batch=picky)
    now = timezone.now()
    while len(seen) < 2:
        advance(follower, now)
        now += FURTHER_TRIES[-1]  # each further try at once
    assert seen == [1, 3]
    assert Failure.objects.get(follower="picky").kind == "ticket.opened"
