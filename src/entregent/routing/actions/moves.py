"""An item changes queue, hands or priority."""

from datetime import datetime
from uuid import UUID

from entregent.journal.kinds import Fact
from entregent.routing import events
from entregent.routing.actions.hands import take
from entregent.routing.actions.items import State, about, back_to_queue, locked, locked_open, rest, withdraw_offer
from entregent.routing.errors import ItemOver, Unknown
from entregent.routing.models import Queue, WorkItem
from entregent.routing.queries import OPEN


def transfer(
    item_id: UUID, now: datetime, actor: str, *, queue_id: UUID | None = None, staff_id: UUID | None = None
) -> tuple[WorkItem, list[Fact]]:
    """To another queue of the same brand (it keeps its age; past refusals are forgotten) or into an agent's hands.

    Exactly one of ``queue_id`` and ``staff_id``. Raises Unknown, ItemOver, CannotServe, TypeError for both or neither.
    """
    if (queue_id is None) == (staff_id is None):
        raise TypeError("transfer() takes a queue or an agent")
    if staff_id is not None:
        return take(item_id, staff_id, now, actor=actor, over=True)
    item = locked(item_id)
    if item.state not in OPEN:
        raise ItemOver
    return item, _move(item, queue_id, now, actor)


def transfer_subject(subject: UUID, queue_id: UUID, *, now: datetime, actor: str) -> list[Fact]:
    """To another queue, for whatever item the subject is under; nothing when it has none. Raises Unknown."""
    item = locked_open(subject)
    return _move(item, queue_id, now, actor) if item else []


def prioritise(subject: UUID, priority: int, *, now: datetime, actor: str) -> list[Fact]:
    """Give another priority to whatever item the subject is under; nothing when it has none, or has it already."""
    item = locked_open(subject)
    if item is None or item.priority == priority:
        return []
    before, item.priority = item.priority, priority
    item.save(update_fields=["priority"])
    return [events.item_prioritised(**about(item, now, actor), priority=priority, before=before)]


def _move(item: WorkItem, queue_id: UUID | None, now: datetime, actor: str) -> list[Fact]:
    if not Queue.objects.filter(id=queue_id, brand=item.brand_id, active=True).exists():
        raise Unknown
    if item.queue_id == queue_id and item.state == State.WAITING:
        return []
    staff_id, before = item.agent_id, item.queue_id
    facts = withdraw_offer(item, now, actor, "moved")
    item.queue_id, item.queued_at, item.refused_by = queue_id, now, []
    item.save(update_fields=["queue", "queued_at", "refused_by"])
    back_to_queue(item)
    rest(staff_id, now)
    moved = events.item_moved(**about(item, now, actor), from_queue=before, staff=staff_id, why="transfer")
    return [*facts, moved]
