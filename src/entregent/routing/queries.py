"""Reading queues, items, offers and presences."""

from uuid import UUID

from entregent.routing.models import WorkItem

OPEN = (WorkItem.State.WAITING, WorkItem.State.OFFERED, WorkItem.State.TAKEN)


def is_open(subject: UUID) -> bool:
    """Whether the subject waits, rings or is in someone's hands."""
    return WorkItem.objects.filter(subject=subject, state__in=OPEN).exists()
