"""A merge undone: each ticket has again what it had, to the second; what came since stays where it is."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.conversations.actions import save_draft
from entregent.conversations.content import Content
from entregent.journal.models import Event
from entregent.routing.models import WorkItem
from entregent.tickets.actions import (
    Received,
    check_promises,
    create_task,
    merge,
    open_child,
    reply,
    set_status,
    split,
    take,
    undo_merge,
)
from entregent.tickets.actions.inheritance import owed, picture
from entregent.tickets.errors import MergeRefused
from entregent.tickets.models import Promise, Ticket

Write = Callable[..., Received]
ACTOR = "system:test"
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # 9:00 in Paris: the house opens
HOUR = timedelta(hours=1)


@pytest.fixture
def claire(brand: Brand, make_staff: Callable[..., Staff]) -> Staff:
    return make_staff(brand)


def state(ticket: Ticket) -> dict[str, object]:
    """Everything of a ticket that a merge may touch."""
    row = Ticket.objects.get(id=ticket.id)
    items = WorkItem.objects.filter(subject=row.id, state__in=["waiting", "offered", "taken"])
    return {
        "fields": (row.status, row.resolved_at, row.closed_at, row.reopened_count, row.next_due_at, row.merged_into_id),
        "hands": (row.assignee_id, list(items.values_list("state", "agent", "enqueued_at"))),
        "said": list(row.conversation.messages.order_by("at", "id").values_list("text", flat=True)),
        "leads": row.conversation.merged_into_id,
        "tags": row.tags,
        "tasks": list(row.tasks.values_list("title", flat=True)),
        "children": list(row.children.values_list("title", flat=True)),
        "owed": picture(owed(row)),
    }


def prepared(status: str, write_in: Write, claire: Staff, at: datetime) -> Ticket:
    """A ticket that came to this status as tickets do."""
    ticket = write_in(f"demande {status}", at, sender=f"{status}@example.org").ticket
    if status != "new":
        take(ticket.id, claire, at + timedelta(minutes=5))
    if status == "pending":
        reply(ticket.id, Content(text="Votre numéro ?"), staff=claire, now=at + timedelta(minutes=20))
    elif status not in ("new", "open"):
        set_status(ticket.id, status, staff=claire, now=at + timedelta(minutes=20), actor=ACTOR)
    return ticket


@pytest.mark.parametrize("absorbed_status", ["new", "open", "pending", "on_hold", "resolved", "closed"])
@pytest.mark.parametrize("kept_status", ["new", "open", "pending", "on_hold", "resolved"])
def test_whatever_the_two_were_they_are_it_again(
    kept_status: str, absorbed_status: str, write_in: Write, claire: Staff
) -> None:
    absorbed = prepared(absorbed_status, write_in, claire, MONDAY)
    kept = prepared(kept_status, write_in, claire, MONDAY + HOUR)
    before = [state(kept), state(absorbed)]
    made = merge(kept.id, [absorbed.id], now=MONDAY + 2 * HOUR, actor=ACTOR)
    undo_merge(made.id, now=MONDAY + 3 * HOUR, actor=ACTOR)
    assert [state(kept), state(absorbed)] == before


def test_messages_tasks_children_drafts_and_tags_return_where_they_were(
    write_in: Write, brand: Brand, claire: Staff, make_staff: Callable[..., Staff]
) -> None:
    kept = write_in("premier", MONDAY, tags=("colis",)).ticket
    absorbed = write_in("second", MONDAY + HOUR, tags=("relance", "colis")).ticket
    create_task(absorbed.id, "Vérifier", staff=claire, now=MONDAY + HOUR)
    open_child(absorbed.id, "Appeler l’entrepôt", "", staff=claire, now=MONDAY + HOUR)
    samir = make_staff(brand, name="Samir A")
    for author in (claire, samir):
        save_draft(absorbed.conversation, author, "out", "Bonj", MONDAY + HOUR)
    save_draft(kept.conversation, samir, "out", "Le mien", MONDAY + HOUR)  # stays: one draft each
    before = [state(kept), state(absorbed)]
    made = merge(kept.id, [absorbed.id], now=MONDAY + 2 * HOUR, actor=f"staff:{claire.id}")
    assert made.by == claire
    assert state(kept)["said"] == ["premier", "second"]
    assert (state(kept)["tasks"], state(kept)["children"]) == (["Vérifier"], ["Appeler l’entrepôt"])
    undo_merge(made.id, now=MONDAY + 3 * HOUR, actor=ACTOR)
    assert [state(kept), state(absorbed)] == before
    assert set(absorbed.conversation.drafts.values_list("staff", "text")) == {(claire.id, "Bonj"), (samir.id, "Bonj")}
    told = {fact.subject: fact.data for fact in Event.objects.filter(kind="ticket.unmerged")}
    assert told[absorbed.id] == {"into": str(kept.id), "messages": 1}
    assert told[kept.id] == {"into": str(kept.id), "absorbed": str(absorbed.id), "messages": 1}


def test_what_came_since_stays_and_what_left_since_stays_away(write_in: Write, claire: Staff) -> None:
    kept = write_in("premier", MONDAY).ticket
    second = write_in("second", MONDAY + HOUR)
    third = write_in("troisième", MONDAY + HOUR, conversation=second.ticket.conversation_id)
    made = merge(kept.id, [second.ticket.id], now=MONDAY + 2 * HOUR, actor=ACTOR)
    later = write_in("depuis", MONDAY + 3 * HOUR, conversation=second.ticket.conversation_id)
    assert later.ticket == kept
    away = split(kept.id, [third.message.id], "À part", now=MONDAY + 3 * HOUR, actor=ACTOR)
    undo_merge(made.id, now=MONDAY + 4 * HOUR, actor=ACTOR)
    assert state(kept)["said"] == ["premier", "depuis"]
    assert state(second.ticket)["said"] == ["second"]
    assert state(away)["said"] == ["troisième"]
    again = write_in("encore", MONDAY + 5 * HOUR, conversation=second.ticket.conversation_id)
    assert (again.ticket, again.opened) == (second.ticket, False)


def test_the_nearer_promise_is_taken_over_and_answering_keeps_it(write_in: Write, claire: Staff) -> None:
    absorbed = write_in("second", MONDAY).ticket  # four hours of opening: due at 14:30 in Paris
    kept = write_in("premier", MONDAY + HOUR).ticket
    own_due = kept.next_due_at
    made = merge(kept.id, [absorbed.id], now=MONDAY + 2 * HOUR, actor=ACTOR)
    kept.refresh_from_db()
    first = kept.promises.get(kind="first_response")
    assert first.due_at == kept.next_due_at == own_due - HOUR == MONDAY + timedelta(hours=5, minutes=30)
    assert kept.promises.get(kind="resolution").due_at == absorbed.promises.get(kind="resolution").due_at
    rescheduled = Event.objects.get(kind="promise.rescheduled", subject=first.id)
    assert datetime.fromisoformat(rescheduled.data["due"]) == first.due_at
    reply(kept.id, Content(text="Aux deux"), staff=claire, now=MONDAY + 3 * HOUR)
    first.refresh_from_db()
    assert (first.state, first.target_seconds) == ("fulfilled", 240 * 60)
    undo_merge(made.id, now=MONDAY + 4 * HOUR, actor=ACTOR)
    still = absorbed.promises.get(kind="first_response")  # nobody has answered this one in its own ticket
    assert (still.state, still.due_at, still.ended_at) == ("active", MONDAY + timedelta(hours=5, minutes=30), None)
    first.refresh_from_db()
    assert first.state == "fulfilled"


def test_a_ticket_that_slept_wakes_for_what_it_takes_in_and_stays_awake_if_the_customer_wrote_since(
    write_in: Write, claire: Staff
) -> None:
    kept = prepared("pending", write_in, claire, MONDAY)
    paused = kept.promises.get(kind="resolution")
    absorbed = write_in("et ceci ?", MONDAY + HOUR).ticket
    made = merge(kept.id, [absorbed.id], now=MONDAY + 2 * HOUR, actor=ACTOR)
    kept.refresh_from_db()
    assert (kept.status, WorkItem.objects.get(subject=kept.id, state="waiting").preferred_agent) == ("open", claire)
    answer = kept.promises.get(kind="next_response", ended_at=None)
    assert (answer.due_at, answer.state) == (absorbed.next_due_at, "active")
    write_in("alors ?", MONDAY + timedelta(hours=2, minutes=30), conversation=kept.conversation_id)
    undo_merge(made.id, now=MONDAY + 3 * HOUR, actor=ACTOR)
    kept.refresh_from_db()
    assert kept.status == "open"
    running = kept.promises.get(kind="resolution", ended_at=None)
    # Of the 7 h 40 that were paused one hour was used, from eleven to noon in Paris; 4 h 30 of today are left: tomorrow, 11:10.
    assert paused.left_seconds == (7 * 60 + 40) * 60
    assert (running.state, running.due_at) == ("active", datetime(2026, 11, 24, 10, 10, tzinfo=UTC))
    answer.refresh_from_db()
    assert answer.state == "cancelled"
    # What the customer wrote since is owed an answer of its own: two hours, one before lunch and one after it.
    own = kept.promises.get(kind="next_response", ended_at=None)
    assert (own.target_seconds, own.due_at) == (120 * 60, datetime(2026, 11, 23, 14, 0, tzinfo=UTC))


def test_a_clock_that_stopped_meanwhile_counts_only_what_it_used(write_in: Write, claire: Staff) -> None:
    absorbed = write_in("second", MONDAY).ticket
    kept = prepared("open", write_in, claire, MONDAY + HOUR)
    made = merge(kept.id, [absorbed.id], now=MONDAY + 2 * HOUR, actor=ACTOR)
    set_status(kept.id, "pending", staff=claire, now=MONDAY + timedelta(hours=2, minutes=30), actor=ACTOR)
    undo_merge(made.id, now=MONDAY + timedelta(days=2), actor=ACTOR)
    own = kept.promises.get(kind="resolution", ended_at=None)
    # Eight hours from ten o'clock in Paris, an hour and a half used of them before the pause.
    assert (own.state, own.left_seconds, own.due_at) == ("paused", 6.5 * 3600, None)


def test_what_fell_due_while_it_was_merged_is_broken_at_its_own_instant(write_in: Write) -> None:
    absorbed = write_in("second", MONDAY).ticket
    due = absorbed.next_due_at
    kept = write_in("premier", MONDAY + HOUR).ticket
    made = merge(kept.id, [absorbed.id], now=MONDAY + 2 * HOUR, actor=ACTOR)
    check_promises(due + HOUR)
    assert kept.promises.get(kind="first_response").breached_at == due
    undo_merge(made.id, now=due + 2 * HOUR, actor=ACTOR)
    check_promises(due + 2 * HOUR)
    late = absorbed.promises.get(kind="first_response")
    assert (late.state, late.breached_at, late.ended_at) == ("breached", due, None)


def test_a_broken_promise_is_owed_by_the_kept_ticket_and_no_more_by_the_absorbed_one(write_in: Write, claire: Staff) -> None:
    absorbed = write_in("second", MONDAY).ticket
    late = MONDAY + timedelta(hours=7)
    check_promises(late)
    kept = prepared("pending", write_in, claire, late)
    merge(kept.id, [absorbed.id], now=late + HOUR, actor=ACTOR)
    assert not absorbed.promises.filter(ended_at=None).exists()
    broken = kept.promises.get(kind="next_response", ended_at=None)
    assert broken.state == "breached"
    assert Event.objects.filter(kind="promise.breached").count() == 1  # told once
    reply(kept.id, Content(text="Pardon"), staff=claire, now=late + 2 * HOUR)
    broken.refresh_from_db()
    assert (broken.state, broken.ended_at) == ("breached", late + 2 * HOUR)


def test_merges_are_undone_from_the_last_and_once(write_in: Write) -> None:
    kept, one, two, top = (write_in(text, MONDAY).ticket for text in ("a", "b", "c", "d"))
    first = merge(kept.id, [one.id], now=MONDAY, actor=ACTOR)
    second = merge(kept.id, [two.id], now=MONDAY, actor=ACTOR)
    third = merge(top.id, [kept.id], now=MONDAY, actor=ACTOR)
    for early in (first, second):
        with pytest.raises(MergeRefused):
            undo_merge(early.id, now=MONDAY, actor=ACTOR)
    for made in (third, second, first):
        undo_merge(made.id, now=MONDAY, actor=ACTOR)
        with pytest.raises(MergeRefused):
            undo_merge(made.id, now=MONDAY, actor=ACTOR)
    assert [state(ticket)["said"] for ticket in (top, kept, one, two)] == [["d"], ["a"], ["b"], ["c"]]
    assert Promise.objects.filter(state="active").count() == 8


def test_several_absorbed_at_once_come_back_at_once(write_in: Write) -> None:
    kept, one, two = (write_in(text, MONDAY, tags=(text,)).ticket for text in ("a", "b", "c"))
    before = [state(ticket) for ticket in (kept, one, two)]
    made = merge(kept.id, [one.id, two.id], now=MONDAY, actor=ACTOR)
    assert made.absorbed == [one.id, two.id]
    undo_merge(made.id, now=MONDAY + HOUR, actor=ACTOR)
    assert [state(ticket) for ticket in (kept, one, two)] == before
