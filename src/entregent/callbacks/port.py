"""A request to be called back: it is answered by telephone, so nothing that is written leaves."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from entregent.conversations.channel import Capabilities, Sent, Undeliverable
from entregent.conversations.models import Message


class CallbackChannel:
    """The telephone number is there to be called; there is nobody to write to."""

    name = "callback"
    capabilities = Capabilities()

    def prepare(self, message: Message) -> Callable[[], Sent]:
        """Raises Undeliverable, always."""
        raise Undeliverable(_("This person asked to be called: telephone, or write from a request of theirs."))
