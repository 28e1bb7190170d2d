"""Everything that the journal knows of a ticket: its own facts, those of its promises, tasks, offers and messages."""

from uuid import UUID

from django.db.models import Q, QuerySet

from entregent.conversations.models import Message
from entregent.journal.models import Event
from entregent.journal.queries import about
from entregent.tickets.models import Promise, Task, Ticket

TOLD_IN_THE_THREAD = (
    "ticket.assigned", "ticket.changed", "ticket.resolved", "ticket.reopened", "ticket.closed", "ticket.merged",
    "ticket.unmerged", "ticket.split", "promise.paused", "promise.breached", "task.created", "task.done",
    "task.reopened", "item.moved",
)  # fmt: skip
MOST = 1000


def facts_of(ticket: Ticket) -> list[Event]:
    """The facts of the ticket and of what hangs on it, oldest first, at most the last thousand."""
    return _last(everything_about(ticket))


def everything_about(ticket: Ticket) -> QuerySet[Event]:
    """All of them, to be read page by page."""
    messages = Message.objects.filter(conversation=ticket.conversation_id).values_list("id", flat=True)
    return about([ticket.id, ticket.conversation_id, *_hanging(ticket.id), *messages])


def facts_to_tell(ticket: Ticket) -> list[Event]:
    """Those that the conversation tells between its messages."""
    return _last(about([ticket.id, *_hanging(ticket.id)]).filter(Q(kind__in=TOLD_IN_THE_THREAD)))


def _hanging(ticket_id: UUID) -> list[UUID]:
    promises = Promise.objects.filter(ticket=ticket_id).values_list("id", flat=True)
    return list(promises.union(Task.objects.filter(ticket=ticket_id).values_list("id", flat=True), all=True))


def _last(events: QuerySet[Event]) -> list[Event]:
    return list(events.order_by("-id")[:MOST])[::-1]
