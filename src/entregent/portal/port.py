"""Requests opened in the portal: answers stand there to be read, and go to the customer's mailbox too."""

from collections.abc import Callable

from entregent.channels.mail.port import MailChannel, sender_of
from entregent.conversations.channel import Capabilities, Sent
from entregent.conversations.models import Message


class PortalChannel:
    """The answer is there as soon as it is written; a brand that has an address sends it by mail as well, where the customer
    may answer: both are the same conversation."""

    name = "portal"
    capabilities = Capabilities(files=True, html=True, subject=True)

    def prepare(self, message: Message) -> Callable[[], Sent]:
        """What carries the mail; without an address of the brand, or of the customer, nothing has to be carried."""
        if not message.conversation.address or sender_of(message) is None:
            return lambda: Sent(str(message.id), delivered=True)
        return MailChannel().prepare(message)
