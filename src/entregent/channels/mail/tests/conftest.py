"""A brand that is written to, the mail process in a thread, and the outside world as a real SMTP server."""

import asyncio
import hashlib
import smtplib
import threading
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP
from django.conf import settings
from django.core.cache import caches
from django.utils import timezone

from entregent.access.models import Membership, Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.mail.addresses import AddressBook
from entregent.channels.mail.intake.certificate import Certificate
from entregent.channels.mail.intake.drain import drain_once
from entregent.channels.mail.intake.process import Intake
from entregent.channels.mail.intake.room import Room
from entregent.channels.mail.models import MailAddress, RawMail
from entregent.channels.mail.port import MailChannel
from entregent.channels.mail.tests.dovecot import Dovecot, running
from entregent.conversations.channel import CHANNELS, register
from entregent.conversations.content import Content
from entregent.conversations.jobs import deliver
from entregent.conversations.models import Message
from entregent.routing.models import Queue
from entregent.tickets.actions import reply
from entregent.tickets.models import Ticket

CONTACT = "contact@ponant.example"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    backend = settings.STORAGES["default"]["BACKEND"]
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": backend, "OPTIONS": {"location": settings.MEDIA_ROOT}}}


def open_desk(brand: Brand, address: str = CONTACT, **fields: object) -> MailAddress:
    """A queue and an address for a brand; its walls must be open."""
    caches["process"].clear()
    queue = Queue.objects.create(brand=brand, name="Contrats", is_default=True)
    return MailAddress.objects.create(brand=brand, address=address, display_name="Mutuelle Ponant", queue=queue, **fields)


@pytest.fixture
def desk(brand: Brand) -> MailAddress:
    """The brand's address, in the transaction of the test."""
    return open_desk(brand)


@pytest.fixture
def lived(committed: str) -> MailAddress:
    """The same, committed, for tests in which several connections meet."""
    brand = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON", vocabulary="sociétaire")
    with visible([brand.id]):
        return open_desk(brand)


@dataclass
class Door:
    """Our own SMTP server, and its threads' work done by hand: ``take_in`` is called when the test wants it."""

    port: int
    lmtp_port: int
    book: AddressBook
    room: Room

    def client(self) -> smtplib.SMTP:
        return smtplib.SMTP("127.0.0.1", self.port, timeout=20)

    def deliver(self, mail: bytes, sender: str = "helene@example.org", to: str = CONTACT) -> None:
        with self.client() as client:
            client.sendmail(sender, [to], mail)

    def take_in(self) -> int:
        total = 0
        while done := drain_once(self.book, self.room):
            total += done
        return total


class Loop:
    """An event loop in a thread."""

    def __enter__(self) -> "Loop":
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        return self

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(20)

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


class Doorman:
    """Runs the listeners in a loop of their own."""

    def __init__(self, conninfo: str, *, least_room: int = 0, certificate: Certificate | None = None) -> None:
        self._conninfo, self._least_room, self._certificate, self._loop = conninfo, least_room, certificate, Loop()

    def __enter__(self) -> Door:
        return self._loop.__enter__().run(self._open())

    async def _open(self) -> Door:
        book, room = AddressBook(), Room(Path(settings.MEDIA_ROOT), self._least_room)
        self._intake = Intake(self._conninfo, book, lambda: None, room, self._certificate)
        await self._intake.__aenter__()
        port = await self._intake.listen("smtp", "127.0.0.1", 0)
        return Door(port, await self._intake.listen("lmtp", "127.0.0.1", 0), book, room)

    def __exit__(self, *_: object) -> None:
        self._loop.run(self._intake.__aexit__())
        self._loop.__exit__()


def conninfo() -> str:
    """The database of the test, for connections that are not Django's."""
    from django.db import connection
    from psycopg.conninfo import make_conninfo

    place = connection.settings_dict
    return make_conninfo(
        host=place["HOST"], port=place["PORT"] or 5432, dbname=place["NAME"], user=place["USER"], password=place["PASSWORD"]
    )


@pytest.fixture
def door(lived: MailAddress) -> Iterator[Door]:
    """Our SMTP and LMTP servers, on free ports."""
    with Doorman(conninfo()) as opened:
        yield opened


@dataclass
class World:
    """The outside world: an SMTP server that keeps what it is given. ``answer`` decides for each recipient."""

    port: int = 0
    mails: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    answer: Callable[[str], str] = lambda address: "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        told = self.answer(address)
        if told.startswith("250"):
            envelope.rcpt_tos.append(address)
        return told

    async def handle_DATA(self, server, session, envelope) -> str:
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 OK"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The relay of our settings leads there."""
    outside = World()

    async def open_server() -> asyncio.Server:
        return await asyncio.get_running_loop().create_server(lambda: SMTP(outside), "127.0.0.1", 0)

    async def close_server() -> None:
        server.close()

    with Loop() as loop:
        server = loop.run(open_server())
        outside.port = server.sockets[0].getsockname()[1]
        monkeypatch.setenv("ENTREGENT_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("ENTREGENT_SMTP_PORT", str(outside.port))
        yield outside
        loop.run(close_server())


@pytest.fixture
def channel() -> Iterator[MailChannel]:
    """The mail channel, registered as the worker does."""
    register(MailChannel())
    yield CHANNELS["mail"]
    CHANNELS.pop("mail")


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A real IMAP server; its users are made by being named."""
    with running() as server:
        yield server


def put(
    mail: bytes, *, sender: str | None = "helene@example.org", to: tuple[str, ...] = (CONTACT,), now=None, **fields
) -> RawMail:
    """A raw mail that waits, without going through a server."""
    return RawMail.objects.create(
        received_at=now or timezone.now(), via="smtp", sender=sender, recipients=list(to), content=mail, size=len(mail),
        digest=hashlib.sha256(mail).hexdigest(), **fields,
    )  # fmt: skip


def take_in_all() -> int:
    """Take in what waits."""
    book, room, total = AddressBook(), Room(Path(settings.MEDIA_ROOT), 0), 0
    while done := drain_once(book, room):
        total += done
    return total


def letter(text: str, **headers: str) -> bytes:
    """A customer's mail."""
    mail = EmailMessage(policy=default)
    mail["From"] = "Hélène Le Goff <helene@example.org>"
    mail["To"] = CONTACT
    mail["Subject"] = headers.pop("Subject", "Remboursement de mes lentilles")
    mail["Date"] = timezone.now()
    mail["Message-ID"] = headers.pop("Message_ID", "<premier@example.org>")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes(policy=default.clone(linesep="\r\n"))


@pytest.fixture
def agent(lived: MailAddress) -> Staff:
    """Someone of the brand who answers."""
    staff = Staff.objects.create_user("claire@example.org", "un-mot-de-passe-long", name="Claire Morvan")
    Membership.objects.create(staff=staff, of_brand_id=lived.brand_id, role="agent")
    return staff


def answer(lived: MailAddress, agent: Staff, text: str, **content: object) -> Message:
    """The agent answers the only ticket, and the worker delivers it."""
    with visible([lived.brand_id]):
        written = reply(Ticket.objects.get().id, Content(text=text, **content), staff=agent, now=timezone.now())
    deliver(brand=str(lived.brand_id), message=str(written.id))
    return written
