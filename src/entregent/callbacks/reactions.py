"""What this room does about facts of the rooms below: an agent takes the request of a callback, or settles it."""

from uuid import UUID

from entregent.callbacks.actions import end, take
from entregent.journal.models import Event


def taken(event: Event) -> None:
    """Twice is once: the callback has moved on."""
    take(event.subject, event.at)


def settled(event: Event) -> None:
    """Twice is once."""
    end(UUID(str(event.subject)), event.actor, event.at)


REACTIONS = {"item.taken": [taken], "ticket.resolved": [settled], "ticket.closed": [settled]}
