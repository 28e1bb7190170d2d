"""Reading queues, items, offers and presences."""

from datetime import datetime
from uuid import UUID

from entregent.calendar.queries import parsed
from entregent.kernel import business_time
from entregent.routing.models import Queue, WorkItem

OPEN = (WorkItem.State.WAITING, WorkItem.State.OFFERED, WorkItem.State.TAKEN)


def is_open(subject: UUID) -> bool:
    """Whether the subject waits, rings or is in someone's hands."""
    return WorkItem.objects.filter(subject=subject, state__in=OPEN).exists()


def closed_queues(now: datetime) -> list[UUID]:
    """The queues outside their hours: nothing of theirs is offered; agents may still take by hand."""
    timed = Queue.objects.filter(active=True, calendar__isnull=False).values_list("id", "calendar__hours")
    return [queue for queue, hours in timed if not business_time.is_open(parsed(hours), now)]
