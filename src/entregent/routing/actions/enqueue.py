"""Something begins to wait for an agent."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Model

from entregent.journal.kinds import Fact
from entregent.kernel.ids import uuid7
from entregent.routing import events
from entregent.routing.errors import AlreadyQueued
from entregent.routing.models import WorkItem
from entregent.routing.queries import OPEN, Place, place_of

INSERT = """
    INSERT INTO routing_workitem (id, brand_id, queue_id, channel, subject, person, state, priority, extra_skills,
                                  preferred_agent_id, refused_by, enqueued_at, queued_at)
    VALUES (%s, %s, %s, %s, %s, %s, 'waiting', %s, %s::uuid[], %s, '{}', %s, %s)
    ON CONFLICT (subject) WHERE state IN ('waiting', 'offered', 'taken') DO NOTHING
"""


def enqueue(
    brand_id: UUID,
    queue_id: UUID,
    channel: str,
    subject: UUID,
    person: UUID | None,
    *,
    priority: int = 0,
    extra_skills: Iterable[UUID] = (),
    preferred_agent: UUID | None = None,
    since: datetime | None = None,
    now: datetime,
    actor: str,
    rows: list[Model] | None = None,
) -> tuple[WorkItem, list[Fact]]:
    """Put ``subject`` (a ticket, a task…) in a queue; one statement. The caller appends the facts.

    ``channel`` is one of ``models.Channel``; ``priority`` is added to the queue's; ``extra_skills`` are asked beside the
    queue's; ``preferred_agent`` is chosen first where the queue prefers the last agent. Raises AlreadyQueued when the
    subject already waits, rings or is in someone's hands. ``since`` is when it began to wait, if that was before.

    ``rows`` is for a subject that is new: the item is added there, for the caller to insert (``brands.statements``).
    """
    item = WorkItem(
        id=uuid7(), brand_id=brand_id, queue_id=queue_id, channel=channel, subject=subject, person=person, priority=priority,
        extra_skills=sorted(set(extra_skills)), preferred_agent_id=preferred_agent, enqueued_at=since or now,
        queued_at=now,
    )  # fmt: skip
    if rows is not None:
        rows.append(item)
    else:
        _insert(item)
    fact = events.item_queued(
        brand=brand_id, at=now, subject=subject, actor=actor, person=person,
        item=item.id, queue=queue_id, ticket=subject, channel=channel, priority=priority,
    )  # fmt: skip
    return item, [fact]


def forecast(subject: UUID, now: datetime) -> Place | None:
    """Keep what is forecast of a wait that has just begun, so that its error can be told later; the first forecast stands.

    Returns where the subject stands; None when it waits nowhere.
    """
    place = place_of(subject, now)
    if place is not None and place.waits and place.wait is not None and place.told is None:
        WorkItem.objects.filter(subject=subject, state__in=OPEN).update(forecast_seconds=place.wait)
    return place


def _insert(item: WorkItem) -> None:
    values = [
        item.id, item.brand_id, item.queue_id, item.channel, item.subject, item.person, item.priority, item.extra_skills,
        item.preferred_agent_id, item.enqueued_at, item.queued_at,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)
        if not cursor.rowcount:
            raise AlreadyQueued
