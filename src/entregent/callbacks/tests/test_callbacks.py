"""Callbacks are booked, moved, given up; they fall due, are taken in time or late, and are never sold twice."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.callbacks import actions, queries
from entregent.callbacks.errors import AlreadyBooked, NotOffered, SlotTaken, TooLate
from entregent.callbacks.models import Callback, Offering
from entregent.callbacks.queries import SOURCE
from entregent.callbacks.reactions import REACTIONS
from entregent.callbacks.tests.conftest import NUMBER, open_calls, somebody
from entregent.journal.models import Event
from entregent.people import actions as people
from entregent.people.models import Person
from entregent.routing.models import WorkItem
from entregent.tickets import actions as tickets
from entregent.tickets.models import Ticket

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # 10:00 in Paris; the test's own now is the Friday before


def booked(offering: Offering, person: Person, slot: datetime | None, now: datetime, about: str = "Mon contrat") -> Callback:
    return actions.book(offering.brand_id, person.id, NUMBER, offering.queue_id, slot, about, source="portal", now=now)


def facts(kind: str) -> list[Event]:
    return list(Event.objects.filter(kind=f"callback.{kind}").order_by("id"))


def react(kind: str) -> None:
    """As the follower of the journal does, twice."""
    for event in Event.objects.filter(kind=kind).order_by("id"):
        for _ in range(2):
            for function in REACTIONS[kind]:
                function(event)


def test_a_slot_is_sold_as_often_as_it_has_places(offering: Offering, brand: Brand, now: datetime) -> None:
    Offering.objects.update(per_quarter=2)
    day = date(2026, 11, 24)
    before = queries.slots(brand.id, offering.queue_id, day, now=now)
    assert (before[0].at, before[0].left, len(before)) == (datetime(2026, 11, 24, 8, 0, tzinfo=UTC), 2, 30)
    for _ in range(2):
        booked(offering, somebody(brand, now), TUESDAY, now)
    assert TUESDAY not in [slot.at for slot in queries.slots(brand.id, offering.queue_id, day, now=now)]
    with pytest.raises(SlotTaken):
        booked(offering, somebody(brand, now), TUESDAY, now)


@pytest.mark.parametrize(
    "slot",
    [
        TUESDAY + timedelta(minutes=1), TUESDAY + timedelta(hours=3), datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
        datetime(2026, 11, 20, 16, 45, tzinfo=UTC), datetime(2026, 12, 1, 9, 0, tzinfo=UTC),
    ],
    ids=["between quarters", "at lunch", "on Sunday", "in the past", "too far ahead"],
)  # fmt: skip
def test_only_what_is_offered_is_booked(offering: Offering, helene: Person, slot: datetime, now: datetime) -> None:
    with pytest.raises(NotOffered):
        booked(offering, helene, slot, now)
    assert not Callback.objects.exists()


def test_a_person_waits_for_one_call_of_a_queue(offering: Offering, helene: Person, now: datetime) -> None:
    first = booked(offering, helene, TUESDAY, now)
    with pytest.raises(AlreadyBooked):
        booked(offering, helene, TUESDAY + timedelta(hours=1), now)
    actions.cancel(first.id, now=now, actor="person:1")
    assert booked(offering, helene, TUESDAY, now).place == 0


def test_the_database_refuses_a_place_twice(offering: Offering, helene: Person, brand: Brand, now: datetime) -> None:
    mine = booked(offering, helene, TUESDAY, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Callback.objects.create(
            brand=brand, person=somebody(brand, now), queue=offering.queue, phone="+33639980103", source="x", slot_at=TUESDAY,
            place=mine.place, starts_at=TUESDAY, due_at=TUESDAY, asked_at=now,
        )  # fmt: skip


def test_as_soon_as_possible_waits_for_the_next_opening(offering: Offering, helene: Person, now: datetime) -> None:
    evening = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
    callback = booked(offering, helene, None, evening)
    assert callback.starts_at == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    assert callback.due_at == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # the queue's target
    Offering.objects.update(at_once=False)
    actions.cancel(callback.id, now=evening, actor="person:1")
    with pytest.raises(NotOffered):
        booked(offering, helene, None, evening)


def test_it_is_moved_until_it_is_time_and_its_place_is_free_again(
    offering: Offering, helene: Person, brand: Brand, now: datetime
) -> None:
    Offering.objects.update(per_quarter=1)
    callback = booked(offering, helene, TUESDAY, now)
    other = booked(offering, somebody(brand, now), TUESDAY + timedelta(minutes=15), now)
    with pytest.raises(SlotTaken):
        actions.move(callback.id, other.slot_at, now=now, actor="person:1")
    callback.refresh_from_db()
    assert callback.slot_at == TUESDAY
    later = actions.move(callback.id, TUESDAY + timedelta(minutes=30), now=now, actor="person:1")
    assert (later.due_at, later.moves) == (TUESDAY + timedelta(minutes=45), 1)
    assert actions.move(other.id, TUESDAY, now=now, actor="person:2").place == 0
    actions.fall_due(TUESDAY + timedelta(minutes=30))
    with pytest.raises(TooLate):
        actions.move(callback.id, TUESDAY + timedelta(hours=1), now=TUESDAY, actor="person:1")


def test_when_it_is_time_a_request_waits_for_an_agent_and_not_before(
    offering: Offering, helene: Person, now: datetime, make_staff, brand: Brand
) -> None:
    callback = booked(offering, helene, TUESDAY, now)
    assert actions.fall_due(TUESDAY - timedelta(seconds=1)) == 0 and not Ticket.objects.exists()
    assert actions.fall_due(TUESDAY) == 1 and actions.fall_due(TUESDAY) == 0
    callback.refresh_from_db()
    ticket, item = callback.ticket, WorkItem.objects.get()
    assert (ticket.channel, ticket.person, ticket.title) == (
        "callback",
        helene,
        "Rappel : Mon contrat".replace(" :", "\u202f:"),
    )
    assert (item.channel, item.queue_id, item.subject) == ("callback", offering.queue_id, ticket.id)
    words = ticket.conversation.messages.get().text
    assert "mardi 24 novembre à 10:00" in words and "06 39 98 01 02" in words.replace("\u00a0", " ")

    claire: Staff = make_staff(brand)
    tickets.take(ticket.id, claire, TUESDAY + timedelta(minutes=4))
    react("item.taken")
    callback.refresh_from_db()
    assert callback.state == "taken" and callback.missed_at is None and not facts("kept")
    with pytest.raises(TooLate):
        actions.cancel(callback.id, now=TUESDAY, actor="person:1")
    for _ in range(2):  # they answer: by that the promise is judged
        actions.reached(ticket.id, TUESDAY + timedelta(minutes=4), f"staff:{claire.id}")
    assert [fact.data["early_seconds"] for fact in facts("kept")] == [660]
    tickets.set_status(ticket.id, "resolved", staff=claire, now=TUESDAY + timedelta(minutes=9), actor=f"staff:{claire.id}")
    react("ticket.resolved")
    callback.refresh_from_db()
    assert callback.state == "done" and len(facts("done")) == 1


def test_a_promise_that_breaks_is_told_once_at_the_instant_it_did(
    offering: Offering, helene: Person, now: datetime, make_staff, brand: Brand
) -> None:
    callback = booked(offering, helene, TUESDAY, now)
    actions.fall_due(TUESDAY)
    assert actions.note_missed(TUESDAY + timedelta(minutes=15)) == 0
    assert actions.note_missed(TUESDAY + timedelta(hours=1)) == 1
    assert actions.note_missed(TUESDAY + timedelta(hours=2)) == 0
    assert [fact.at for fact in facts("missed")] == [TUESDAY + timedelta(minutes=15)]
    callback.refresh_from_db()
    tickets.take(callback.ticket_id, make_staff(brand), TUESDAY + timedelta(minutes=20))
    react("item.taken")
    tickets.set_status(callback.ticket_id, "resolved", staff=None, now=TUESDAY + timedelta(minutes=30), actor="system:test")
    react("ticket.resolved")  # called by other means: when it was taken up counts
    assert [fact.data["late_seconds"] for fact in facts("late")] == [300]
    assert not facts("kept")


def test_who_does_not_answer_is_called_again_in_open_hours_and_given_up_in_the_end(
    offering: Offering, helene: Person, now: datetime, make_staff, brand: Brand
) -> None:
    Offering.objects.update(retry_minutes=30, most_tries=2)
    lunch = TUESDAY + timedelta(hours=2, minutes=15)  # a quarter before it
    callback = booked(offering, helene, lunch, now)
    actions.fall_due(lunch)
    callback.refresh_from_db()
    claire = make_staff(brand)
    tickets.take(callback.ticket_id, claire, lunch)
    react("item.taken")
    actions.not_reached(callback.ticket_id, lunch + timedelta(minutes=2), "system:voice")
    callback.refresh_from_db()
    after_lunch = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
    assert (callback.state, callback.tries, callback.starts_at) == ("booked", 1, after_lunch)
    assert not WorkItem.objects.filter(state__in=["waiting", "taken"]).exists()
    assert actions.fall_due(after_lunch) == 1 and Ticket.objects.count() == 1
    assert WorkItem.objects.get(state="waiting").preferred_agent_id == claire.id
    tickets.take(callback.ticket_id, claire, after_lunch)
    for event in Event.objects.filter(kind="item.taken").order_by("-id")[:1]:
        REACTIONS["item.taken"][0](event)
    actions.not_reached(callback.ticket_id, after_lunch, "system:voice")
    callback.refresh_from_db()
    assert (callback.state, callback.tries, len(facts("given_up"))) == ("unreached", 2, 1)
    found = queries.promises([brand.id], TUESDAY, TUESDAY + timedelta(days=1))
    assert (found.due, found.in_time, found.late, found.unreached, found.missed, found.tries) == (1, 0, 0, 1, 0, 2)


def test_given_up_when_the_request_waits_already_it_is_settled(offering: Offering, helene: Person, now: datetime) -> None:
    callback = booked(offering, helene, TUESDAY, now)
    actions.fall_due(TUESDAY)
    for _ in range(2):
        actions.cancel(callback.id, now=TUESDAY, actor=f"person:{helene.id}")
    assert Ticket.objects.get().status == "resolved"
    assert len(facts("cancelled")) == 1


def test_a_merged_person_keeps_their_callback(offering: Offering, helene: Person, brand: Brand, now: datetime) -> None:
    booked(offering, helene, TUESDAY, now)
    kept = somebody(brand, now)
    people.merge_persons(kept, helene, now=now, actor="system:test", by=None)
    (mine,) = queries.open_of(kept.id, now=now)
    assert mine.person_id == kept.id
    with translation.override("fr"):
        (entry,) = SOURCE.read([kept.id, helene.id], None, 5)
    assert "mardi 24 novembre" in entry.title


def test_nobody_facts_name(offering: Offering, helene: Person, now: datetime) -> None:
    booked(offering, helene, TUESDAY, now, about="Le secret d’Hélène")
    actions.fall_due(TUESDAY)
    told = " ".join(str(event.data) for event in Event.objects.filter(kind__startswith="callback."))
    assert "secret" not in told and "639980102" not in told


def test_of_those_who_want_the_last_places_at_once_as_many_get_one(committed: str, now: datetime) -> None:
    brand = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON")
    with visible([brand.id]):
        offering = open_calls(brand, per_quarter=3)
        people_ = [somebody(brand, now) for _ in range(10)]
        movers = [booked(offering, somebody(brand, now), TUESDAY + timedelta(hours=1), now) for _ in range(2)]
    gate, got = threading.Barrier(12), []

    def want(what) -> None:
        try:
            gate.wait()
            with visible([brand.id]):
                got.append(what())
        except SlotTaken:
            got.append(None)
        finally:
            connection.close()

    wishes = [lambda person=person: booked(offering, person, TUESDAY, now) for person in people_]
    wishes += [lambda one=one: actions.move(one.id, TUESDAY, now=now, actor="person:1") for one in movers]
    threads = [threading.Thread(target=want, args=(wish,)) for wish in wishes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 12
    winners = [one for one in got if one is not None]
    with visible([brand.id]):
        assert sorted(Callback.objects.filter(slot_at=TUESDAY).values_list("place", flat=True)) == [0, 1, 2]
    assert len(winners) == 3


def test_processes_that_ring_at_once_share_what_is_due(committed: str, now: datetime) -> None:
    brand = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON")
    with visible([brand.id]):
        offering = open_calls(brand, per_quarter=8)
        for _ in range(8):
            booked(offering, somebody(brand, now), TUESDAY, now)
    gate, done = threading.Barrier(3), []

    def ring() -> None:
        try:
            gate.wait()
            done.append(actions.fall_due(TUESDAY))
        finally:
            connection.close()

    threads = [threading.Thread(target=ring) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with visible([brand.id]):
        assert sum(done) == Ticket.objects.count() == 8
