"""One decision of the router, on real tables."""

from datetime import timedelta
from uuid import uuid4

import pytest

from entregent.access.models import Membership, Skill, StaffSkill
from entregent.brands.scope import visible
from entregent.routing import actions
from entregent.routing.models import Capacity, Offer, Presence, Queue, QueueMember, QueueSkill, WorkItem
from entregent.routing.rules import REFUSAL_REST, decided_by


def _run(now, **more):
    """Offer until nothing fits: [(item id, agent id)] in the order of the decisions."""
    _, facts = actions.offer(now, limit=100, **more)
    return [(fact.data["item"], fact.data["staff"]) for fact in facts]


@pytest.fixture
def skill(brand):
    return Skill.objects.create(brand=brand, name="Italien")


def test_an_item_rings_for_the_only_agent_and_says_why(queue, serve, wait, now):
    awa = serve("Awa", now, queue)
    item = wait(queue, now)
    made, facts = actions.offer(now)
    offer = Offer.objects.get()
    assert made == 1 and facts[0].kind == "offer.made" and facts[0].data["offer"] == offer.id
    assert (offer.item_id, offer.staff_id, offer.expires_at) == (item.id, awa.id, now + timedelta(seconds=60))
    item.refresh_from_db()
    assert (item.state, item.agent_id) == ("offered", awa.id)
    assert offer.reasons["candidates"][0]["staff"] == str(awa.id) and decided_by(offer.reasons) == "only_one"
    assert actions.offer(now) == (0, [])


def test_priority_then_age_in_shares_of_the_target(brand, queue, serve, wait, now):
    slow = Queue.objects.create(brand=brand, name="Courrier", target_seconds=10 * 3600)
    Capacity.objects.filter(staff=None, channel="mail").update(limit=10)
    serve("Awa", now, queue, slow)
    old_slow = wait(slow, now - timedelta(hours=5))  # half of its target
    fresh = wait(queue, now - timedelta(hours=1))  # a quarter of its target
    late = wait(queue, now - timedelta(hours=3))  # three quarters
    urgent = wait(slow, now, priority=1)
    names = {urgent.id: "urgent", late.id: "late", old_slow.id: "old_slow", fresh.id: "fresh"}
    assert [names[item] for item, _ in _run(now)] == ["urgent", "late", "old_slow", "fresh"]
    Queue.objects.filter(id=slow.id).update(priority=5)
    pressing, other = wait(slow, now), wait(queue, now, priority=2)
    assert [item for item, _ in _run(now)] == [pressing.id, other.id]


def test_skill_level_then_longest_idle(brand, queue, skill, serve, wait, now):
    QueueSkill.objects.create(brand=brand, queue=queue, skill=skill, level=2)
    first = serve("Ada", now - timedelta(hours=2), queue)
    second = serve("Bob", now - timedelta(hours=1), queue)
    best = serve("Cléo", now, queue)
    beginner = serve("Dora", now - timedelta(hours=3), queue)
    for staff, level in ((first, 3), (second, 3), (best, 5), (beginner, 1)):
        StaffSkill.objects.create(brand=brand, staff=staff, skill=skill, level=level)
    Capacity.objects.filter(staff=None, channel="mail").update(limit=1)
    for _ in range(4):
        wait(queue, now)
    assert [staff for _, staff in _run(now)] == [best.id, first.id, second.id]
    offer = Offer.objects.get(staff=best)
    assert decided_by(offer.reasons) == "skill_level"
    assert offer.reasons["others"] == {"lacks_skill": {"count": 1, "staff": [str(beginner.id)]}}
    assert decided_by(Offer.objects.get(staff=first).reasons) == "longest_idle"


def test_the_last_agent_comes_first_where_the_queue_prefers_them(queue, serve, wait, now):
    serve("Ada", now - timedelta(hours=2), queue)
    last = serve("Bob", now, queue)
    wait(queue, now, preferred_agent=last.id)
    assert [staff for _, staff in _run(now)] == [last.id]
    assert decided_by(Offer.objects.get().reasons) == "last_agent"
    Queue.objects.filter(id=queue.id).update(prefers_last_agent=False)
    wait(queue, now, preferred_agent=last.id)
    assert [staff for _, staff in _run(now)] != [last.id]


def test_several_items_go_round(queue, serve, wait, now):
    agents = [serve(name, now - timedelta(hours=hours), queue).id for name, hours in (("Ada", 3), ("Bob", 2), ("Cléo", 1))]
    for _ in range(6):
        wait(queue, now)
    chosen = [staff for _, staff in _run(now)]
    assert chosen[:3] == agents and sorted(chosen[3:]) == sorted(agents)


def test_never_above_capacity(queue, serve, wait, now):
    awa = serve("Awa", now, queue)
    for _ in range(8):
        wait(queue, now)
    assert len(_run(now)) == 5
    Capacity.objects.create(staff=awa, channel="mail", limit=7)
    assert len(_run(now)) == 2


def test_a_call_leaves_room_for_nothing_else(queue, serve, wait, now):
    awa = serve("Awa", now, queue)
    mail, call, other = wait(queue, now), wait(queue, now, "call", priority=1), wait(queue, now, "call")
    assert _run(now) == [(call.id, awa.id)]
    actions.take(call.id, awa.id, now)
    assert _run(now) == []
    actions.finish(call.id, now, "system:test")
    # Of equal age and priority, the first that was queued rings; a call may come on top of a mail, nothing on top of a call.
    assert _run(now) == [(mail.id, awa.id), (other.id, awa.id)]
    assert Presence.objects.get(staff=awa).open_to == []


