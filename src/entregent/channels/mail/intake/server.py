"""SMTP and LMTP in: an unknown recipient is refused at once, a mail is acknowledged once it is on the disk, not before."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.utils import timezone

from entregent.channels.mail.addresses import AddressBook
from entregent.channels.mail.configuration import MAX_BYTES
from entregent.channels.mail.intake.certificate import Certificate
from entregent.channels.mail.intake.room import Room
from entregent.channels.mail.intake.store import Delivery, NotStored, Store

log = logging.getLogger(__name__)
MAX_RECIPIENTS = 100

_LATER = "451 4.3.0 The mail cannot be stored at this moment, please try again later"
_FULL = "452 4.3.1 No room is left for mails at this moment, please try again later"
_LONGEST_LINE = 4 * 1024 * 1024


class Reception:
    """What is done with what an SMTP or LMTP client says."""

    def __init__(
        self,
        book: AddressBook,
        store: Store,
        look_up: Executor,
        *,
        kept: Callable[[], None],
        room: Room,
        via: str = "smtp",
    ) -> None:
        self._book, self._store, self._look_up = book, store, look_up
        self._kept, self._room, self.via = kept, room, via

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        """Any sender is welcome; one that cannot be written down is not."""
        if not address.isprintable() or len(address) > 320 or not _is_text(address):
            return "553 5.1.7 This sender cannot be read"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        """Only the brands' addresses: nothing is relayed."""
        if len(envelope.rcpt_tos) >= MAX_RECIPIENTS:
            return "452 4.5.3 Too many recipients in one go"
        try:
            found = self._book.known(address) or await asyncio.get_running_loop().run_in_executor(
                self._look_up, self._book.find, address
            )
        except Exception as error:  # nobody can say that the address is unknown
            log.error("an address could not be looked up: %s", type(error).__name__)
            return _LATER
        if found is None:
            return "550 5.1.1 Nobody has this address here"
        envelope.rcpt_tos.append(found.address)  # as often as it is named: LMTP answers for each
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Store, then acknowledge."""
        answer = await self._keep(envelope)
        return "\r\n".join([answer] * len(envelope.rcpt_tos)) if self.via == "lmtp" else answer

    async def _keep(self, envelope: Envelope) -> str:
        content = envelope.content or b""
        if isinstance(content, str) or not self._room.enough():
            return _FULL
        sender = "" if envelope.mail_from in (None, "<>") else str(envelope.mail_from)
        delivery = Delivery(timezone.now(), self.via, sender, tuple(dict.fromkeys(envelope.rcpt_tos)), content)
        try:
            await self._store.keep(delivery)
        except NotStored as refusal:
            return _FULL if refusal.full else _LATER
        self._kept()
        return "250 2.0.0 Kept"


def _is_text(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


class _Mail(SMTP):
    """Long lines are no reason to refuse a customer's mail: many programs write HTML in one."""

    line_length_limit = _LONGEST_LINE


class _LocalMail(LMTP):
    line_length_limit = _LONGEST_LINE


async def listen(
    reception: Reception, host: str, port: int, *, certificate: Certificate | None = None, hostname: str = "entregent"
) -> asyncio.Server:
    """Take mails in at this address by the protocol of the reception. The server tells its port (0: any free one).

    With a certificate, STARTTLS is offered, never demanded: a server without it still brings its mails (RFC 3207).
    """
    protocol: type[SMTP] = _LocalMail if reception.via == "lmtp" else _Mail
    loop = asyncio.get_running_loop()

    def connected() -> SMTP:
        return protocol(
            reception, data_size_limit=MAX_BYTES, enable_SMTPUTF8=True, hostname=hostname, ident="Entregent", timeout=300,
            tls_context=certificate.context() if certificate else None,
        )  # fmt: skip

    return await loop.create_server(connected, host, port)
