"""The mail channel, as conversations see it."""

from collections.abc import Callable
from functools import partial

from django.utils.translation import gettext as _

from entregent.channels.mail.bounces import BounceKind, classify
from entregent.channels.mail.client import Refused, hand_over
from entregent.channels.mail.composing import compose, message_id_of
from entregent.channels.mail.configuration import relay, seal_keys
from entregent.channels.mail.dkim import sign
from entregent.channels.mail.models import MailAddress
from entregent.channels.mail.outgoing_headers import HeaderRefused, wire_address
from entregent.conversations.channel import Capabilities, Sent, Undeliverable
from entregent.conversations.models import Message
from entregent.kernel.handles import InvalidHandle, mail_handle
from entregent.people.models import Handle


class MailChannel:
    """Answers by mail, from the address that was written to."""

    name = "mail"
    capabilities = Capabilities(files=True, html=True, subject=True)

    def prepare(self, message: Message) -> Callable[[], Sent]:
        """Write the mail and seal it; what is returned hands it to the relay.

        Raises Undeliverable for good, OSError to be tried again later. The relay's yes is not an arrival: a bounce may come.
        """
        sender = sender_of(message)
        if sender is None:
            raise Undeliverable(_("The brand has no active mail address to send from."))
        recipients = [str(recipient) for recipient in message.recipients] or [message.conversation.address]
        copies = [str(copy) for copy in message.extra.get("cc", [])]
        _refuse_dead(message, recipients)
        try:
            mail = compose(message, sender, recipients)
            wired = [wire_address("To", address) for address in [*recipients, *copies]]
        except (HeaderRefused, FileNotFoundError) as error:
            raise Undeliverable(str(error)) from error
        sealed = sign(mail, seal_keys(sender.address, sender.dkim_selectors))
        # What a machine wrote leaves with the null sender, so that no machine answers it (RFC 3834 section 3.3).
        envelope = "" if message.automatic else sender.address
        return partial(_carry, envelope, wired, sealed, message_id_of(message, sender))


def _carry(envelope: str, recipients: list[str], mail: bytes, message_id: str) -> Sent:
    try:
        hand_over(relay(), envelope, recipients, mail)
    except Refused as refusal:
        dead = len(recipients) == 1 and classify("", str(refusal)) is BounceKind.HARD
        raise Undeliverable(str(refusal), mail_handle(recipients[0]) if dead else None) from refusal
    return Sent(message_id)


def sender_of(message: Message) -> MailAddress | None:
    """The address that was written to; else the brand's first active one."""
    addresses = MailAddress.objects.filter(brand=message.brand_id, active=True)
    written_to = message.conversation.brand_address.lower()
    return addresses.filter(address=written_to).first() or addresses.order_by("id").first()


def _refuse_dead(message: Message, recipients: list[str]) -> None:
    """Never again to an address that refused for good: it would harm what we send to the others."""
    try:
        values = [mail_handle(recipient).value for recipient in recipients]
    except InvalidHandle as error:
        raise Undeliverable(_("This is not an address that can be written to.")) from error
    dead = Handle.objects.filter(
        brand=message.brand_id, kind=Handle.Kind.MAIL, value__in=values, undeliverable_since__isnull=False
    )
    if dead.exists():
        raise Undeliverable(_("This address refuses our mails for good: another one is needed."))
