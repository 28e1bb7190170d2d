"""Everything that the journal knows of a ticket: its own facts, those of its promises, tasks, offers and messages."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from entregent.conversations.models import Conversation, Message
from entregent.journal.models import Event
from entregent.journal.queries import about
from entregent.tickets.models import Promise, Task, Ticket

TOLD_IN_THE_THREAD = (
    "ticket.assigned", "ticket.changed", "ticket.resolved", "ticket.reopened", "ticket.closed", "ticket.merged",
    "ticket.unmerged", "ticket.split", "ticket.person_chosen", "ticket.choice_undone",
    "promise.paused", "promise.breached", "task.created", "task.done",
    "task.overdue", "task.reopened", "item.moved",
)  # fmt: skip
MOST = 1000
MARGIN = timedelta(days=1)

Begun = tuple[UUID, datetime]


def facts_of(ticket: Ticket, most: int = MOST) -> list[Event]:
    """The facts of the ticket and of what hangs on it, oldest first, the last ones if there are more than that."""
    return _last(everything_about(ticket), most)


def everything_about(ticket: Ticket) -> QuerySet[Event]:
    """All of them, to be read page by page."""
    messages = Message.objects.filter(conversation=ticket.conversation_id).values_list("id", "at")
    conversation = Conversation.objects.filter(id=ticket.conversation_id).values_list("id", "started_at")
    return _of([*_hanging(ticket), *messages.union(conversation, all=True)])


def facts_to_tell(ticket: Ticket, since: datetime | None = None) -> list[Event]:
    """Those that the conversation tells between its messages, since an instant (None: ever)."""
    told = _of(_hanging(ticket)).filter(kind__in=TOLD_IN_THE_THREAD)
    return _last(told.filter(at__gte=since) if since else told, MOST)


def _hanging(ticket: Ticket) -> list[Begun]:
    promises = Promise.objects.filter(ticket=ticket.id).values_list("id", "activated_at")
    tasks = Task.objects.filter(ticket=ticket.id).values_list("id", "created_at")
    return [(ticket.id, ticket.opened_at), *promises.union(tasks, all=True)]


def _of(subjects: Iterable[Begun]) -> QuerySet[Event]:
    """The facts of things that began at these moments: the months of the journal before the first are not looked through.

    What came by a merge or a split may be older than the ticket, hence the moment of each; the margin, clocks that differ.
    """
    begun = dict(subjects)
    return about(begun).filter(at__gte=min(begun.values()) - MARGIN)


def _last(events: QuerySet[Event], most: int) -> list[Event]:
    return list(events.order_by("-id")[:most])[::-1]
