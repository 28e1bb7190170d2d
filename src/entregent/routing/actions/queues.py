"""Setting queues up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from entregent.routing.models import Queue, QueueMember, QueueSkill


@dataclass(frozen=True)
class Required:
    """A level asked for, and how many seconds of waiting lower it by one (None: never)."""

    level: int
    relax_seconds: int | None = None


@transaction.atomic
def save_queue(queue: Queue, skills: Mapping[UUID, Required], members: Iterable[UUID]) -> None:
    """Write a queue with the skills it asks for and the agents who serve it; a brand has one default queue."""
    if queue.is_default:
        Queue.objects.filter(brand=queue.brand_id, is_default=True).exclude(id=queue.id).update(is_default=False)
    queue.save()
    QueueSkill.objects.filter(queue=queue).exclude(skill__in=list(skills)).delete()
    QueueSkill.objects.bulk_create(
        [
            QueueSkill(
                brand_id=queue.brand_id, queue=queue, skill_id=skill, level=asked.level, relax_seconds=asked.relax_seconds
            )
            for skill, asked in skills.items()
        ],
        update_conflicts=True,
        unique_fields=["queue", "skill"],
        update_fields=["level", "relax_seconds"],
    )
    wanted = set(members)
    QueueMember.objects.filter(queue=queue).exclude(staff__in=wanted).delete()
    QueueMember.objects.bulk_create(
        [QueueMember(brand_id=queue.brand_id, queue=queue, staff_id=staff) for staff in wanted], ignore_conflicts=True
    )
