"""Setting a queue up: what it asks for and who serves it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from entregent.routing.errors import OverflowRing
from entregent.routing.models import Queue, QueueMember, QueueSkill
from entregent.routing.rules import overflow_ring


@dataclass(frozen=True)
class Required:
    """A skill that a queue asks for: its level (1 to 5), which falls by one each ``relax_seconds`` (None: never)."""

    level: int
    relax_seconds: int | None = None


@transaction.atomic
def save_queue(queue: Queue, skills: Mapping[UUID, Required], members: Collection[UUID]) -> Queue:
    """Store a queue with exactly these skills and agents. A default queue takes that place from the brand's other one.

    Raises OverflowRing when what overflows from it would come back to it.
    """
    _refuse_a_ring(queue)
    if queue.is_default:
        Queue.objects.filter(brand=queue.brand_id, is_default=True).exclude(id=queue.id).update(is_default=False)
    queue.save()
    QueueSkill.objects.filter(queue=queue).exclude(skill__in=skills).delete()
    QueueSkill.objects.bulk_create(
        [
            QueueSkill(
                brand_id=queue.brand_id, queue=queue, skill_id=skill, level=asked.level, relax_seconds=asked.relax_seconds
            )
            for skill, asked in skills.items()
        ],
        update_conflicts=True, unique_fields=["queue", "skill"], update_fields=["level", "relax_seconds"],
    )  # fmt: skip
    QueueMember.objects.filter(queue=queue).exclude(staff__in=members).delete()
    QueueMember.objects.bulk_create(
        [QueueMember(brand_id=queue.brand_id, queue=queue, staff_id=staff) for staff in members], ignore_conflicts=True
    )
    return queue


def _refuse_a_ring(queue: Queue) -> None:
    # Locked before they are read: of two changes made at once, each right by itself, the second sees the first.
    others = list(Queue.objects.select_for_update(no_key=True).filter(brand=queue.brand_id).order_by("id"))
    overflows = {other.id: other.overflow_to_id for other in others} | {queue.id: queue.overflow_to_id}
    if ring := overflow_ring(queue.id, overflows):
        names = {other.id: other.name for other in others} | {queue.id: queue.name}
        raise OverflowRing([names[id] for id in ring])
