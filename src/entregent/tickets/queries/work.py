"""What an agent has to do: in hand, waiting for customers, called in notes, ringing."""

from dataclasses import dataclass
from uuid import UUID

from entregent.conversations.models import Mention, Message
from entregent.routing.models import Offer
from entregent.routing.rules import LIVE
from entregent.tickets.models import Task, Ticket

MOST = 40


@dataclass(frozen=True, slots=True)
class Work:
    """A line of the agent's list: a ticket, and the task that brought it when it is one."""

    ticket: Ticket
    task: Task | None = None


@dataclass(frozen=True, slots=True)
class Ringing:
    """An offer that rings, with what it is about."""

    offer: Offer
    ticket: Ticket
    task: Task | None = None


def work_of(staff_id: UUID) -> list[Work]:
    """What the agent has in hand: their open tickets, the most pressing first, then their tasks. Two statements."""
    mine = (
        Ticket.objects.filter(assignee=staff_id, status__in=["new", "open", "on_hold"])
        .select_related("person", "brand")
        .order_by("-updated_at")[:MOST]
    )
    tickets = sorted(
        mine, key=lambda ticket: (-ticket.priority, ticket.next_due_at is None, ticket.next_due_at or ticket.opened_at)
    )
    tasks = Task.objects.filter(assignee=staff_id, done_at__isnull=True).select_related("ticket__person", "ticket__brand")[
        :MOST
    ]
    return [Work(ticket) for ticket in tickets] + [Work(task.ticket, task) for task in tasks]


def waiting(staff_id: UUID) -> list[Ticket]:
    """The agent's tickets that wait for their customer, the latest moved first."""
    mine = Ticket.objects.filter(assignee=staff_id, status="pending").select_related("person", "brand")
    return list(mine.order_by("-updated_at")[:MOST])


def mentions(staff_id: UUID) -> list[tuple[Message, Ticket]]:
    """The notes that call this agent and that they have not seen, with their tickets."""
    unseen = (
        Mention.objects.filter(staff=staff_id, seen_at__isnull=True)
        .select_related("message__staff", "message__conversation__ticket__person", "message__conversation__ticket__brand")
        .order_by("-message__at")[:MOST]
    )
    return [
        (mention.message, mention.message.conversation.ticket)
        for mention in unseen
        if hasattr(mention.message.conversation, "ticket")
    ]


def ringing(staff_id: UUID) -> list[Ringing]:
    """What rings for an agent: where someone is there, now, before what is written; then the first to expire. Two statements,
    a third when a task rings."""
    rings = Offer.objects.filter(staff=staff_id, state=Offer.State.RINGING).select_related("item__queue")
    offers = sorted(rings, key=lambda offer: (offer.item.channel not in LIVE, offer.expires_at))
    subjects = [offer.item.subject for offer in offers]
    named = Ticket.objects.select_related("person", "brand")
    tickets = named.in_bulk(subjects) if subjects else {}
    other = [subject for subject in subjects if subject not in tickets]
    tasks = Task.objects.select_related("ticket__person", "ticket__brand").in_bulk(other) if other else {}
    found = []
    for offer in offers:
        task = tasks.get(offer.item.subject)
        ticket = task.ticket if task else tickets.get(offer.item.subject)
        if ticket is not None:
            found.append(Ringing(offer, ticket, task))
    return found
