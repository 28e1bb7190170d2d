"""SMTP and LMTP in: an unknown recipient is refused at once, a mail is acknowledged once it is on the disk, not before."""

import asyncio
import logging
import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.utils import timezone

from entregent.channels.mail.addresses import AddressBook
from entregent.channels.mail.configuration import MAX_BYTES
from entregent.channels.mail.intake.store import Delivery, NotStored, Store

log = logging.getLogger(__name__)
MAX_RECIPIENTS = 100
LEAST_ROOM = int(os.environ.get("ENTREGENT_LEAST_ROOM", str(200 * 1024 * 1024)))
"""Bytes that must stay free where the files are: below, mails are put off while there is still room to work."""

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
        folder: Path,
        via: str = "smtp",
        least_room: int = LEAST_ROOM,
    ) -> None:
        self._book, self._store, self._look_up = book, store, look_up
        self._kept, self._folder, self.via, self._least_room = kept, folder, via, least_room
        self._room_known_until, self._has_room = 0.0, True

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
        if isinstance(content, str) or not self._room():
            return _FULL
        sender = "" if envelope.mail_from in (None, "<>") else str(envelope.mail_from)
        delivery = Delivery(timezone.now(), self.via, sender, tuple(dict.fromkeys(envelope.rcpt_tos)), content)
        try:
            await self._store.keep(delivery)
        except NotStored as refusal:
            return _FULL if refusal.full else _LATER
        self._kept()
        return "250 2.0.0 Kept"

    def _room(self) -> bool:
        """Whether the files' disk has room; looked at once a second."""
        if time.monotonic() >= self._room_known_until:
            folder = next(place for place in (self._folder, *self._folder.parents) if place.exists())
            self._has_room = shutil.disk_usage(folder).free >= self._least_room
            self._room_known_until = time.monotonic() + 1
        return self._has_room


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


async def listen(reception: Reception, host: str, port: int, *, hostname: str = "entregent") -> asyncio.Server:
    """Take mails in at this address by the protocol of the reception. The server tells its port (0: any free one)."""
    protocol: type[SMTP] = _LocalMail if reception.via == "lmtp" else _Mail
    loop = asyncio.get_running_loop()

    def connected() -> SMTP:
        return protocol(
            reception, data_size_limit=MAX_BYTES, enable_SMTPUTF8=True, hostname=hostname, ident="Entregent", timeout=300
        )

    return await loop.create_server(connected, host, port)
