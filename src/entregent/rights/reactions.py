"""What this room does about facts of the rooms below: the ticket of a right is settled, or open again."""

from entregent.journal.models import Event
from entregent.rights.actions import answer, reopen


def settled(event: Event) -> None:
    """Twice is once."""
    answer(event.subject, event.actor, event.at)


def opened_again(event: Event) -> None:
    """Twice is once."""
    reopen(event.subject, event.actor, event.at)


REACTIONS = {"ticket.resolved": [settled], "ticket.closed": [settled], "ticket.reopened": [opened_again]}