def test_a_call_does_not_interrupt_a_chat(queue, serve, wait, now):
    awa = serve("Awa", now, queue)
    actions.take(wait(queue, now, "chat").id, awa.id, now)
    wait(queue, now, "call")
    assert _run(now) == []
    mail = wait(queue, now)
    assert _run(now) == [(mail.id, awa.id)]


def test_a_skill_relaxes_with_age(brand, queue, skill, serve, wait, now):
    QueueSkill.objects.create(brand=brand, queue=queue, skill=skill, level=3, relax_seconds=60)
    awa = serve("Awa", now, queue)
    StaffSkill.objects.create(brand=brand, staff=awa, skill=skill, level=1)
    item = wait(queue, now)
    assert _run(now + timedelta(seconds=119)) == []
    assert _run(now + timedelta(seconds=120)) == [(item.id, awa.id)]


def test_a_skill_of_the_item_itself(brand, queue, skill, serve, wait, now):
    awa = serve("Awa", now, queue)
    special = wait(queue, now - timedelta(minutes=5), extra_skills=[skill.id])
    plain = wait(queue, now)
    assert _run(now) == [(plain.id, awa.id)]  # what nobody can take holds up nothing
    Queue.objects.filter(id=queue.id).update(relax_extra_seconds=600)
    assert _run(now) == []
    assert _run(now + timedelta(minutes=5)) == [(special.id, awa.id)]


def test_a_refusal_goes_to_another_then_comes_back_after_a_rest(queue, serve, wait, now):
    awa = serve("Awa", now, queue)
    item = wait(queue, now)
    _run(now)
    actions.refuse(Offer.objects.get().id, awa.id, now)
    assert _run(now) == []
    other = serve("Bob", now, queue)
    assert _run(now) == [(item.id, other.id)]
    actions.refuse(Offer.objects.get(state="ringing").id, other.id, now)
    assert _run(now + REFUSAL_REST - timedelta(seconds=1)) == []
    assert _run(now + REFUSAL_REST) == [(item.id, awa.id)]


def test_who_is_not_offered_anything(brand, queue, serve, wait, make_staff, now):
    paused = serve("Paul", now, queue)
    actions.set_presence(paused.id, "offline", now, "system:test")
    outsider = serve("Odile", now)
    left = serve("Léa", now, queue)
    Membership.objects.filter(staff=left).update(role="auditor")
    never = make_staff(brand, name="Nina")
    QueueMember.objects.create(brand=brand, queue=queue, staff=never)
    wait(queue, now)
    assert _run(now) == []
    assert outsider.id not in Offer.objects.values_list("staff", flat=True)


def test_calls_go_to_who_has_a_telephone(queue, serve, wait, now):
    awa = serve("Awa", now, queue)
    actions.equip(awa.id, "call", False, now)
    call, mail = wait(queue, now, channel="call"), wait(queue, now)
    assert _run(now) == [(mail.id, awa.id)]
    actions.finish(actions.accept(Offer.objects.get(item=mail).id, awa.id, now)[0].id, now, "system:test")
    actions.equip(awa.id, "call", True, now)
    assert _run(now) == [(call.id, awa.id)]
    actions.nobody_has("call")
    assert "call" in Presence.objects.get(staff=awa).lacks


def test_a_closed_queue_receives_nobody_but_its_mails_may_be_answered(queue, serve, wait, now):
    serve("Awa", now, queue)
    wait(queue, now, channel="call")
    assert _run(now, closed=[queue.id]) == []
    wait(queue, now, channel="mail")
    assert len(_run(now, closed=[queue.id])) == 1


def test_an_inactive_queue_offers_nothing(queue, serve, wait, now):
    serve("Awa", now, queue)
    wait(queue, now)
    Queue.objects.filter(id=queue.id).update(active=False)
    assert _run(now) == []


def test_a_scope_looks_only_where_something_changed(brand, queue, serve, wait, now):
    other = Queue.objects.create(brand=brand, name="Autre")
    awa, bob = serve("Awa", now, queue), serve("Bob", now, other)
    here, there = wait(queue, now), wait(other, now)
    assert _run(now, scope=actions.Scope()) == []
    assert _run(now, scope=actions.Scope(agents=frozenset({awa.id}))) == [(here.id, awa.id)]
    assert _run(now, scope=actions.Scope(queues=frozenset({other.id}))) == [(there.id, bob.id)]


def test_an_agent_of_two_brands_is_counted_once_and_walls_hold(brand, other_brand, queue, make_staff, wait, now):
    both = make_staff([brand, other_brand], name="Salma")
    QueueMember.objects.create(brand=brand, queue=queue, staff=both)
    actions.equip(both.id, "call", True, now)
    actions.set_presence(both.id, "available", now, "system:test")
    with visible([other_brand.id]):
        theirs = Queue.objects.create(brand=other_brand, name="Technique")
        QueueMember.objects.create(brand=other_brand, queue=theirs, staff=both)
        actions.take(wait(theirs, now, "call").id, both.id, now)
    wait(queue, now, "call")
    assert _run(now) == []  # busy with a call that this transaction cannot even see
    assert Presence.objects.get(staff=both).held == {"call": 1}
    assert WorkItem.objects.count() == 1


def test_an_item_waits_once_in_the_database_itself(queue, wait, now, ring, claire):
    from django.db import IntegrityError, transaction

    item = wait(queue, now, subject=uuid4())
    ring(item, claire, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        ring(item, claire, now)
