"""How long a customer waits for an answer: since when, and on which hours that is counted."""

from collections.abc import Iterable
from datetime import datetime

from entregent.calendar.queries import default_calendar, parsed
from entregent.conversations.models import Message
from entregent.kernel.business_time import BusinessCalendar
from entregent.routing.models import Queue
from entregent.tickets.models import Promise, PromisePolicy, Ticket
from entregent.tickets.promises import best_policy


def waiting_since(ticket: Ticket) -> datetime | None:
    """When the customer wrote the first of the messages that the last answer is to; None if they waited for nothing.

    To be asked once that answer is written. What machines write is neither a question nor an answer.
    """
    said = Message.objects.filter(conversation=ticket.conversation_id, automatic=False).exclude(kind=Message.Kind.NOTE)
    last = said.filter(kind=Message.Kind.OUT).order_by("-at")[1:2].values_list("at", flat=True).first()
    theirs = said.filter(kind=Message.Kind.IN)
    if last is not None:
        theirs = theirs.filter(at__gt=last)
    return theirs.order_by("at").values_list("at", flat=True).first()


def unanswered(messages: Iterable[Message]) -> tuple[datetime | None, datetime | None]:
    """Of some messages of a conversation: when the first of them to answer another was written, and since when the customer
    waits for an answer; None for what is not there."""
    answered = since = None
    for message in sorted(messages, key=lambda message: (message.at, message.id)):
        if message.automatic or message.kind == Message.Kind.NOTE:
            continue
        if message.kind == Message.Kind.IN:
            since = since or message.at
        else:
            answered, since = answered or (message.at if since else None), None
    return answered, since


def hours_of(ticket: Ticket, answered: Iterable[Promise]) -> BusinessCalendar:
    """The business hours on which a wait of this ticket is counted: those of the promise that the answer meets (with its
    ``policy__calendar``), else of the policy that fits the ticket, else of its queue, else of its brand."""
    for promise in answered:
        return parsed(promise.policy.calendar.hours)
    policies = PromisePolicy.objects.filter(brand=ticket.brand_id, active=True).select_related("calendar").order_by("id")
    policy = best_policy(policies, queue=ticket.queue_id, priority=ticket.priority, type=ticket.type)
    if policy is not None:
        return parsed(policy.calendar.hours)
    hours = Queue.objects.filter(id=ticket.queue_id).values_list("calendar__hours", flat=True).first()
    return parsed(hours) if hours else default_calendar(ticket.brand_id)
