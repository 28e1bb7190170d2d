"""Two people at once: each act is whole, none is lost, none waits for ever."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from entregent.access.models import Membership, Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.calendar.models import Calendar
from entregent.conversations.content import Content
from entregent.conversations.models import Message
from entregent.journal.models import Event
from entregent.kernel.handles import mail_handle
from entregent.routing.models import Offer, Queue, WorkItem
from entregent.tickets.actions import (
    Incoming,
    accept_offer,
    add_note,
    ask_bulk,
    assign,
    change_fields,
    check_promises,
    create_task,
    finish_task,
    merge,
    receive,
    reply,
    set_status,
    split,
    undo_merge,
)
from entregent.tickets.actions.bulk import advance_bulk
from entregent.tickets.errors import MergeRefused, TicketRefusal
from entregent.tickets.models import Merge, Promise, PromisePolicy, Task, Ticket
from entregent.tickets.tests.conftest import HOURS

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ACTOR = "system:test"
ROUNDS = 6


class World:
    """A brand with real commits, two agents, and a way to do several things at the same instant."""

    def __init__(self) -> None:
        self.brand = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON")
        with visible([self.brand.id]):
            self.queue = Queue.objects.create(brand=self.brand, name="Contrats", is_default=True)
            calendar = Calendar.objects.create(brand=self.brand, name="Lille", hours=HOURS)
            PromisePolicy.objects.create(
                brand=self.brand, name="Tous", calendar=calendar, first_response_minutes=240, next_response_minutes=120,
                resolution_minutes=480,
            )  # fmt: skip
            self.claire, self.samir = (self._agent(name) for name in ("Claire", "Samir"))

    def _agent(self, name: str) -> Staff:
        staff = Staff.objects.create_user(f"{name.lower()}@example.org", name=name)
        Membership.objects.create(staff=staff, of_brand=self.brand, role="supervisor")
        return staff

    def written(self, text: str, at: datetime = NOW, **fields: object) -> Ticket:
        """The ticket of a customer's message."""
        incoming = Incoming(
            brand=self.brand.id, channel="mail", handle=mail_handle("helene@example.org"), subject="Remboursement",
            content=Content(text=text), source="mail", **fields,
        )  # fmt: skip
        with visible([self.brand.id]):
            return receive(incoming, at).ticket

    def at_once(self, *acts: Callable[[], object]) -> list[object]:
        """Do all of this in threads of their own; what each returned, or the refusal that it raised."""
        results: list[object] = [None] * len(acts)
        start = threading.Barrier(len(acts))

        def run(place: int, act: Callable[[], object]) -> None:
            start.wait()
            try:
                with visible([self.brand.id]):
                    results[place] = act()
            except Exception as error:
                results[place] = error
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=numbered) for numbered in enumerate(acts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        unexpected = [one for one in results if isinstance(one, Exception) and not isinstance(one, ValueError)]
        assert unexpected == []
        return results


@pytest.fixture
def world(committed: str, django_db_blocker: object) -> Iterator[World]:
    with django_db_blocker.unblock():
        yield World()


def refusals(results: list[object]) -> int:
    return sum(isinstance(one, TicketRefusal) for one in results)


def test_two_merges_that_cross_keep_one_and_lose_no_message(world: World) -> None:
    for number in range(ROUNDS):
        one, two = world.written(f"un {number}"), world.written(f"deux {number}")
        results = world.at_once(
            lambda one=one, two=two: merge(one.id, [two.id], now=NOW, actor=ACTOR),
            lambda one=one, two=two: merge(two.id, [one.id], now=NOW, actor=ACTOR),
        )
        assert refusals(results) == 1
        with visible([world.brand.id]):
            kept = Ticket.objects.get(id__in=[one.id, two.id], merged_into=None)
            assert set(kept.conversation.messages.values_list("text", flat=True)) == {f"un {number}", f"deux {number}"}
            assert Merge.objects.filter(kept=kept).count() == 1


def test_a_ring_of_merges_neither_waits_for_ever_nor_closes_itself(world: World) -> None:
    tickets = [world.written(f"demande {number}") for number in range(3)]
    following = [*tickets[1:], tickets[0]]
    world.at_once(*(
        lambda into=into, other=other: merge(into.id, [other.id], now=NOW, actor=ACTOR)
        for into, other in zip(tickets, following, strict=True)
    ))  # fmt: skip
    with visible([world.brand.id]):
        open_ones = Ticket.objects.filter(merged_into=None)
        assert open_ones.count() == 1
        assert open_ones.get().conversation.messages.count() == 3


def test_a_merge_undone_twice_at_once_is_undone_once(world: World) -> None:
    for _ in range(ROUNDS):
        kept, other = world.written("un"), world.written("deux")
        with visible([world.brand.id]):
            made = merge(kept.id, [other.id], now=NOW, actor=ACTOR)
        results = world.at_once(*[lambda made=made: undo_merge(made.id, now=NOW, actor=ACTOR)] * 2)
        assert [isinstance(one, MergeRefused) for one in results].count(True) == 1
        with visible([world.brand.id]):
            assert Event.objects.filter(kind="ticket.unmerged", subject=other.id).count() == 1
            assert WorkItem.objects.filter(subject=other.id, state="waiting").count() == 1


def test_whatever_is_written_during_a_merge_is_in_the_ticket_that_is_kept(world: World) -> None:
    for number in range(ROUNDS):
        kept, other = world.written("un"), world.written("deux")
        world.at_once(
            lambda kept=kept, other=other: merge(kept.id, [other.id], now=NOW, actor=ACTOR),
            lambda other=other: add_note(other.id, Content(text="note"), staff=world.claire, now=NOW),
            lambda other=other: world.written("mail", conversation=other.conversation_id),
            lambda other=other: create_task(other.id, "tâche", staff=world.claire, now=NOW),
        )
        with visible([world.brand.id]):
            texts = sorted(Message.objects.filter(conversation=kept.conversation_id).values_list("text", flat=True))
            assert texts == ["deux", "mail", "note", "un"], number
            assert not Message.objects.filter(conversation=other.conversation_id).exists()
            assert Task.objects.filter(ticket=kept).count() == 1


def test_a_mail_during_a_merge_and_its_undoing_finds_one_of_the_two(world: World) -> None:
    kept, other = world.written("un"), world.written("deux")
    for number in range(ROUNDS):
        with visible([world.brand.id]):
            made = merge(kept.id, [other.id], now=NOW, actor=ACTOR)
        results = world.at_once(
            lambda made=made: undo_merge(made.id, now=NOW, actor=ACTOR),
            lambda number=number: world.written(
                f"mail {number}", NOW + timedelta(minutes=1), conversation=other.conversation_id
            ),
        )
        assert results[1].id in (kept.id, other.id)
        with visible([world.brand.id]):
            message = Message.objects.get(text=f"mail {number}")
            assert message.conversation_id == Ticket.objects.get(id=results[1].id).conversation_id


def test_a_split_during_a_merge_leaves_every_message_somewhere_once(world: World) -> None:
    for number in range(ROUNDS):
        kept, other = world.written("un"), world.written("deux")
        world.written("trois", conversation=other.conversation_id)
        with visible([world.brand.id]):
            third = Message.objects.get(conversation=other.conversation_id, text="trois")
        results = world.at_once(
            lambda kept=kept, other=other: merge(kept.id, [other.id], now=NOW, actor=ACTOR),
            lambda other=other, third=third: split(other.id, [third.id], "À part", now=NOW, actor=ACTOR),
        )
        with visible([world.brand.id]):
            in_kept = set(Message.objects.filter(conversation=kept.conversation_id).values_list("text", flat=True))
            if isinstance(results[1], TicketRefusal):
                assert in_kept == {"un", "deux", "trois"}, number
            else:
                assert in_kept == {"un", "deux"}
                assert results[1].conversation.messages.get().text == "trois"


def test_a_bulk_change_and_single_edits_both_stand(world: World) -> None:
    tickets = [world.written(f"demande {number}") for number in range(10)]
    with visible([world.brand.id]):
        ids = [ticket.id for ticket in tickets]
        (run,) = ask_bulk(ids, "add_tags", {"tags": ["tempête"]}, staff=world.claire, brands=[world.brand.id], now=NOW)

    def edit() -> None:
        for ticket in reversed(tickets):
            with visible([world.brand.id]):
                tags = Ticket.objects.select_for_update().get(id=ticket.id).tags
                change_fields(ticket.id, {"tags": [*tags, "colis"]}, now=NOW, actor=ACTOR)

    # Not inside the transaction of ``at_once``: each edit, as from a screen, commits by itself.
    editor = threading.Thread(target=lambda: (edit(), connection.close()))
    editor.start()
    results = world.at_once(lambda: advance_bulk(run.id, NOW))
    editor.join()
    assert results == [False]
    with visible([world.brand.id]):
        assert {frozenset(tags) for tags in Ticket.objects.values_list("tags", flat=True)} == {frozenset({"tempête", "colis"})}


def test_two_bulk_changes_of_the_same_tickets_both_end(world: World) -> None:
    tickets = [world.written(f"demande {number}") for number in range(12)]
    ids = [ticket.id for ticket in tickets]
    asked = {"brands": [world.brand.id], "now": NOW}
    with visible([world.brand.id]):
        (merging,) = ask_bulk(ids[:6], "merge", {"into": str(ids[11])}, staff=world.claire, **asked)
        (settling,) = ask_bulk(ids, "status", {"status": "on_hold"}, staff=world.samir, **asked)
    assert world.at_once(*(lambda run=run: advance_bulk(run.id, NOW) for run in (merging, settling))) == [False, False]
    with visible([world.brand.id]):
        for run in (merging, settling):
            run.refresh_from_db()
            assert (run.state, run.done) == ("done", run.total)
        assert Ticket.objects.filter(merged_into=ids[11]).count() == 6
        assert Ticket.objects.filter(merged_into=None, status="on_hold").count() == 6


def test_two_agents_who_settle_at_once_settle_once(world: World) -> None:
    for _ in range(ROUNDS):
        ticket = world.written("un")
        results = world.at_once(*(
            lambda ticket=ticket, staff=staff: set_status(
                ticket.id, "resolved", staff=staff, now=NOW, actor=f"staff:{staff.id}"
            )
            for staff in (world.claire, world.samir)
        ))  # fmt: skip
        assert refusals(results) == 0
        with visible([world.brand.id]):
            assert Event.objects.filter(kind="ticket.resolved", subject=ticket.id).count() == 1
            assert Event.objects.filter(kind="promise.fulfilled", data__ticket=str(ticket.id)).count() == 1
            assert not ticket.promises.filter(ended_at=None).exists()


def test_two_agents_who_answer_at_once_both_answer_and_one_is_the_first(world: World) -> None:
    for _ in range(ROUNDS):
        ticket = world.written("un")
        world.at_once(*(
            lambda ticket=ticket, staff=staff: reply(ticket.id, Content(text=staff.name), staff=staff, now=NOW)
            for staff in (world.claire, world.samir)
        ))  # fmt: skip
        with visible([world.brand.id]):
            answered = Event.objects.filter(kind="ticket.answered", subject=ticket.id)
            assert sorted(fact.data["first"] for fact in answered) == [False, True]
            assert ticket.promises.get(kind="first_response").state == "fulfilled"


def test_two_assignments_at_once_agree_with_the_queue(world: World) -> None:
    for _ in range(ROUNDS):
        ticket = world.written("un")
        world.at_once(*(
            lambda ticket=ticket, staff=staff: assign(ticket.id, staff, now=NOW, actor=ACTOR)
            for staff in (world.claire, world.samir)
        ))  # fmt: skip
        with visible([world.brand.id]):
            holder = Ticket.objects.get(id=ticket.id).assignee_id
            assert WorkItem.objects.get(subject=ticket.id, state="taken").agent_id == holder


def test_an_offer_accepted_while_a_supervisor_assigns_it_ends_in_one_pair_of_hands(world: World) -> None:
    for _ in range(ROUNDS):
        ticket = world.written("un")
        with visible([world.brand.id]):
            item = WorkItem.objects.get(subject=ticket.id)
            item.state, item.agent, item.offered_at = "offered", world.claire, NOW
            item.save()
            offer = Offer.objects.create(
                brand=world.brand, item=item, staff=world.claire, state="ringing", offered_at=NOW,
                expires_at=NOW + timedelta(seconds=20), reasons={},
            )  # fmt: skip
        world.at_once(
            lambda offer=offer: accept_offer(offer.id, world.claire, NOW),
            lambda ticket=ticket: assign(ticket.id, world.samir, now=NOW, actor=ACTOR),
        )
        with visible([world.brand.id]):
            holder = Ticket.objects.get(id=ticket.id).assignee_id
            assert holder == WorkItem.objects.get(subject=ticket.id, state="taken").agent_id == world.samir.id


def test_the_clock_and_an_answer_at_once_tell_the_same_story(world: World) -> None:
    for _ in range(ROUNDS):
        ticket = world.written("un")
        due = ticket.next_due_at
        world.at_once(
            lambda due=due: check_promises(due),
            lambda ticket=ticket, due=due: reply(ticket.id, Content(text="voilà"), staff=world.claire, now=due),
        )
        with visible([world.brand.id]):
            first = ticket.promises.get(kind=Promise.Kind.FIRST_RESPONSE)
            told = set(Event.objects.filter(subject=first.id).values_list("kind", flat=True))
            assert first.ended_at == due
            ending = {"fulfilled": "promise.fulfilled", "breached": "promise.breached"}[first.state]
            assert ending in told
            assert not {"promise.fulfilled", "promise.breached"} <= told


def test_tickets_opened_at_once_have_each_their_number(world: World) -> None:
    opened = world.at_once(*[lambda: world.written("un")] * 8)
    assert sorted(ticket.number for ticket in opened) == list(range(1, 9))


def test_a_task_done_twice_at_once_is_done_once(world: World) -> None:
    for _ in range(ROUNDS):
        ticket = world.written("un")
        with visible([world.brand.id]):
            task = create_task(ticket.id, "tâche", staff=world.claire, now=NOW)
        results = world.at_once(*(
            lambda task=task, staff=staff: finish_task(task.id, staff=staff, now=NOW) for staff in (world.claire, world.samir)
        ))  # fmt: skip
        assert refusals(results) == 1
        with visible([world.brand.id]):
            assert Event.objects.filter(kind="task.done", subject=task.id).count() == 1
