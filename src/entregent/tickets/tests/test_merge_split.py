"""Merging, splitting, children: no message is lost, and what comes later finds its way."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.conversations.content import Content
from entregent.conversations.models import Message
from entregent.journal.models import Event
from entregent.routing.models import Queue, WorkItem
from entregent.tickets.actions import Received, create_task, merge, open_child, reply, set_status, split
from entregent.tickets.errors import MergeRefused, SplitRefused
from entregent.tickets.models import Promise, Ticket

Write = Callable[..., Received]
ACTOR = "system:test"


def words(ticket: Ticket) -> list[str]:
    return list(ticket.conversation.messages.order_by("at").values_list("text", flat=True))


def test_a_merge_moves_every_message_task_and_tag_and_closes_the_absorbed(
    write_in: Write, queue: Queue, brand: Brand, make_staff: Callable[..., Staff], now: datetime
) -> None:
    kept = write_in("premier", now, tags=("remboursement",)).ticket
    absorbed = write_in("second", now + timedelta(minutes=1), tags=("relance",)).ticket
    write_in("et encore", now + timedelta(minutes=2), conversation=absorbed.conversation_id)
    task = create_task(absorbed.id, "Vérifier", staff=make_staff(brand), now=now)
    merge(kept.id, [absorbed.id], now=now + timedelta(minutes=3), actor=ACTOR)
    kept.refresh_from_db()
    absorbed.refresh_from_db()
    task.refresh_from_db()
    assert words(kept) == ["premier", "second", "et encore"]
    assert Message.objects.count() == 3
    assert kept.tags == ["remboursement", "relance"]
    assert (absorbed.status, absorbed.merged_into, absorbed.next_due_at) == ("closed", kept, None)
    assert task.ticket == kept
    assert not absorbed.promises.filter(ended_at__isnull=True).exists()
    assert WorkItem.objects.get(subject=absorbed.id).state == "cancelled"
    assert WorkItem.objects.get(subject=kept.id).state == "waiting"
    assert Event.objects.filter(kind="ticket.merged", subject=kept.id).count() == 1


def test_what_the_customer_writes_to_an_absorbed_ticket_goes_to_the_kept_one(write_in: Write, now: datetime) -> None:
    kept = write_in("premier", now).ticket
    middle = write_in("second", now).ticket
    last = write_in("troisième", now).ticket
    merge(middle.id, [last.id], now=now, actor=ACTOR)
    merge(kept.id, [middle.id], now=now, actor=ACTOR)
    later = write_in("suite", now + timedelta(hours=1), conversation=last.conversation_id)
    assert (later.ticket.id, later.opened) == (kept.id, False)
    assert "suite" in words(kept)


def test_a_merge_refuses_itself_a_merged_one_a_closed_one_and_another_brand(
    write_in: Write, now: datetime, other_brand: Brand
) -> None:
    kept, other, third = (write_in(text, now).ticket for text in "abc")
    with pytest.raises(MergeRefused):
        merge(kept.id, [kept.id], now=now, actor=ACTOR)
    merge(kept.id, [other.id], now=now, actor=ACTOR)
    with pytest.raises(MergeRefused):
        merge(third.id, [other.id], now=now, actor=ACTOR)
    with pytest.raises(MergeRefused):
        merge(other.id, [third.id], now=now, actor=ACTOR)
    with visible([other_brand.id]), pytest.raises(MergeRefused):
        merge(kept.id, [third.id], now=now, actor=ACTOR)


def test_a_split_gives_the_second_request_its_own_ticket(write_in: Write, queue: Queue, now: datetime) -> None:
    ticket = write_in("remboursement", now).ticket
    second = write_in("et ma carte ?", now + timedelta(minutes=5), conversation=ticket.conversation_id).message
    new = split(ticket.id, [second.id], "Carte perdue", now=now + timedelta(minutes=6), actor=ACTOR)
    assert (words(ticket), words(new)) == (["remboursement"], ["et ma carte ?"])
    assert (new.title, new.parent, new.person, new.number) == ("Carte perdue", ticket, ticket.person, 2)
    assert set(new.promises.values_list("kind", flat=True)) == {"first_response", "resolution"}
    assert WorkItem.objects.get(subject=new.id).state == "waiting"
    assert new.conversation.address == ticket.conversation.address
    answer = write_in("alors ?", now + timedelta(hours=1), conversation=new.conversation_id)
    assert answer.ticket == new


def test_what_is_split_off_is_owed_from_the_moment_it_was_written(write_in: Write, queue: Queue, now: datetime) -> None:
    ticket = write_in("remboursement", now).ticket
    second = write_in("et ma carte ?", now + timedelta(minutes=5), conversation=ticket.conversation_id).message
    new = split(ticket.id, [second.id], "Carte perdue", now=now + timedelta(hours=1), actor=ACTOR)
    first = new.promises.get(kind="first_response")
    assert (first.state, first.activated_at) == ("active", second.at)
    assert first.due_at == datetime(2026, 11, 23, 13, 25, tzinfo=UTC)  # Monday 14:25 in Paris: four hours from Friday 17:55
    assert new.next_due_at == first.due_at
    assert WorkItem.objects.get(subject=new.id).enqueued_at == second.at
    assert new.promises.get(kind="resolution").activated_at == new.opened_at


def test_what_is_split_off_late_is_broken_at_once(write_in: Write, queue: Queue, now: datetime) -> None:
    ticket = write_in("remboursement", now).ticket
    second = write_in("et ma carte ?", now + timedelta(minutes=5), conversation=ticket.conversation_id).message
    new = split(ticket.id, [second.id], "Carte perdue", now=now + timedelta(days=7), actor=ACTOR)
    first = new.promises.get(kind="first_response")
    due = datetime(2026, 11, 23, 13, 25, tzinfo=UTC)
    assert (first.state, first.breached_at, first.ended_at) == ("breached", due, None)
    assert Event.objects.get(kind="promise.breached", subject=first.id).at == due
    assert new.next_due_at == new.promises.get(kind="resolution").due_at


def test_an_answer_that_moves_too_is_the_first_one_and_what_stays_answered_is_owed_nothing(
    write_in: Write, queue: Queue, brand: Brand, make_staff: Callable[..., Staff], now: datetime
) -> None:
    ticket, claire = write_in("remboursement", now).ticket, make_staff(brand)
    reply(ticket.id, Content(text="c’est fait"), staff=claire, now=now + timedelta(minutes=1))
    asked = write_in("et ma carte ?", now + timedelta(minutes=2), conversation=ticket.conversation_id).message
    told = reply(ticket.id, Content(text="perdue ?"), staff=claire, now=now + timedelta(minutes=3))
    again = write_in("oui", now + timedelta(minutes=4), conversation=ticket.conversation_id).message
    moved = [asked.id, told.id, again.id]
    new = split(ticket.id, moved, "Carte perdue", now=now + timedelta(minutes=5), actor=ACTOR)
    assert new.first_response_at == told.at
    assert dict(new.promises.values_list("kind", "activated_at")) == {
        "next_response": again.at, "resolution": new.opened_at
    }  # fmt: skip
    ticket.refresh_from_db()
    owed = ticket.promises.get(ended_at__isnull=True)
    assert (owed.kind, ticket.next_due_at) == ("resolution", owed.due_at)


def test_a_split_leaves_at_least_one_message_and_moves_only_its_own(write_in: Write, now: datetime) -> None:
    ticket, other = write_in("un", now), write_in("deux", now)
    with pytest.raises(SplitRefused):
        split(ticket.ticket.id, [ticket.message.id], "Tout", now=now, actor=ACTOR)
    with pytest.raises(SplitRefused):
        split(ticket.ticket.id, [other.message.id], "Celui d’un autre", now=now, actor=ACTOR)
    assert Ticket.objects.count() == 2


def test_a_child_waits_elsewhere_with_a_note_and_only_a_solution_promised(
    write_in: Write, brand: Brand, queue: Queue, make_staff: Callable[..., Staff], now: datetime
) -> None:
    ticket = write_in("panne", now).ticket
    elsewhere = Queue.objects.create(brand=brand, name="Technique")
    child = open_child(ticket.id, "Mesurer la ligne", "Merci de mesurer.", queue=elsewhere.id, staff=make_staff(brand), now=now)
    assert (child.parent, child.queue, child.person) == (ticket, elsewhere, ticket.person)
    assert list(child.conversation.messages.values_list("kind", "text")) == [("note", "Merci de mesurer.")]
    assert list(child.promises.values_list("kind", flat=True)) == [Promise.Kind.RESOLUTION]
    assert list(ticket.children.all()) == [child]


def test_a_customer_who_writes_to_a_ticket_closed_by_hand_gets_a_new_one_that_follows_it(
    write_in: Write, brand: Brand, make_staff: Callable[..., Staff], now: datetime
) -> None:
    ticket = write_in("panne", now).ticket
    claire = make_staff(brand)
    reply(ticket.id, Content(text="Réparé"), staff=claire, status="resolved", now=now + timedelta(minutes=1))
    set_status(ticket.id, "closed", staff=claire, now=now + timedelta(minutes=2), actor=ACTOR)
    after = write_in("encore", now + timedelta(hours=1), conversation=ticket.conversation_id)
    assert (after.opened, after.ticket.parent) == (True, ticket)
