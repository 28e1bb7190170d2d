"""Fields, transfers, tasks and bulk changes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.journal.models import Event
from entregent.routing.models import Queue, WorkItem
from entregent.tickets.actions import (
    Received,
    ask_bulk,
    change_fields,
    create_task,
    finish_task,
    reopen_task,
    save_view,
    set_status,
    take,
    transfer,
    undo_bulk,
    undo_merge,
)
from entregent.tickets.actions.bulk import advance_bulk
from entregent.tickets.errors import ActionUnknown, FieldRefused, TaskOver
from entregent.tickets.models import BulkRun, Merge, PromisePolicy, Reason, Ticket

Write = Callable[..., Received]
ACTOR = "system:test"
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # 9:00 in Paris: the house opens


def test_an_urgent_ticket_follows_the_urgent_policy_and_keeps_the_time_it_used(
    write_in: Write, policy: PromisePolicy, brand: Brand
) -> None:
    PromisePolicy.objects.create(
        brand=brand, name="Urgent", calendar=policy.calendar, priority=2, first_response_minutes=60, resolution_minutes=None
    )
    ticket = write_in("au secours", MONDAY).ticket
    later = MONDAY + timedelta(minutes=20)
    change_fields(ticket.id, {"priority": 2}, now=later, actor=ACTOR)
    ticket.refresh_from_db()
    first = ticket.promises.get(kind="first_response", ended_at__isnull=True)
    assert first.due_at == MONDAY + timedelta(minutes=60)  # twenty of the sixty were already used
    assert ticket.next_due_at == first.due_at
    assert ticket.promises.get(kind="resolution").state == "cancelled"  # the urgent policy promises none
    assert WorkItem.objects.get().priority == 2


def test_a_paused_promise_stays_paused_under_its_new_policy(
    write_in: Write, policy: PromisePolicy, brand: Brand, make_staff: Callable[..., Staff]
) -> None:
    PromisePolicy.objects.create(
        brand=brand, name="Réclamation", calendar=policy.calendar, type="complaint", resolution_minutes=120
    )
    ticket = write_in("bonjour", MONDAY).ticket
    set_status(ticket.id, "pending", staff=make_staff(brand), now=MONDAY + timedelta(minutes=30), actor=ACTOR)
    change_fields(ticket.id, {"type": "complaint"}, now=MONDAY + timedelta(hours=3), actor=ACTOR)
    resolution = ticket.promises.get(kind="resolution", ended_at__isnull=True)
    assert (resolution.state, resolution.left_seconds, resolution.due_at) == ("paused", 90 * 60, None)


def test_the_same_values_change_nothing_and_bad_ones_are_refused(
    write_in: Write, brand: Brand, other_brand: Brand, now: datetime
) -> None:
    ticket = write_in("bonjour", now).ticket
    change_fields(ticket.id, {"priority": 0, "title": "Remboursement"}, now=now, actor=ACTOR)
    assert not Event.objects.filter(kind="ticket.changed").exists()
    stranger = Reason(brand=other_brand, name="Panne")
    for bad in ({"title": "  "}, {"priority": 7}, {"queue": None}, {"reason": stranger.id}, {"number": 3}):
        with pytest.raises(FieldRefused):
            change_fields(ticket.id, bad, now=now, actor=ACTOR)


def test_the_facts_of_a_change_name_nobody(write_in: Write, brand: Brand, now: datetime) -> None:
    ticket = write_in("bonjour", now).ticket
    reason = Reason.objects.create(brand=brand, name="Résiliation")
    changes = {"title": "Madame Le Goff", "tags": ["Le Goff", "le  goff"], "reason": reason.id, "custom": {"contrat": "12"}}
    change_fields(ticket.id, changes, now=now, actor=ACTOR)
    ticket.refresh_from_db()
    assert (ticket.title, ticket.tags, ticket.reason) == ("Madame Le Goff", ["le goff"], reason)
    told = Event.objects.get(kind="ticket.changed").data["changes"]
    assert told == {"title": [None, None], "tags": [0, 1], "reason": [None, str(reason.id)], "custom": [None, None]}


def test_a_transfer_to_a_queue_leaves_everybodys_hands_with_its_age_and_its_word(
    write_in: Write, brand: Brand, queue: Queue, make_staff: Callable[..., Staff], now: datetime
) -> None:
    ticket = write_in("bonjour", now).ticket
    claire = make_staff(brand)
    take(ticket.id, claire, now)
    other = Queue.objects.create(brand=brand, name="Sinistres")
    transfer(ticket.id, queue=other.id, note="C’est un sinistre", staff=claire, now=now + timedelta(minutes=5))
    ticket.refresh_from_db()
    item = WorkItem.objects.get()
    assert (ticket.queue, ticket.assignee) == (other, None)
    assert (item.queue, item.state, item.enqueued_at) == (other, "waiting", now)
    assert ticket.conversation.messages.filter(kind="note", text="C’est un sinistre").exists()


def test_a_transfer_to_a_colleague_is_theirs_at_once(
    write_in: Write, brand: Brand, make_staff: Callable[..., Staff], now: datetime
) -> None:
    ticket = write_in("bonjour", now).ticket
    claire, samir = make_staff(brand), make_staff(brand, name="Samir A")
    take(ticket.id, claire, now)
    transfer(ticket.id, to=samir, staff=claire, now=now)
    ticket.refresh_from_db()
    assert (ticket.assignee, WorkItem.objects.get().agent) == (samir, samir)


def test_a_task_waits_like_a_call_and_is_done_once(
    write_in: Write, brand: Brand, make_staff: Callable[..., Staff], now: datetime
) -> None:
    ticket = write_in("bonjour", now).ticket
    claire = make_staff(brand)
    task = create_task(ticket.id, "Rembourser 48,20 €", due=now + timedelta(days=1), staff=claire, now=now)
    assert WorkItem.objects.get(subject=task.id).channel == "task"
    finish_task(task.id, staff=claire, now=now)
    assert WorkItem.objects.get(subject=task.id).state == "cancelled"
    with pytest.raises(TaskOver):
        finish_task(task.id, staff=claire, now=now)
    reopen_task(task.id, staff=claire, now=now)
    assert WorkItem.objects.filter(subject=task.id, state="waiting").count() == 1


def finish(run: BulkRun, now: datetime) -> BulkRun:
    while advance_bulk(run.id, now):
        pass
    run.refresh_from_db()
    return run


def test_a_bulk_change_goes_by_batches_tells_what_refused_and_can_be_undone(
    write_in: Write, brand: Brand, make_staff: Callable[..., Staff], now: datetime
) -> None:
    awa = make_staff(brand, "supervisor", name="Awa")
    tickets = [write_in(f"demande {n}", now).ticket for n in range(30)]
    set_status(tickets[0].id, "closed", staff=awa, now=now, actor=ACTOR)
    ids = [ticket.id for ticket in tickets]
    (run,) = ask_bulk(ids, "status", {"status": "resolved"}, staff=awa, brands=[brand.id], now=now)
    assert advance_bulk(run.id, now)
    run.refresh_from_db()
    assert (run.state, run.done, run.total) == ("running", 25, 30)
    run = finish(run, now)
    assert (run.state, run.done, run.failed) == ("done", 30, 1)
    assert run.failures[0]["ticket"] == str(tickets[0].id)
    assert Ticket.objects.filter(status="resolved").count() == 29
    tickets[1].refresh_from_db()
    set_status(tickets[1].id, "closed", staff=awa, now=now, actor=ACTOR)  # changed since: left alone
    undo_bulk(run.id, staff=awa, now=now)
    assert Ticket.objects.filter(status="open").count() == 28
    with pytest.raises(ActionUnknown):
        undo_bulk(run.id, staff=awa, now=now)


@pytest.mark.parametrize(
    ("action", "parameters", "field", "after"),
    [
        ("priority", {"priority": 2}, "priority", 2),
        ("type", {"type": "complaint"}, "type", "complaint"),
        ("add_tags", {"tags": ["tempête"]}, "tags", ["tempête"]),
    ],
)
def test_each_bulk_action_changes_and_comes_back(
    action: str, parameters: dict, field: str, after: object, write_in: Write, brand: Brand, make_staff: Callable[..., Staff],
    now: datetime,
) -> None:  # fmt: skip
    awa = make_staff(brand, "supervisor", name="Awa")
    ticket = write_in("une", now).ticket
    before = getattr(ticket, field)
    (run,) = ask_bulk([ticket.id], action, parameters, staff=awa, brands=[brand.id], now=now)
    finish(run, now)
    ticket.refresh_from_db()
    assert getattr(ticket, field) == after
    undo_bulk(run.id, staff=awa, now=now)
    ticket.refresh_from_db()
    assert getattr(ticket, field) == before


def test_bulk_assignment_and_merge(write_in: Write, brand: Brand, make_staff: Callable[..., Staff], now: datetime) -> None:
    awa = make_staff(brand, "supervisor", name="Awa")
    one, two = (write_in(text, now).ticket for text in ("une", "deux"))
    (run,) = ask_bulk([one.id, two.id], "assign", {"assignee": str(awa.id)}, staff=awa, brands=[brand.id], now=now)
    finish(run, now)
    assert set(Ticket.objects.values_list("assignee", flat=True)) == {awa.id}
    undo_bulk(run.id, staff=awa, now=now)
    assert set(Ticket.objects.values_list("assignee", flat=True)) == {None}
    (run,) = ask_bulk([one.id, two.id], "merge", {"into": str(one.id)}, staff=awa, brands=[brand.id], now=now)
    assert finish(run, now).failed == 0
    two.refresh_from_db()
    assert two.merged_into == one
    undo_bulk(run.id, staff=awa, now=now)
    two.refresh_from_db()
    assert (two.merged_into, list(two.conversation.messages.values_list("text", flat=True))) == (None, ["deux"])


def test_a_bulk_merge_is_undone_from_the_last_where_nobody_has_undone_it_already(
    write_in: Write, brand: Brand, make_staff: Callable[..., Staff], now: datetime
) -> None:
    awa = make_staff(brand, "supervisor", name="Awa")
    kept, *others = (write_in(f"demande {n}", now).ticket for n in range(5))
    ids = [ticket.id for ticket in others]
    (run,) = ask_bulk(ids, "merge", {"into": str(kept.id)}, staff=awa, brands=[brand.id], now=now)
    finish(run, now)
    undo_merge(Merge.objects.latest("id").id, now=now, actor=ACTOR)
    assert undo_bulk(run.id, staff=awa, now=now).failures == []
    assert not Ticket.objects.exclude(merged_into=None).exists()
    assert not Merge.objects.filter(undone_at=None).exists()


def test_bulk_refuses_what_it_does_not_know_and_other_brands(
    write_in: Write, brand: Brand, other_brand: Brand, make_staff: Callable[..., Staff], now: datetime
) -> None:
    awa = make_staff(brand, "supervisor", name="Awa")
    ticket = write_in("une", now).ticket
    with pytest.raises(ActionUnknown):
        ask_bulk([ticket.id], "delete", {}, staff=awa, brands=[brand.id], now=now)
    with pytest.raises(ActionUnknown):
        ask_bulk([ticket.id], "status", {"title": "x"}, staff=awa, brands=[brand.id], now=now)
    assert ask_bulk([ticket.id], "priority", {"priority": 1}, staff=awa, brands=[other_brand.id], now=now) == []
    nobody = "019a0000-0000-7000-8000-000000000000"
    for action, parameters in (
        ("status", {"status": "lost"}), ("priority", {"priority": 9}), ("type", {"type": "x"}),
        ("assign", {"assignee": nobody}),
        ("assign", {"assignee": "x"}), ("queue", {"queue": nobody}), ("merge", {"into": nobody}), ("add_tags", {"tags": []}),
    ):  # fmt: skip
        with pytest.raises(ActionUnknown):
            ask_bulk([ticket.id], action, parameters, staff=awa, brands=[brand.id], now=now)


def test_a_saved_list_keeps_only_filters_that_exist(brand: Brand, make_staff: Callable[..., Staff]) -> None:
    claire = make_staff(brand)
    view = save_view(brand.id, " Mes  urgences ", {"priority": 2, "secret": 1, "tag": ""}, "number", owner=claire)
    assert (view.name, view.filters, view.order, view.position) == ("Mes urgences", {"priority": 2}, "-updated_at", 1)
    with pytest.raises(FieldRefused):
        save_view(brand.id, "  ", {}, "", owner=None)
