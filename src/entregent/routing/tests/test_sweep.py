"""What time alone does."""

from datetime import timedelta

import pytest

from entregent.calendar.models import Calendar
from entregent.routing import actions, dispatcher
from entregent.routing.actions import sweep
from entregent.routing.models import Offer, Presence, Queue
from entregent.routing.queries import closed_queues

OFFICE = {"zone": "Europe/Paris", "week": {day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}}


def _kinds(facts):
    return [fact.kind for fact in facts]


def test_an_offer_that_rang_too_long_goes_to_another(queue, serve, wait, now):
    awa, item = serve("Awa", now, queue), wait(queue, now)
    actions.offer(now)
    assert sweep.expire_offers(now + timedelta(seconds=59)) == []
    facts = sweep.expire_offers(now + timedelta(seconds=60))
    assert _kinds(facts) == ["offer.expired"]
    item.refresh_from_db()
    assert (item.state, item.agent, item.enqueued_at, item.refused_by) == ("waiting", None, now, [awa.id])
    assert Presence.objects.get(staff=awa).state == "available"


def test_who_lets_it_ring_twice_is_paused_with_the_reason(queue, serve, wait, now):
    awa = serve("Awa", now, queue)
    wait(queue, now), wait(queue, now), wait(queue, now)
    actions.offer(now, limit=1)
    sweep.expire_offers(now + timedelta(minutes=1))
    actions.offer(now + timedelta(minutes=1), limit=1)
    facts = sweep.expire_offers(now + timedelta(minutes=2))
    assert _kinds(facts) == ["offer.expired", "presence.changed"]
    presence = Presence.objects.get(staff=awa)
    assert (presence.state, presence.reason.code) == ("paused", "no_answer")
    actions.set_presence(awa.id, "available", now + timedelta(minutes=3), f"staff:{awa.id}")
    assert Presence.objects.get(staff=awa).missed == 0


@pytest.mark.parametrize(
    ("channel", "of_queue", "times", "code"),
    [("call", None, 1, "missed_call"), ("call", 2, 2, "missed_call"), ("mail", 1, 1, "no_answer")],
)
def test_a_missed_call_pauses_at_once_and_a_queue_may_say_otherwise(queue, serve, wait, now, channel, of_queue, times, code):
    Queue.objects.filter(id=queue.id).update(misses_before_pause=of_queue)
    awa = serve("Awa", now, queue)
    Presence.objects.filter(staff=awa).update(lacks=[])
    for time in range(times):
        assert Presence.objects.get(staff=awa).state == "available"
        moment = now + timedelta(minutes=time)
        item = wait(queue, moment, channel=channel)
        actions.offer(moment, limit=1)
        sweep.expire_offers(moment + timedelta(minutes=1))
    presence = Presence.objects.get(staff=awa)
    assert (presence.state, presence.reason.code) == ("paused", code)
    item.refresh_from_db()
    assert (item.state, item.enqueued_at) == ("waiting", moment), "it waits with its age"


def test_an_answer_starts_the_count_of_misses_again(queue, serve, wait, now):
    awa = serve("Awa", now, queue)
    for minute in range(4):
        moment = now + timedelta(minutes=minute)
        wait(queue, moment)
        actions.offer(moment, limit=1)
        if minute % 2:
            actions.accept(Offer.objects.get(state="ringing").id, awa.id, moment)
        else:
            sweep.expire_offers(moment + timedelta(minutes=1))
    assert Presence.objects.get(staff=awa).state == "available"


def test_leaving_takes_back_what_rings(queue, serve, wait, now):
    awa, item = serve("Awa", now, queue), wait(queue, now)
    actions.offer(now)
    _, facts = actions.set_presence(awa.id, "offline", now, f"staff:{awa.id}")
    assert _kinds(facts) == ["offer.withdrawn", "presence.changed"] and facts[0].data["why"] == "agent_left"
    item.refresh_from_db()
    assert (item.state, item.refused_by) == ("waiting", [])


