"""What calls tell at their place in the thread of their request."""

from datetime import datetime

from django.db.models import Q

from entregent.channels.voice.models import Call
from entregent.channels.voice.story import story
from entregent.conversations.models import Conversation
from entregent.conversations.web.interludes import Interlude


def between_messages(conversation: Conversation, since: datetime | None) -> list[Interlude]:
    """The lines of the call that it is, and of those that were placed about its request."""
    calls = Call.objects.filter(Q(conversation=conversation) | Q(ticket__conversation=conversation))
    told = story(calls.select_related("brand", "number__brand", "conversation"))
    return [line for line in told if since is None or line.at >= since]
