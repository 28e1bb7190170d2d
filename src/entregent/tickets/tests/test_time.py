"""What time does to tickets: promises break on the instant, settled tickets are closed, vanished agents let go."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.journal.models import Event
from entregent.routing.models import WorkItem
from entregent.tickets.actions import Received, check_promises, set_status
from entregent.tickets.actions.closing import SETTLED_FOR, close_settled
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
