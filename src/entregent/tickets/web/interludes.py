"""What the ticket tells between the messages of its conversation."""

from django.utils import timezone
from django.utils.translation import gettext as _

from entregent.conversations.interludes import Interlude
from entregent.conversations.models import Conversation
from entregent.tickets.models import Ticket
from entregent.tickets.queries import facts_to_tell
from entregent.tickets.web.wording import lines


def between_messages(conversation: Conversation) -> list[Interlude]:
    """Changes of hands and of status, promises that pause or break, tasks."""
    ticket = Ticket.objects.filter(conversation=conversation).first()
    if ticket is None:
        return []
    told = lines(facts_to_tell(ticket), timezone.now())
    said = _("%(what)s, by %(who)s")
    return [
        Interlude(line.at, line.icon, said % {"what": line.text, "who": line.who} if line.who else line.text) for line in told
    ]
