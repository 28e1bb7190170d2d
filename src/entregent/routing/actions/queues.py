"""Setting a queue up: what it asks for and who serves it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from entregent.routing.models import Queue, QueueMember, QueueSkill


@dataclass(frozen=True)
class Required:
    """A skill that a queue asks for: its level (1 to 5), which falls by one each ``relax_seconds`` (None: never)."""

    level: int
    relax_seconds: int | None = None


@transaction.atomic
def save_queue(queue: Queue, skills: Mapping[UUID, Required], members: Collection[UUID]) -> Queue:
    """Store a queue with exactly these skills and agents. A default queue takes that place from the brand's other one."""
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
