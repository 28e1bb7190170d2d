"""The mail process: listeners, readers of mailboxes, and the threads that take in what they stored."""

import asyncio
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings

from entregent.channels.mail.addresses import AddressBook
from entregent.channels.mail.intake.certificate import Certificate, CertificateUnusable, certificate_of_settings
from entregent.channels.mail.intake.drain import Drain
from entregent.channels.mail.intake.imap import Readers
from entregent.channels.mail.intake.room import Room
from entregent.channels.mail.intake.server import Reception, listen
from entregent.channels.mail.intake.store import Store


def run(conninfo: str, host: str, port: int, lmtp_port: int | None = None) -> None:
    """Take mails in until SIGTERM or SIGINT; what was acknowledged is on the disk, the next start takes it up.

    Ends at once, saying why, when a certificate is set that cannot be used: a port in clear is not what was asked for.
    """
    try:
        certificate = certificate_of_settings()
    except CertificateUnusable as error:
        raise SystemExit(f"entregent mail: {error}") from error
    book, room = AddressBook(), Room(Path(settings.MEDIA_ROOT))
    drain = Drain(book, room)
    readers = Readers(drain.wake)
    drain.start()
    readers.start()
    try:
        asyncio.run(_serve(Intake(conninfo, book, drain.wake, room, certificate), host, port, lmtp_port))
    finally:
        readers.stop()
        drain.stop()


async def _serve(intake: "Intake", host: str, port: int, lmtp_port: int | None) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with intake:
        await intake.listen("smtp", host, port)
        if lmtp_port is not None:
            await intake.listen("lmtp", host, lmtp_port)
        await stop.wait()


class Intake:
    """The listeners and their store, open while the ``async with`` lasts; ``kept`` is called for each mail stored."""

    def __init__(
        self, conninfo: str, book: AddressBook, kept: Callable[[], None], room: Room, certificate: Certificate | None = None
    ) -> None:
        self._store, self._book, self._kept, self._room, self._certificate = Store(conninfo), book, kept, room, certificate
        self._look_up = ThreadPoolExecutor(1, "addresses")
        self._servers: list[asyncio.Server] = []
        self._writer: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Intake":
        self._writer = asyncio.create_task(self._store.run())
        return self

    async def listen(self, via: str, host: str, port: int) -> int:
        """Open a port for ``smtp`` or ``lmtp``; return its number."""
        reception = Reception(self._book, self._store, self._look_up, kept=self._kept, room=self._room, via=via)
        server = await listen(reception, host, port, certificate=self._certificate)
        self._servers.append(server)
        return server.sockets[0].getsockname()[1]

    async def __aexit__(self, *_: object) -> None:
        for server in self._servers:
            server.close()
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.wait([self._writer])
        self._look_up.shutdown(wait=False)
