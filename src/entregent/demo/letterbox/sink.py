"""A mail server for the addresses of the demonstration: it takes whatever we send and keeps it in a folder."""

import asyncio
import mailbox
import signal
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

KEPT = 500
PUT_ASIDE = "X-Letterbox-To"


class Keeper:
    """Keeps each mail in the Maildir, with its envelope's recipient, and throws the oldest away."""

    def __init__(self, folder: Path) -> None:
        self.box = mailbox.Maildir(folder, create=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the mail, then accept it."""
        await asyncio.to_thread(self._keep, envelope)
        return "250 kept"

    def _keep(self, envelope: Envelope) -> None:
        head = f"{PUT_ASIDE}: {', '.join(envelope.rcpt_tos)}\r\n".encode()
        self.box.add(head + envelope.content)
        for key in sorted(self.box.keys())[:-KEPT]:
            self.box.discard(key)


def run(host: str, port: int, folder: Path) -> None:
    """Take mails until told to stop."""
    asyncio.run(_serve(host, port, Keeper(folder)))


async def _serve(host: str, port: int, keeper: Keeper) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(lambda: SMTP(keeper, enable_SMTPUTF8=True), host, port)
    async with server:
        await stop.wait()
