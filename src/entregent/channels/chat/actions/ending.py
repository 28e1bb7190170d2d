"""A chat is over: for its visitor, for the agent who has it in hand, for its ticket."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.access.models import Staff
from entregent.channels.chat import events
from entregent.channels.chat.models import Chat
from entregent.journal.actions import append
from entregent.journal.kinds import Fact
from entregent.routing import actions as routing
from entregent.routing import queries as waiting
from entregent.routing.models import WorkItem
from entregent.scenarios import actions as scenarios
from entregent.scenarios.medium import Leave
from entregent.tickets import actions as tickets
from entregent.tickets.models import Ticket
from entregent.tickets.rules import may_move


@transaction.atomic
def end(chat_id: UUID, *, why: str, staff: Staff | None = None, status: str | None = None, now: datetime, actor: str) -> bool:
    """End a chat; False when it was over. Whoever has it in hand goes on to their wrap-up; nobody has to take one that waits.

    ``status`` is the ticket's afterwards, where it may be moved there; None leaves it as it is.
    """
    # The ticket is held before its place in the queue, as everywhere.
    running = Chat.objects.filter(id=chat_id, ended_at=None).values_list("ticket", "session").first()
    if running is None:
        return False
    ticket_id, session = running
    ticket = Ticket.objects.select_for_update().get(id=ticket_id) if ticket_id is not None else None
    if not Chat.objects.filter(id=chat_id, ended_at=None).update(ended_at=now, ended_by=why):
        return False
    chat = Chat.objects.select_related("conversation").get(id=chat_id)
    facts = [_ended(chat, ticket, now, actor)]
    if ticket is None:
        append(facts)
        if session is not None:  # nothing happens where it has come to its end
            scenarios.answer(session, Leave(), now, actor=actor)
        return True
    append(facts + _let_go(ticket.id, status, now, actor))
    if status is not None and status != ticket.status and may_move(ticket.status, status):
        tickets.set_status(ticket.id, status, staff=staff, now=now, actor=actor)
    return True


def end_of_ticket(ticket: UUID, *, why: str, now: datetime, actor: str) -> bool:
    """The same for whatever chat a ticket has; its status and its place in the queue are what they are."""
    chat = Chat.objects.filter(ticket=ticket, ended_at=None).values_list("id", flat=True).first()
    return chat is not None and end(chat, why=why, now=now, actor=actor)


def _let_go(ticket: UUID, status: str | None, now: datetime, actor: str) -> list[Fact]:
    item = waiting.item_of(ticket)
    if item is None or item.channel != "chat":
        return []
    if item.state == WorkItem.State.TAKEN:
        return routing.wrap_up(item.id, now, actor)[1]
    if item.state in (WorkItem.State.WAITING, WorkItem.State.OFFERED):
        return routing.cancel(ticket, now, actor)[1]
    return []


def _ended(chat: Chat, ticket: Ticket | None, now: datetime, actor: str) -> Fact:
    lasted = round((now - chat.begun_at).total_seconds(), 1)
    return events.chat_ended(
        brand=chat.brand_id, at=now, subject=chat.id, actor=actor, person=chat.conversation.person_id, ticket=chat.ticket_id,
        widget=chat.widget_id, staff=ticket.assignee_id if ticket else None, why=chat.ended_by, lasted=lasted,
    )  # fmt: skip
