"""A conversation that a machine has held until now becomes a request."""

from datetime import datetime
from uuid import UUID

from entregent.conversations.models import Conversation
from entregent.journal.actions import append
from entregent.people import queries as persons
from entregent.tickets.actions import openings
from entregent.tickets.configuration import configuration
from entregent.tickets.models import Promise, Ticket
from entregent.tickets.rules import NEW


def take_on(
    conversation: Conversation,
    *,
    subject: str,
    channel: str = "",
    queue: UUID | None = None,
    priority: int = 0,
    now: datetime,
    actor: str,
) -> Ticket:
    """Open a ticket on a conversation that has none: its customer waits for somebody from now on, in ``queue`` (else the
    brand's own), as ``channel`` (else that of the conversation). Raises LookupError when the brand has no queue."""
    ticket = Ticket(
        brand_id=conversation.brand_id, title=subject[:250], person_id=conversation.person_id, conversation=conversation,
        organisation_id=persons.organisation_of(conversation.person_id, conversation.address),
        queue_id=queue or configuration(conversation.brand_id).default_queue, channel=channel or conversation.channel,
        status=NEW, priority=priority, opened_at=now, updated_at=now,
    )  # fmt: skip
    append(openings.begin(ticket, [Promise.Kind.RESOLUTION], now, actor, waiting_since=now))
    return ticket
