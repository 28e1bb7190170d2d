"""What the ticket tells between the messages of its conversation."""

from datetime import datetime
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from entregent.conversations.models import Conversation
from entregent.conversations.web.interludes import Interlude
from entregent.tickets.models import Ticket
from entregent.tickets.queries import facts_to_tell
from entregent.tickets.web.wording import lines


def between_messages(conversation: Conversation, since: datetime | None) -> list[Interlude]:
    """Changes of hands and of status, promises that pause or break, tasks."""
    ticket = Ticket.objects.select_related("brand").filter(conversation=conversation).first()
    if ticket is None:
        return []
    said = _("%(what)s, by %(who)s")
    told_lines = lines(facts_to_tell(ticket, since), timezone.now(), ticket.brand.vocabulary)
    told: list[Interlude] = []
    for (at, who), group in groupby(told_lines, key=lambda line: (line.at, line.who)):
        together = list(group)
        what = " · ".join(line.text for line in together)
        told.append(Interlude(at, together[0].icon, said % {"what": what, "who": who} if who else what))
    return told
