"""Notes that call a colleague."""

from datetime import datetime

from entregent.access.models import Staff
from entregent.conversations.models import Mention
from entregent.tickets.models import Ticket


def see_mentions(staff: Staff, ticket: Ticket, now: datetime) -> int:
    """The agent has opened the ticket: the notes that call them there are seen. Returns how many were new."""
    unseen = Mention.objects.filter(staff=staff, seen_at__isnull=True, message__conversation=ticket.conversation_id)
    return unseen.update(seen_at=now)
