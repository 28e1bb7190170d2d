"""What a chat tells between the messages of its conversation."""

from datetime import datetime

from django.utils.translation import gettext as _

from entregent.channels.chat.models import Chat
from entregent.conversations.models import Conversation
from entregent.conversations.web.interludes import Interlude


def between_messages(conversation: Conversation, since: datetime | None) -> list[Interlude]:
    """Its end, and what its visitor thought of it."""
    if conversation.channel not in ("chat", "mail"):
        return []
    chat = Chat.objects.filter(conversation=conversation).first()
    if chat is None:
        return []
    told = []
    if chat.ended_at is not None:
        told.append(Interlude(chat.ended_at, "chat", chat.get_ended_by_display()))
    if chat.rated_at is not None and chat.score is not None:
        said = _("Satisfaction: %(score)s out of 5") % {"score": chat.score}
        told.append(Interlude(chat.rated_at, "star", f"{said} — {chat.words}" if chat.words else said))
    return [line for line in told if since is None or line.at >= since]
