"""An item is over: wrap-up, end, cancellation."""

from datetime import datetime, timedelta
from uuid import UUID

from entregent.journal.kinds import Fact
from entregent.routing import events
from entregent.routing.actions.items import State, about, locked, locked_open, rest, seconds, withdraw_offer
from entregent.routing.errors import NotInHand
from entregent.routing.models import Queue, WorkItem


def wrap_up(item_id: UUID, now: datetime, actor: str) -> tuple[WorkItem, list[Fact]]:
    """The exchange is over, the paperwork begins; where the queue keeps no time for it, the item is finished at once.

    Raises Unknown, NotInHand.
    """
    item = locked(item_id)
    if item.state != State.TAKEN:
        raise NotInHand
    if not Queue.objects.values_list("wrap_up_seconds", flat=True).get(id=item.queue_id):
        return item, finish_locked(item, now, actor)
    item.state, item.wrap_up_at = State.WRAP_UP, now
    item.save(update_fields=["state", "wrap_up_at"])
    handled = seconds(item.taken_at, now)
    return item, [events.item_wrap_up(**about(item, now, actor), staff=item.agent_id, handled=handled)]


def finish(item_id: UUID, now: datetime, actor: str) -> tuple[WorkItem, list[Fact]]:
    """Done, wrap-up included: the agent has room again. Raises Unknown, NotInHand."""
    item = locked(item_id)
    if item.state not in (State.TAKEN, State.WRAP_UP):
        raise NotInHand
    return item, finish_locked(item, now, actor)


def finish_wrap_up(subject: UUID, staff_id: UUID, now: datetime) -> list[Fact]:
    """The paperwork of somebody after what they had in hand is done; nothing when they had none of it."""
    item = _wrapping(subject, staff_id)
    return finish_locked(item, now, f"staff:{staff_id}") if item else []


def prolong(subject: UUID, staff_id: UUID, now: datetime) -> list[Fact]:
    """Their paperwork takes a minute more, within what the queue allows in all; nothing where it allows no more."""
    item = _wrapping(subject, staff_id)
    if item is None or item.wrap_up_at is None:
        return []
    more = min(A_MINUTE, item.queue.wrap_up_more_seconds - item.wrap_up_added)
    if more <= 0:
        return []
    item.wrap_up_added += more
    item.save(update_fields=["wrap_up_added"])
    until = item.wrap_up_at + timedelta(seconds=item.queue.wrap_up_seconds + item.wrap_up_added)
    told = events.item_prolonged(**about(item, now, f"staff:{staff_id}"), staff=staff_id, added=more, left=seconds(now, until))
    return [told]


A_MINUTE = 60
"""Seconds that an agent adds to their wrap-up at once."""


def _wrapping(subject: UUID, staff_id: UUID) -> WorkItem | None:
    rows = WorkItem.objects.select_for_update(of=["self"]).select_related("queue")
    return rows.filter(subject=subject, state=State.WRAP_UP, agent=staff_id).order_by("-wrap_up_at").first()


def settle(subject: UUID, *, now: datetime, actor: str) -> list[Fact]:
    """The subject needs nobody now (answered, resolved, merged): finished when in hand, cancelled while it waits or rings.

    Nothing when it has no open item.
    """
    item = locked_open(subject)
    if item is None:
        return []
    return finish_locked(item, now, actor) if item.state == State.TAKEN else _cancel(item, now, actor)


def cancel(subject: UUID, now: datetime, actor: str) -> tuple[WorkItem | None, list[Fact]]:
    """Nobody has to take it any more (an abandoned call, a deleted task), whoever has it; nothing when it has no open item."""
    item = locked_open(subject)
    return (item, _cancel(item, now, actor)) if item else (None, [])


def finish_locked(item: WorkItem, now: datetime, actor: str) -> list[Fact]:
    """Finish a locked item, in hand or in wrap-up."""
    end = item.wrap_up_at or now
    item.state, item.done_at = State.DONE, now
    item.save(update_fields=["state", "done_at"])
    rest(item.agent_id, now)
    return [
        events.item_finished(
            **about(item, now, actor), staff=item.agent_id, handled=seconds(item.taken_at, end), wrapped_up=seconds(end, now)
        )
    ]


def _cancel(item: WorkItem, now: datetime, actor: str) -> list[Fact]:
    staff_id = item.agent_id
    facts = withdraw_offer(item, now, actor, "cancelled")
    item.state, item.agent, item.done_at = State.CANCELLED, None, now
    item.save(update_fields=["state", "agent", "done_at"])
    rest(staff_id, now)
    waited = seconds(item.enqueued_at, item.taken_at or now)
    return [*facts, events.item_cancelled(**about(item, now, actor), staff=staff_id, waited=waited)]
