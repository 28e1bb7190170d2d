"""Items come in, are taken, given back, finished; races and refusals speak plainly."""

from datetime import timedelta
from uuid import uuid4

import pytest

from entregent.routing import actions
from entregent.routing.errors import AlreadyQueued, AlreadyTaken, CannotServe, ItemOver, NotInHand, OfferOver, Unknown
from entregent.routing.models import Presence, Queue, WorkItem


@pytest.fixture
def item(queue, now, wait):
    return wait(queue, now)


def _held(staff):
    return Presence.objects.get(staff=staff).held


def test_enqueue_tells_one_fact(queue, now):
    subject, person = uuid4(), uuid4()
    item, facts = actions.enqueue(queue.brand_id, queue.id, "mail", subject, person, priority=2, now=now, actor="system:mail")
    stored = WorkItem.objects.get(id=item.id)
    assert (stored.state, stored.subject, stored.person, stored.priority, stored.enqueued_at) == (
        "waiting",
        subject,
        person,
        2,
        now,
    )
    assert [fact.kind for fact in facts] == ["item.queued"]
    assert facts[0].data["queue"] == queue.id and facts[0].subject == subject and facts[0].person == person


def test_the_same_subject_does_not_wait_twice(queue, item, now, claire, wait):
    with pytest.raises(AlreadyQueued):
        wait(queue, now, subject=item.subject)
    actions.take(item.id, claire.id, now)
    assert actions.is_in_hand(item.subject)
    actions.finish(item.id, now, "system:test")
    assert not actions.is_in_hand(item.subject)
    wait(queue, now, subject=item.subject)


def test_accept_twice_is_once(item, claire, now, ring):
    actions.set_presence(claire.id, "available", now, "system:test")
    offer = ring(item, claire, now)
    taken, facts = actions.accept(offer.id, claire.id, now + timedelta(seconds=7))
    assert (taken.state, taken.agent_id) == ("taken", claire.id)
    assert [fact.kind for fact in facts] == ["offer.accepted", "item.taken"]
    assert facts[0].data["rang"] == 7
    assert actions.accept(offer.id, claire.id, now)[1] == []
    assert _held(claire) == {"mail": 1}


def test_an_offer_is_its_agents_only(item, brand, claire, hire, now, ring):
    offer = ring(item, claire, now)
    other = hire(brand, "Awa Diop")
    with pytest.raises(Unknown):
        actions.accept(offer.id, other.id, now)
    actions.take(item.id, other.id, now)
    with pytest.raises(AlreadyTaken, match="Awa Diop"):
        actions.accept(offer.id, claire.id, now)
    with pytest.raises(OfferOver):
        actions.refuse(offer.id, claire.id, now)


def test_refused_goes_back_with_its_age(item, claire, now, ring):
    offer = ring(item, claire, now)
    later = now + timedelta(seconds=30)
    back, facts = actions.refuse(offer.id, claire.id, later, "déjeuner")
    assert (back.state, back.agent, back.enqueued_at, back.refused_by) == ("waiting", None, now, [claire.id])
    assert [fact.kind for fact in facts] == ["offer.refused"]
    with pytest.raises(OfferOver):
        actions.accept(offer.id, claire.id, later)


def test_taken_by_another_says_by_whom(item, brand, claire, hire, now):
    other = hire(brand, "Awa Diop")
    actions.take(item.id, claire.id, now)
    with pytest.raises(AlreadyTaken, match="Claire Morvan"):
        actions.take(item.id, other.id, now)
    taken, facts = actions.take(item.id, other.id, now, actor="staff:chief", over=True)
    assert taken.agent_id == other.id
    assert (facts[0].data["how"], facts[0].data["taken_from"]) == ("assigned", claire.id)


