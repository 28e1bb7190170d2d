"""The clocks of promises: exact on business time whatever pauses them, and told at every step."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.calendar.models import Calendar
from entregent.calendar.queries import parsed
from entregent.conversations.content import Content
from entregent.journal.kinds import KINDS
from entregent.journal.models import Event
from entregent.kernel.business_time import business_seconds
from entregent.tickets import promises
from entregent.tickets.actions import Received, check_promises, reply, set_status
from entregent.tickets.models import Promise, PromisePolicy, Ticket
from entregent.tickets.tests.conftest import HOURS
from entregent.tickets.web.wording import SENTENCES

Write = Callable[..., Received]
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # 9:00 in Paris: the house opens
HOUR = timedelta(hours=1)


def running(minutes: int, at: datetime, warn_percent: int = 75) -> tuple[Ticket, Promise]:
    """A promise of a solution that begins to run; nothing is written."""
    brand = uuid4()
    calendar = Calendar(brand_id=brand, name="Lille", hours=HOURS)
    policy = PromisePolicy(brand_id=brand, calendar=calendar, resolution_minutes=minutes, warn_percent=warn_percent)
    ticket = Ticket(brand_id=brand, person_id=uuid4())
    (made,), _facts = promises.activate(ticket, policy, [Promise.Kind.RESOLUTION], at, "system:test")
    return ticket, made


@given(
    minutes=st.integers(1, 3000),
    steps=st.lists(st.integers(1, 5000), max_size=12),
    start=st.integers(0, 14 * 24 * 60),
)
def test_however_often_it_is_paused_what_is_used_and_what_is_left_make_the_target(
    minutes: int, steps: list[int], start: int
) -> None:
    at = MONDAY + timedelta(minutes=start)
    ticket, promise = running(minutes, at)
    calendar, used = parsed(HOURS), 0.0
    for step in steps:
        after = at + timedelta(minutes=step)
        if promise.state == "active":
            if after > promise.due_at:
                break
            used += business_seconds(calendar, at, after)
            promises.pause(promise, ticket, after, "system:test")
            assert promise.left_seconds == pytest.approx(minutes * 60 - used)
            assert (promise.due_at, promise.warn_at) == (None, None)
        else:
            promises.resume(promise, ticket, after, "system:test")
            assert business_seconds(calendar, after, promise.due_at) == pytest.approx(minutes * 60 - used)
        at = after
    assert promises.remaining(promise, at) == pytest.approx(minutes * 60 - used)


@given(minutes=st.integers(1, 3000), percent=st.integers(1, 99), start=st.integers(0, 14 * 24 * 60))
def test_the_warning_comes_when_the_share_of_the_time_is_used(minutes: int, percent: int, start: int) -> None:
    at = MONDAY + timedelta(minutes=start)
    _ticket, promise = running(minutes, at, percent)
    assert promise.warn_at is not None
    assert at <= promise.warn_at <= promise.due_at
    assert business_seconds(parsed(HOURS), at, promise.warn_at) == pytest.approx(minutes * 60 * percent / 100)


def kinds_of(promise: Promise) -> list[str]:
    told = Event.objects.filter(subject=promise.id).order_by("id").values_list("kind", flat=True)
    return [kind.removeprefix("promise.") for kind in told]


def test_each_kind_of_promise_is_told_from_its_beginning_to_its_end(
    write_in: Write, brand: Brand, make_staff: Callable[..., Staff]
) -> None:
    claire = make_staff(brand)
    ticket = write_in("Bonjour", MONDAY).ticket
    reply(ticket.id, Content(text="Votre numéro ?"), staff=claire, now=MONDAY + HOUR)
    write_in("Le voici", MONDAY + 2 * HOUR, conversation=ticket.conversation_id)
    reply(ticket.id, Content(text="Merci"), staff=claire, status="open", now=MONDAY + timedelta(hours=2, minutes=30))
    set_status(ticket.id, "resolved", staff=claire, now=MONDAY + 3 * HOUR, actor="system:test")
    first, following, solution = (ticket.promises.get(kind=kind) for kind in Promise.Kind.values)
    assert kinds_of(first) == ["activated", "fulfilled"]
    assert kinds_of(following) == ["activated", "fulfilled"]
    assert kinds_of(solution) == ["activated", "paused", "resumed", "fulfilled"]
    fulfilled = Event.objects.get(kind="promise.fulfilled", subject=solution.id)
    assert (fulfilled.data["used"], fulfilled.data["target"]) == (2 * 3600, 480 * 60)


def test_a_next_answer_is_warned_about_broken_at_its_instant_and_ended_by_the_answer(
    write_in: Write, brand: Brand, make_staff: Callable[..., Staff]
) -> None:
    claire = make_staff(brand)
    ticket = write_in("Bonjour", MONDAY).ticket
    reply(ticket.id, Content(text="Votre numéro ?"), staff=claire, now=MONDAY + HOUR)
    write_in("Le voici", MONDAY + 2 * HOUR, conversation=ticket.conversation_id)
    due = MONDAY + timedelta(hours=5, minutes=30)  # two hours: half of it after the lunch of an hour and a half
    following = ticket.promises.get(kind="next_response")
    assert following.due_at == due
    check_promises(due - timedelta(minutes=30))
    check_promises(due)
    reply(ticket.id, Content(text="Pardon"), staff=claire, now=due + HOUR)
    following.refresh_from_db()
    assert (following.state, following.breached_at, following.ended_at) == ("breached", due, due + HOUR)
    assert kinds_of(following) == ["activated", "warned", "breached"]
    warned = Event.objects.get(kind="promise.warned", subject=following.id)
    assert UUID(warned.data["staff"]) == claire.id


def test_what_is_settled_unanswered_owes_no_answer_and_a_broken_answer_is_owed_no_more(
    write_in: Write, brand: Brand, make_staff: Callable[..., Staff]
) -> None:
    claire = make_staff(brand)
    for late in (False, True):
        ticket = write_in("Bonjour", MONDAY, sender=f"{late}@example.org").ticket
        at = MONDAY + (timedelta(days=1) if late else HOUR)
        check_promises(at)
        set_status(ticket.id, "resolved", staff=claire, now=at, actor="system:test")
        first = ticket.promises.get(kind="first_response")
        assert (first.state, first.ended_at) == ("breached" if late else "cancelled", at)
        assert not ticket.promises.filter(ended_at=None).exists()


def test_a_ticket_opened_again_is_promised_a_solution_again(
    write_in: Write, brand: Brand, make_staff: Callable[..., Staff]
) -> None:
    claire = make_staff(brand)
    ticket = write_in("Bonjour", MONDAY).ticket
    set_status(ticket.id, "resolved", staff=claire, now=MONDAY + HOUR, actor="system:test")
    set_status(ticket.id, "open", staff=claire, now=MONDAY + 2 * HOUR, actor="system:test")
    states = ticket.promises.filter(kind="resolution").order_by("id").values_list("state", "target_seconds")
    assert list(states) == [("fulfilled", 480 * 60), ("active", 480 * 60)]


def test_every_fact_of_a_ticket_has_its_sentence_in_the_history() -> None:
    rooms = ("ticket", "promise", "task", "item", "offer", "message", "note")
    untold = {kind for kind in KINDS if kind.split(".")[0] in rooms and kind not in SENTENCES}
    assert untold == {"item.prioritised"}  # the change of priority itself is told
