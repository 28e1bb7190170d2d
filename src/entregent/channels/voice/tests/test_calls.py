"""What is written of calls: who called, where they waited, who talked, what became of it."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.brands.models import Brand
from entregent.calendar.models import Calendar
from entregent.channels.voice import actions
from entregent.channels.voice.models import Call, Node, Number, Party
from entregent.channels.voice.rules import outcome_of, spelled
from entregent.journal.models import Event
from entregent.kernel.handles import phone_handle
from entregent.people import actions as people
from entregent.people.models import Person
from entregent.routing import actions as routing
from entregent.routing.dispatcher import sweep
from entregent.routing.models import Queue, WorkItem
from entregent.tickets import actions as tickets
from entregent.tickets.models import Ticket

CALLER = "0199001234"


def after(now: datetime, seconds: float) -> datetime:
    return now + timedelta(seconds=seconds)


@pytest.fixture
def node(now: datetime) -> UUID:
    return actions.start_node("127.0.0.1:4000", "127.0.0.1:5060", now)


@pytest.fixture
def number(brand: Brand, queue: Queue) -> Number:
    Queue.objects.filter(id=queue.id).update(wrap_up_seconds=60)
    return Number.objects.create(brand=brand, number="+33261910010", label="Service clients", queue=queue)


def waiting(number: Number, node: UUID, now: datetime, caller: str = CALLER) -> tuple[UUID, UUID]:
    """A call that waits in the queue: its id, and its request's."""
    begun = actions.begin(number.id, caller, "", node=node, now=now)
    queued = actions.queue_up(begun.call, None, now=after(now, 5))
    assert queued is not None
    return begun.call, queued.ticket


def told(call: UUID) -> list[str]:
    return list(Event.objects.filter(subject=call).order_by("id").values_list("kind", flat=True))


def test_a_call_is_a_request_that_waits_like_any_other(
    number: Number, node: UUID, queue: Queue, make_staff, brand: Brand, now: datetime
) -> None:
    call_id, ticket_id = waiting(number, node, now)
    ticket, item = Ticket.objects.get(id=ticket_id), WorkItem.objects.get(subject=ticket_id)
    assert (ticket.channel, item.channel, item.queue_id) == ("call", "call", queue.id)
    assert ticket.conversation.address == "+33199001234" and ticket.conversation.brand_address == number.number
    claire = make_staff(brand, "agent")
    tickets.take(ticket_id, claire, after(now, 15))
    actions.answered(call_id, claire.id, after(now, 16))
    actions.held(call_id, claire.id, after(now, 20))
    actions.held(call_id, claire.id, after(now, 21))
    actions.muted(call_id, claire.id, after(now, 22))
    actions.unmuted(call_id, claire.id, after(now, 23))
    actions.resumed(call_id, claire.id, after(now, 30))
    assert actions.end(call_id, "customer", after(now, 46)) and not actions.end(call_id, "staff", after(now, 47))
    assert told(call_id) == [
        "call.begun", "call.queued", "call.answered", "call.held", "call.muted", "call.unmuted", "call.resumed", "call.ended",
    ]  # fmt: skip
    ended = Event.objects.get(subject=call_id, kind="call.ended").data
    figures = {name: ended[name] for name in ("outcome", "by", "menu", "waited", "talked", "held", "lasted")}
    assert figures == {
        "outcome": "answered", "by": "customer", "menu": 5.0, "waited": 11.0, "talked": 20.0, "held": 10.0, "lasted": 46.0,
    }  # fmt: skip
    item.refresh_from_db()
    ticket.refresh_from_db()
    assert item.state == "wrap_up" and (ticket.channel, ticket.assignee_id) == ("phone", claire.id)
    answered = Event.objects.get(kind="ticket.answered", subject=ticket_id).data
    assert answered["first"] and answered["message"] is None
    assert Party.objects.get(call=call_id).left_at == after(now, 46)