def test_the_vanished_go_offline_and_live_exchanges_go_back(queue, serve, wait, now):
    awa = serve("Awa", now, queue)
    mail, chat, ringing = wait(queue, now), wait(queue, now, "chat"), wait(queue, now)
    actions.take(mail.id, awa.id, now)
    actions.take(chat.id, awa.id, now)
    actions.offer(now)
    actions.seen(awa.id, now + timedelta(seconds=60))
    assert sweep.part_with_the_vanished(now + timedelta(seconds=120)) == []
    facts = sweep.part_with_the_vanished(now + timedelta(seconds=151))
    assert _kinds(facts) == ["item.released", "offer.withdrawn", "presence.changed"]
    for item, state in ((mail, "taken"), (chat, "waiting"), (ringing, "waiting")):
        item.refresh_from_db()
        assert item.state == state
    assert Presence.objects.get(staff=awa).state == "offline"


def test_nobody_is_held_to_be_gone_when_the_database_was_away(queue, serve, wait, now):
    awa, chat = serve("Awa", now, queue), wait(queue, now, "chat")
    actions.take(chat.id, awa.id, now)
    assert dispatcher.sweep(now + timedelta(seconds=151), judging=False) == []
    assert _kinds(dispatcher.sweep(now + timedelta(seconds=151))) == ["item.released", "presence.changed"]


def test_wrap_up_ends_by_itself(queue, serve, wait, now):
    Queue.objects.filter(id=queue.id).update(wrap_up_seconds=30)
    awa, item = serve("Awa", now, queue), wait(queue, now)
    actions.take(item.id, awa.id, now)
    actions.wrap_up(item.id, now, "system:test")
    assert sweep.end_wrap_ups(now + timedelta(seconds=29)) == []
    assert _kinds(sweep.end_wrap_ups(now + timedelta(seconds=30))) == ["item.finished"]


def test_overflow_keeps_the_age(brand, queue, wait, now):
    second = Queue.objects.create(brand=brand, name="Renfort")
    Queue.objects.filter(id=queue.id).update(overflow_to=second, overflow_after_seconds=600)
    item = wait(queue, now)
    assert sweep.overflow(now + timedelta(seconds=599)) == []
    facts = sweep.overflow(now + timedelta(seconds=600))
    assert facts[0].data["queue"] == second.id and facts[0].data["from_queue"] == queue.id
    item.refresh_from_db()
    assert (item.queue_id, item.enqueued_at, item.queued_at) == (second.id, now, now + timedelta(seconds=600))


def test_hours_closed_are_not_waiting(brand, queue, wait, now):
    second = Queue.objects.create(brand=brand, name="Renfort")
    calendar = Calendar.objects.create(brand=brand, name="Bureau", hours=OFFICE)
    Queue.objects.filter(id=queue.id).update(overflow_to=second, overflow_after_seconds=3600, calendar=calendar)
    friday_1750 = now
    assert friday_1750.hour == 16  # 17:50 in Paris
    assert closed_queues(friday_1750) == []
    assert closed_queues(friday_1750 + timedelta(minutes=10)) == [queue.id]
    wait(queue, friday_1750)
    assert sweep.overflow(friday_1750 + timedelta(days=2)) == []
    monday_949 = friday_1750 + timedelta(days=2, hours=15, minutes=59)
    assert sweep.overflow(monday_949) == []
    assert len(sweep.overflow(monday_949 + timedelta(minutes=1))) == 1


@pytest.mark.parametrize(
    ("name", "queues", "agents"),
    [
        ("item.queued", 1, 0),
        ("item.finished", 0, 1),
        ("presence.changed", 0, 1),
        ("offer.refused", 1, 1),
        ("ticket.opened", 0, 0),
    ],
)
def test_news_say_where_to_look(queue, claire, name, queues, agents):
    from entregent.kernel.news import News

    news = News(1, name, str(queue.brand_id), "x", staff=str(claire.id), queue=str(queue.id))
    scope = dispatcher.scope_of([news])
    assert (len(scope.queues), len(scope.agents), scope.everything) == (queues, agents, False)