def test_nobody_works_for_a_brand_not_theirs(item, other_brand, make_staff, now):
    with pytest.raises(CannotServe):
        actions.take(item.id, make_staff(other_brand).id, now)
    with pytest.raises(CannotServe):
        actions.take(item.id, make_staff(item.brand, "auditor").id, now)


def test_release_keeps_the_age(item, claire, now):
    actions.set_presence(claire.id, "available", now, "system:test")
    actions.take(item.id, claire.id, now + timedelta(hours=1))
    back, facts = actions.release(item.id, now + timedelta(hours=2), f"staff:{claire.id}")
    assert (back.state, back.enqueued_at, back.agent) == ("waiting", now, None)
    assert [fact.kind for fact in facts] == ["item.released"]
    assert _held(claire) == {}
    with pytest.raises(NotInHand):
        actions.release(item.id, now, "system:test")


def test_wrap_up_counts_as_in_hand_where_the_queue_keeps_time_for_it(queue, item, claire, now):
    Queue.objects.filter(id=queue.id).update(wrap_up_seconds=30)
    actions.set_presence(claire.id, "available", now, "system:test")
    actions.take(item.id, claire.id, now)
    wrapping, _ = actions.wrap_up(item.id, now + timedelta(seconds=100), "system:test")
    assert wrapping.state == "wrap_up" and _held(claire) == {"mail": 1}
    done, facts = actions.finish(item.id, now + timedelta(seconds=110), "system:test")
    assert done.state == "done" and _held(claire) == {}
    assert (facts[0].data["handled"], facts[0].data["wrapped_up"]) == (100, 10)
    with pytest.raises(ItemOver):
        actions.take(item.id, claire.id, now)


def test_without_wrap_up_time_it_is_finished_at_once(item, claire, now):
    actions.take(item.id, claire.id, now)
    done, facts = actions.wrap_up(item.id, now, "system:test")
    assert done.state == "done" and [fact.kind for fact in facts] == ["item.finished"]


def test_cancel_stops_the_ringing(item, claire, now, ring):
    offer = ring(item, claire, now)
    _, facts = actions.cancel(item.subject, now, "system:test")
    offer.refresh_from_db()
    assert offer.state == "withdrawn" and [fact.kind for fact in facts] == ["offer.withdrawn", "item.cancelled"]
    assert actions.cancel(item.subject, now, "system:test") == (None, [])


def test_settle_finishes_in_hand_and_cancels_waiting(queue, item, claire, now, wait):
    assert [fact.kind for fact in actions.settle(item.subject, now=now, actor="system:test")] == ["item.cancelled"]
    other = wait(queue, now)
    actions.take_subject(other.subject, claire.id, now=now)
    assert [fact.kind for fact in actions.settle(other.subject, now=now, actor="system:test")] == ["item.finished"]
    assert actions.settle(other.subject, now=now, actor="system:test") == []


def test_transfer_to_a_queue_or_an_agent(brand, other_brand, item, claire, now):
    target = Queue.objects.create(brand=brand, name="Résiliations")
    later = now + timedelta(minutes=9)
    actions.take(item.id, claire.id, now)
    moved, facts = actions.transfer(item.id, later, "system:test", queue_id=target.id)
    assert (moved.queue_id, moved.enqueued_at, moved.queued_at, moved.state) == (target.id, now, later, "waiting")
    assert facts[-1].data["from_queue"] != facts[-1].data["queue"] == target.id
    assert actions.transfer(item.id, later, "system:test", staff_id=claire.id)[0].agent_id == claire.id
    with pytest.raises(Unknown):
        actions.transfer(item.id, later, "system:test", queue_id=uuid4())
    with pytest.raises(TypeError):
        actions.transfer(item.id, later, "system:test")


def test_prioritise(item, now):
    facts = actions.prioritise(item.subject, 2, now=now, actor="system:test")
    assert (facts[0].data["before"], facts[0].data["priority"]) == (0, 2)
    assert actions.prioritise(item.subject, 2, now=now, actor="system:test") == []