def test_what_is_answered_in_writing_during_a_call_lets_nobody_go(number, node, make_staff, brand, now) -> None:
    from entregent.conversations.content import Content

    _call, ticket_id = waiting(number, node, now)
    claire = make_staff(brand, "agent")
    tickets.take(ticket_id, claire, now)
    tickets.reply(ticket_id, Content(text="Voici l’adresse."), staff=claire, now=now)
    assert WorkItem.objects.get(subject=ticket_id).state == "taken"


def test_who_hangs_up_is_counted_where_they_did(number: Number, node: UUID, now: datetime) -> None:
    menu = actions.begin(number.id, CALLER, "", node=node, now=now).call
    actions.end(menu, "customer", after(now, 3))
    queued, ticket = waiting(number, node, now)
    actions.end(queued, "customer", after(now, 30))
    assert [Call.objects.get(id=id).outcome for id in (menu, queued)] == ["left_menu", "abandoned"]
    assert WorkItem.objects.get(subject=ticket).state == "cancelled"
    assert Ticket.objects.get(id=ticket).status == "resolved"


def test_outside_its_hours_a_queue_takes_no_call(number: Number, node: UUID, queue: Queue, brand: Brand, now: datetime) -> None:
    shut = Calendar.objects.create(brand=brand, name="Jamais", hours={"zone": "Europe/Paris", "week": {}, "holidays": []})
    Queue.objects.filter(id=queue.id).update(calendar=shut)
    begun = actions.begin(number.id, CALLER, "", node=node, now=now)
    gone = actions.queue_up(begun.call, None, now=now)
    assert isinstance(gone, actions.Elsewhere) and (gone.why, gone.does) == ("closed", "message")
    actions.end(begun.call, "system", after(now, 4))
    assert Call.objects.get(id=begun.call).outcome == "closed" and not Ticket.objects.exists()


def test_a_withheld_number_is_somebody_new_and_a_known_one_its_owner(
    number: Number, node: UUID, brand: Brand, now: datetime
) -> None:
    ines = people.create_person(
        brand.id, now=now, actor="system:test", source="test", given_name="Inès", addresses=[phone_handle(CALLER, "FR")]
    )
    known = [
        actions.begin(number.id, caller, "", node=node, now=now).person for caller in (CALLER, "+33199001234", "33199001234")
    ]
    assert set(known) == {ines.id}
    hidden = [actions.begin(number.id, caller, "", node=node, now=now) for caller in ("anonymous", "")]
    assert len({one.person for one in hidden}) == 2 and Person.objects.count() == 3
    begun = Event.objects.filter(kind="call.begun").order_by("id").values_list("data__known", "data__candidates")
    assert list(begun) == [(True, 1)] * 3 + [(False, 0)] * 2


def test_a_caller_whose_agent_vanished_waits_again(number: Number, node: UUID, make_staff, brand: Brand, now: datetime) -> None:
    call_id, ticket_id = waiting(number, node, now)
    claire, youssef = make_staff(brand, "agent", "Claire"), make_staff(brand, "agent", "Youssef")
    tickets.take(ticket_id, claire, now)
    actions.answered(call_id, claire.id, now)
    actions.held(call_id, claire.id, after(now, 2))
    actions.leave(call_id, claire.id, "vanished", after(now, 6))
    tickets.release(ticket_id, now=after(now, 6), actor="system:voice")
    call = Call.objects.get(id=call_id)
    assert (call.state, call.held, call.held_seconds) == ("waiting", False, 4.0)
    tickets.take(ticket_id, youssef, after(now, 8))
    actions.answered(call_id, youssef.id, after(now, 8))
    actions.leave(call_id, claire.id, "vanished", after(now, 9))  # told late: nothing moves
    assert Call.objects.get(id=call_id).state == "talking"
    assert Event.objects.filter(subject=call_id, kind="call.answered").order_by("id").last().data["again"] is True


