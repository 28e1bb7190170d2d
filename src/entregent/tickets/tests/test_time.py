"""What time does to tickets: promises break on the instant, settled tickets are closed, vanished agents let go."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.journal.models import Event
from entregent.routing.models import WorkItem
from entregent.tickets import queries
from entregent.tickets.actions import (
    Received,
    assign,
    change_task,
    check_promises,
    check_tasks,
    create_task,
    finish_task,
    release,
    set_status,
    take,
)
from entregent.tickets.actions.closing import SETTLED_FOR, close_settled
from entregent.tickets.errors import AlreadyClosed
from entregent.tickets.models import Promise, Ticket
from entregent.tickets.reactions import let_go

Write = Callable[..., Received]


def test_a_promise_breaks_at_the_instant_it_was_due_however_late_the_clock_looks(write_in: Write) -> None:
    monday = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # 9:00 in Paris; four hours: 14:30
    ticket = write_in("Bonjour", monday).ticket
    due = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)
    assert check_promises(due - timedelta(hours=3)) == 0
    assert check_promises(due - timedelta(minutes=30)) == 1  # the warning, at three quarters of the time
    assert check_promises(due - timedelta(minutes=29)) == 0
    assert check_promises(due + timedelta(days=3)) >= 1
    broken = ticket.promises.get(kind=Promise.Kind.FIRST_RESPONSE)
    assert (broken.state, broken.breached_at) == ("breached", due)
    told = Event.objects.get(kind="promise.breached", subject=broken.id)
    assert told.at == due
    assert Event.objects.filter(kind="promise.warned", subject=broken.id).count() == 1


def test_what_stays_settled_a_week_is_closed_and_nothing_before(
    write_in: Write, brand: Brand, make_staff: Callable[..., Staff], now: datetime
) -> None:
    ticket = write_in("Bonjour", now).ticket
    set_status(ticket.id, "resolved", staff=make_staff(brand), now=now, actor="system:test")
    assert close_settled(now + SETTLED_FOR - timedelta(seconds=1)) == 0
    assert close_settled(now + SETTLED_FOR) == 1
    assert close_settled(now + SETTLED_FOR) == 0
    ticket.refresh_from_db()
    assert (ticket.status, ticket.closed_at) == ("closed", now + SETTLED_FOR)


def test_a_vanished_agent_lets_go_unless_somebody_took_it_since(
    write_in: Write, brand: Brand, make_staff: Callable[..., Staff], now: datetime
) -> None:
    gone, other = make_staff(brand, name="Awa"), make_staff(brand, name="Hugo")
    ticket = write_in("Bonjour", now).ticket
    for holder, left in ((gone, None), (other, other.id)):
        Ticket.objects.filter(id=ticket.id).update(assignee=holder)
        data = {"why": "vanished", "staff": str(gone.id), "item": str(WorkItem.objects.get().id)}
        let_go(Event(kind="item.released", at=now, subject=ticket.id, brand_id=brand.id, data=data))
        ticket.refresh_from_db()
        assert ticket.assignee_id == left


def test_a_task_is_told_overdue_once_at_the_instant_it_was_due(
    write_in: Write, brand: Brand, make_staff: Callable[..., Staff], now: datetime
) -> None:
    claire = make_staff(brand)
    ticket = write_in("Bonjour", now).ticket
    due = now + timedelta(hours=2)
    task, done, _whenever = (
        create_task(ticket.id, title, due=moment, staff=claire, now=now)
        for title, moment in (("Vérifier", due), ("Classer", due), ("Un jour", None))
    )
    finish_task(done.id, staff=claire, now=now)
    assert check_tasks(due - timedelta(seconds=1)) == 0
    assert check_tasks(due + timedelta(days=3)) == 1
    assert check_tasks(due + timedelta(days=4)) == 0
    told = Event.objects.get(kind="task.overdue")
    assert (told.subject, told.at, told.data["staff"]) == (task.id, due, None)
    assert (told.data["ticket"], told.data["queue"]) == (str(ticket.id), str(task.queue_id))
    assert [fact.kind for fact in queries.facts_to_tell(ticket)].count("task.overdue") == 1


def test_a_task_put_off_is_late_again_only_from_its_new_date(
    write_in: Write, brand: Brand, make_staff: Callable[..., Staff], now: datetime
) -> None:
    claire = make_staff(brand)
    task = create_task(write_in("Bonjour", now).ticket.id, "Vérifier", due=now, staff=claire, now=now)
    assert check_tasks(now) == 1
    later = now + timedelta(days=1)
    change_task(task.id, {"due": later, "assignee": claire.id}, now=now, actor="system:test")
    assert check_tasks(later - timedelta(seconds=1)) == 0
    assert check_tasks(later) == 1
    assert Event.objects.filter(kind="task.overdue").latest("id").data["staff"] == str(claire.id)


def test_the_day_of_a_brand_counts_its_overdue_tasks(
    write_in: Write, brand: Brand, make_staff: Callable[..., Staff], now: datetime
) -> None:
    create_task(write_in("Bonjour", now).ticket.id, "Vérifier", due=now, staff=make_staff(brand), now=now)
    assert queries.days_of({brand.id: now}, now)[brand.id].late_tasks == 0
    assert queries.days_of({brand.id: now}, now + timedelta(seconds=1))[brand.id].late_tasks == 1


def test_a_closed_ticket_comes_into_nobodys_hands(
    write_in: Write, brand: Brand, make_staff: Callable[..., Staff], now: datetime
) -> None:
    claire, hugo = make_staff(brand, name="Claire"), make_staff(brand, name="Hugo")
    ticket = take(write_in("Bonjour", now).ticket.id, claire, now)
    set_status(ticket.id, "closed", staff=claire, now=now, actor="system:test")
    for act in (
        lambda: take(ticket.id, hugo, now),
        lambda: assign(ticket.id, hugo, now=now, actor="system:test"),
        lambda: release(ticket.id, now=now, actor="system:test"),
    ):
        with pytest.raises(AlreadyClosed):
            act()
    ticket.refresh_from_db()
    assert ticket.assignee == claire
