"""The chat, as conversations see it."""

from collections.abc import Callable

from entregent.channels.chat.models import Chat
from entregent.channels.chat.queries import mark_of
from entregent.channels.chat.rules import LONGEST_TEXT
from entregent.conversations.channel import Capabilities, Sent
from entregent.conversations.models import Message


class ChatChannel:
    """An answer is carried by nobody: the visitor's widget hears that there is one, and fetches it."""

    name = "chat"
    capabilities = Capabilities(files=True, typing=True, receipts=True, live=True, longest_text=LONGEST_TEXT)

    def prepare(self, message: Message) -> Callable[[], Sent]:
        """The message is there to be fetched; it arrived if the visitor has seen it."""
        chat = Chat.objects.filter(conversation=message.conversation_id).first()
        if chat is None:
            return lambda: Sent(str(message.id))
        seen = chat.visitor_seen_at is not None and chat.visitor_seen_at >= message.at
        mark = mark_of(chat)
        return lambda: Sent(mark, delivered=seen)