def test_whoever_is_heard_is_there_whatever_their_page_says(number, node, make_staff, brand, now) -> None:
    call_id, ticket_id = waiting(number, node, now)
    claire = make_staff(brand, "agent", "Claire")
    routing.set_presence(claire.id, "available", now, "system:test")
    tickets.take(ticket_id, claire, now)
    actions.answered(call_id, claire.id, now)
    actions.alive(node, {claire.id}, after(now, 100))
    assert sweep(after(now, 120)) == []
    assert [fact.kind for fact in sweep(after(now, 300))] == ["item.released", "presence.changed"]
    assert actions.end(call_id, "customer", after(now, 301)) and told(call_id)[-1] == "call.ended"
    assert WorkItem.objects.get(subject=ticket_id, channel="call").state == "cancelled"


def test_a_call_that_we_placed_goes_to_a_colleague_with_its_item(brand, queue, node, make_staff, now) -> None:
    claire, youssef = make_staff(brand, "agent", "Claire"), make_staff(brand, "agent", "Youssef")
    placed = actions.place(brand.id, CALLER, staff=claire.id, ticket=None, person=None, node=node, now=now)
    actions.give(placed.call, youssef.id, claire.id, after(now, 5))
    item = WorkItem.objects.get(subject=placed.call)
    assert (item.state, item.agent_id) == ("taken", youssef.id) and not Ticket.objects.exists()


def test_calls_of_a_process_that_fell_are_told_as_lost(
    number: Number, node: UUID, brand: Brand, make_staff, now: datetime
) -> None:
    call_id, ticket_id = waiting(number, node, now)
    claire = make_staff(brand, "agent")
    tickets.take(ticket_id, claire, now)
    actions.answered(call_id, claire.id, now)
    assert actions.cut_off(after(now, 10)) == 0
    assert actions.cut_off(after(now, 60)) == 1 and actions.cut_off(after(now, 60)) == 0
    call = Call.objects.get(id=call_id)
    assert (call.ended_by, call.outcome) == ("lost", "answered") and told(call_id)[-2:] == ["call.lost", "call.ended"]
    again = actions.begin(
        number.id, CALLER, "", node=actions.start_node("a:1", "127.0.0.1:5060", after(now, 90)), now=after(now, 90)
    )
    assert actions.cut_off(after(now, 91)) == 0
    assert actions.cut_off(after(now, 92), sip="127.0.0.1:5060") == 1
    assert Call.objects.get(id=again.call).ended_at is not None
    assert not Node.objects.filter(id=node, stopped_at=None).exists()


@given(
    st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.booleans(),
    st.sampled_from([("", ""), ("ended", "done"), ("ended", "silent"), ("left", ""), ("handed", "tree")]),
)  # fmt: skip
def test_every_incoming_call_has_one_outcome(answered, queued, closed, deflected, overflowed, session) -> None:
    outcome = outcome_of(
        direction="in", answered=answered, queued=queued, closed=closed, deflected=deflected, overflowed=overflowed,
        session=session[0], detail=session[1],
    )  # fmt: skip
    assert outcome in set(Call.Outcome.values) - {"no_answer", "failed"}
    assert (outcome == "answered") == answered


@pytest.mark.parametrize(
    ("sent", "expected"),
    [("0199001234", "+33199001234"), ("+33199001234", "+33199001234"), ("0033199001234", "+33199001234"),
     ("33199001234", "+33199001234"), ("anonymous", ""), ("3615", ""), ("", ""), ("+41 22 555 12 34", "+41225551234")],
)  # fmt: skip
def test_numbers_are_read_as_operators_write_them(sent: str, expected: str) -> None:
    assert spelled(sent, "33") == expected


@given(st.text(max_size=40))
def test_no_spelling_of_a_number_is_fatal(sent: str) -> None:
    found = spelled(sent, "33")
    assert found == "" or found[1:].isdigit()
