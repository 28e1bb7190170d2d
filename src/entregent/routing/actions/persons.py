"""For whom work waits."""

from uuid import UUID

from entregent.routing.models import WorkItem
from entregent.routing.queries import OPEN


def change_person(subject: UUID, person: UUID) -> None:
    """What waits, rings or is in hand under a subject is about somebody else than was thought; its place does not change."""
    WorkItem.objects.filter(subject=subject, state__in=OPEN).update(person=person)
