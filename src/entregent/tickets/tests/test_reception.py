"""A message becomes a ticket; the next ones find it again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.conversations.content import Content
from entregent.journal.models import Event
from entregent.routing.models import Queue, WorkItem
from entregent.tickets.actions import Received, reply, set_status
from entregent.tickets.models import Promise, Ticket

Write = Callable[..., Received]


def kinds() -> list[str]:
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


def test_a_first_message_opens_a_numbered_ticket_with_its_promises_and_its_place_in_the_queue(
    write_in: Write, queue: Queue, now: datetime
) -> None:
    received = write_in("Bonjour", now)
    ticket = Ticket.objects.get()
    assert received.opened
    assert (ticket.number, ticket.title, ticket.status, ticket.queue) == (1, "Remboursement", "new", queue)
    assert ticket.person.full_name == "Hélène Le Goff"
    assert list(ticket.conversation.messages.values_list("text", flat=True)) == ["Bonjour"]
    assert WorkItem.objects.get().subject == ticket.id
    assert {"ticket.opened", "message.received", "promise.activated", "item.queued"} <= set(kinds())


def test_opened_on_friday_at_17_50_with_four_hours_it_is_due_on_monday_after_lunch(write_in: Write) -> None:
    friday = datetime(2026, 11, 20, 16, 50, tzinfo=UTC)  # 17:50 in Paris: ten minutes are left of the day
    ticket = write_in("Bonjour", friday).ticket
    first = ticket.promises.get(kind=Promise.Kind.FIRST_RESPONSE)
    # Monday: 9:00–12:30 is 3 h 30, then 20 minutes from 14:00.
    assert first.due_at == datetime(2026, 11, 23, 13, 20, tzinfo=UTC)
    assert ticket.next_due_at == first.due_at


def test_a_second_message_joins_the_ticket_and_is_not_queued_twice(write_in: Write, now: datetime) -> None:
    first = write_in("Bonjour", now)
    second = write_in("Et aussi…", now + timedelta(minutes=2), conversation=first.ticket.conversation_id)
    assert not second.opened
    assert second.ticket.id == first.ticket.id
    assert WorkItem.objects.count() == 1


def test_an_answer_keeps_the_promise_and_tells_how_long_it_took(
    write_in: Write, brand: Brand, make_staff: Callable[..., Staff]
) -> None:
    friday = datetime(2026, 11, 20, 16, 50, tzinfo=UTC)
    ticket = write_in("Bonjour", friday).ticket
    monday = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10:00 in Paris
    claire = make_staff(brand)
    reply(ticket.id, Content(text="Bonjour Madame"), staff=claire, now=monday)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee, ticket.first_response_at) == ("pending", claire, monday)
    first = ticket.promises.get(kind=Promise.Kind.FIRST_RESPONSE)
    assert (first.state, first.ended_at) == ("fulfilled", monday)
    answered = Event.objects.get(kind="ticket.answered")
    assert answered.data["wall_seconds"] == (monday - friday).total_seconds()
    assert answered.data["business_seconds"] == 70 * 60  # ten minutes on Friday, an hour on Monday
    assert ticket.promises.get(kind=Promise.Kind.RESOLUTION).state == "paused"


def test_the_resolution_clock_waits_with_the_customer(write_in: Write, brand: Brand, make_staff: Callable[..., Staff]) -> None:
    monday = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    ticket = write_in("Bonjour", monday).ticket
    claire = make_staff(brand)
    reply(ticket.id, Content(text="Votre numéro ?"), staff=claire, now=monday + timedelta(hours=1))
    later = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)  # Wednesday 9:00 in Paris
    write_in("Le voici", later, conversation=ticket.conversation_id)
    resolution = ticket.promises.get(kind=Promise.Kind.RESOLUTION)
    # Eight hours, one used on Monday: seven are left, 3 h 30 of Wednesday morning and 3 h 30 of its afternoon.
    assert (resolution.state, resolution.due_at) == ("active", datetime(2026, 11, 25, 16, 30, tzinfo=UTC))
    assert ticket.promises.get(kind=Promise.Kind.NEXT_RESPONSE).due_at == datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


def test_a_message_on_a_resolved_ticket_opens_it_again_and_on_a_closed_one_opens_another(
    write_in: Write, brand: Brand, make_staff: Callable[..., Staff], now: datetime
) -> None:
    ticket = write_in("Bonjour", now).ticket
    claire = make_staff(brand)
    set_status(ticket.id, "resolved", staff=claire, now=now, actor=f"staff:{claire.id}")
    again = write_in("Pas du tout !", now + timedelta(days=1), conversation=ticket.conversation_id)
    assert (again.ticket.id, again.ticket.status, again.ticket.reopened_count) == (ticket.id, "open", 1)
    set_status(ticket.id, "closed", staff=claire, now=now, actor=f"staff:{claire.id}")
    other = write_in("Encore moi", now + timedelta(days=30), conversation=ticket.conversation_id)
    assert other.opened
    assert other.ticket.parent_id == ticket.id


def test_a_robot_neither_reopens_nor_queues(
    write_in: Write, brand: Brand, make_staff: Callable[..., Staff], now: datetime
) -> None:
    ticket = write_in("Bonjour", now).ticket
    claire = make_staff(brand)
    set_status(ticket.id, "resolved", staff=claire, now=now, actor=f"staff:{claire.id}")
    again = write_in("Absent du bureau", now, conversation=ticket.conversation_id, automatic=True)
    assert again.ticket.status == "resolved"
    assert not WorkItem.objects.filter(state="waiting").exists()


def test_numbers_belong_to_each_brand_and_the_path_takes_few_statements(write_in: Write, now: datetime) -> None:
    write_in("Un", now)
    with CaptureQueriesContext(connection) as statements:
        second = write_in("Deux", now, sender="yanis@example.org")
    assert second.ticket.number == 2
    assert len(statements) <= 14, [query["sql"][:80] for query in statements]
