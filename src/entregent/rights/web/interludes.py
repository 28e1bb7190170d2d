"""What a right over personal data tells between the messages of its request."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from entregent.conversations.models import Conversation
from entregent.conversations.web.interludes import Interlude
from entregent.rights.models import RightRequest

ASKED_BY = "portal"
"""The channel by which rights are exercised."""


def between_messages(conversation: Conversation, since: datetime | None) -> list[Interlude]:
    """Which right, until when by law, what makes sure who asks; that it takes longer, or was late."""
    if conversation.channel != ASKED_BY:
        return []  # every other conversation is spared a statement
    request = RightRequest.objects.filter(ticket__conversation=conversation).first()
    if request is None:
        return []
    what = {
        "right": request.get_right_display(), "source": request.source, "day": date_format(request.due_on, "DATE_FORMAT"),
        "identity": request.get_identity_display(),
    }  # fmt: skip
    told = [
        Interlude(
            request.received_at, "shield",
            _("%(right)s (%(source)s): answer by %(day)s at the latest. Identity: %(identity)s.") % what,
        )
    ]  # fmt: skip
    if request.extended_at:
        told.append(Interlude(request.extended_at, "clock", _("The law’s time is extended to %(day)s.") % what))
    if request.warned_at and not request.answered_at:
        told.append(Interlude(request.warned_at, "alert", _("Few days are left to answer: %(day)s at the latest.") % what))
    if request.overdue_at:
        told.append(Interlude(request.overdue_at, "alert", _("The law’s time is over: answer at once.")))
    return [line for line in told if since is None or line.at >= since]
