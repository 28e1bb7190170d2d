"""Requests that began on a page: nobody waits there any more, so answers go to the address that was left."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from entregent.conversations.channel import CHANNELS, Capabilities, Sent, Undeliverable
from entregent.conversations.models import Message


class WebChannel:
    """Answers by mail where a mail address was left; a number is there to be called."""

    name = "web"
    capabilities = Capabilities(files=True, html=True, subject=True)

    def prepare(self, message: Message) -> Callable[[], Sent]:
        """What carries the mail. Raises Undeliverable where there is nothing to write to."""
        if "@" not in message.conversation.address and not message.recipients:
            raise Undeliverable(_("No e-mail address was left on this page: telephone, or write from another request."))
        return CHANNELS["mail"].prepare(message)
