"""Requests of which nobody waits any more where they began (a page, a form, a call, a script): they are answered by mail."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from entregent.conversations.channel import CHANNELS, Capabilities, Sent, Undeliverable
from entregent.conversations.models import Conversation, Message
from entregent.people.models import Handle


class AnsweredByMail:
    """A channel of this name, whose answers go to the mail address that was left, else to one that its person is known by."""

    capabilities = Capabilities(files=True, html=True, subject=True)

    def __init__(self, name: str) -> None:
        self.name = name

    def prepare(self, message: Message) -> Callable[[], Sent]:
        """What carries the mail. Raises Undeliverable where there is nothing to write to."""
        if not message.recipients:
            address = mail_of(message.conversation)
            if not address:
                raise Undeliverable(nowhere())
            message.recipients = [address]
            message.save(update_fields=["recipients"])
        return CHANNELS["mail"].prepare(message)


def mail_of(conversation: Conversation) -> str:
    """Where an answer goes: "" where no address is known that takes mails."""
    if "@" in conversation.address:
        return conversation.address
    mails = Handle.objects.filter(person=conversation.person_id, kind=Handle.Kind.MAIL, undeliverable_since=None)
    return mails.order_by("-last_seen_at").values_list("value", flat=True).first() or ""


def leads_nowhere(conversation: Conversation) -> bool:
    """Whether an answer could not leave, for want of an address."""
    return isinstance(CHANNELS.get(conversation.channel), AnsweredByMail) and not mail_of(conversation)


def nowhere() -> str:
    """What an agent is told then."""
    return _("No e-mail address is known here: telephone, or add one to the record, then answer.")
