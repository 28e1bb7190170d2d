"""What this room does about facts of the rooms below."""

from entregent.channels.chat.actions import end_of_ticket
from entregent.channels.chat.models import Chat, Visitor
from entregent.deflections.actions import came_back
from entregent.journal.models import Event
from entregent.tickets.models import Status, Ticket


def settle(event: Event) -> None:
    """A ticket that is resolved, closed or merged is no conversation any more."""
    # A merge is told of the kept ticket too; and by now a customer may have written again.
    if not Ticket.objects.filter(id=event.subject, status__in=[Status.RESOLVED, Status.CLOSED]).exists():
        return
    merged = event.kind == "ticket.merged"
    end_of_ticket(event.subject, why=Chat.End.MERGED if merged else Chat.End.STAFF, now=event.at, actor=event.actor)


def follow_choice(event: Event) -> None:
    """An agent said who wrote: what their browser writes next is theirs too."""
    visitor = Chat.objects.filter(ticket=event.subject).values_list("visitor", flat=True).first()
    if visitor is not None:
        Visitor.objects.filter(id=visitor, person=event.data["before"]).update(person=event.data["after"])


def taken(event: Event) -> None:
    """An agent took a chat that still goes on: whoever had turned to another way was not helped by it."""
    running = Chat.objects.filter(ticket=event.data.get("ticket"), ended_at=None)
    chat = running.values_list("id", flat=True).first() if event.data.get("ticket") else None
    if chat is not None:
        came_back(chat, event.at)


REACTIONS = {
    "ticket.resolved": [settle], "ticket.closed": [settle], "ticket.merged": [settle],
    "item.taken": [taken], "ticket.person_chosen": [follow_choice], "ticket.choice_undone": [follow_choice],
}  # fmt: skip
