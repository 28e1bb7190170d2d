"""A program that opened a ticket fetches its answers: nothing is carried, the fact itself is the delivery."""

from collections.abc import Callable

from entregent.conversations.channel import Capabilities, Sent
from entregent.conversations.models import Message


class ApiChannel:
    """Answers wait in ``/tickets/<id>/messages``; the webhook of ``message.written`` says that there is one."""

    name = "api"
    capabilities = Capabilities(files=True, subject=True)

    def prepare(self, message: Message) -> Callable[[], Sent]:
        """The message is there to be read."""
        return lambda: Sent(message.external_id or str(message.id))
