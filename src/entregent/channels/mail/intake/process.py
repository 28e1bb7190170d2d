"""The mail process: listeners, readers of mailboxes, and the threads that take in what they stored."""

import asyncio
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings

from entregent.channels.mail.addresses import AddressBook
from entregent.channels.mail.intake.drain import Drain
from entregent.channels.mail.intake.imap import Readers
from entregent.channels.mail.intake.server import Reception, listen
from entregent.channels.mail.intake.store import Store


def run(conninfo: str, host: str, port: int, lmtp_port: int | None = None) -> None:
    """Take mails in until SIGTERM or SIGINT; what was acknowledged is on the disk, the next start takes it up."""
    book = AddressBook()
    drain = Drain(book)
    readers = Readers(drain.wake)
    drain.start()
    readers.start()
    try:
        asyncio.run(_serve(conninfo, host, port, lmtp_port, book, drain))
    finally:
        readers.stop()
        drain.stop()


async def _serve(conninfo: str, host: str, port: int, lmtp_port: int | None, book: AddressBook, drain: Drain) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with Intake(conninfo, book, drain.wake) as intake:
        await intake.listen("smtp", host, port)
        if lmtp_port is not None:
            await intake.listen("lmtp", host, lmtp_port)
        await stop.wait()


class Intake:
    """The listeners and their store, open while the ``async with`` lasts; ``kept`` is called for each mail stored."""

    def __init__(self, conninfo: str, book: AddressBook, kept: Callable[[], None]) -> None:
        self._store, self._book, self._kept = Store(conninfo), book, kept
        self._look_up = ThreadPoolExecutor(1, "addresses")
        self._servers: list[asyncio.Server] = []
        self._writer: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Intake":
        self._writer = asyncio.create_task(self._store.run())
        return self

    async def listen(self, via: str, host: str, port: int, **options: int) -> int:
        """Open a port for ``smtp`` or ``lmtp``; return its number."""
        reception = Reception(
            self._book, self._store, self._look_up, kept=self._kept, folder=Path(settings.MEDIA_ROOT), via=via, **options
        )
        server = await listen(reception, host, port)
        self._servers.append(server)
        return server.sockets[0].getsockname()[1]

    async def __aexit__(self, *_: object) -> None:
        for server in self._servers:
            server.close()
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.wait([self._writer])
        self._look_up.shutdown(wait=False)
