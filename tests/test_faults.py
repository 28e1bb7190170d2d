"""A thousand mails come in while everything is killed at random: none is lost, none is doubled."""

import os
import random
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

MAILS, SENDERS = 1000, 5
KILLS = ["mail", "postgres", "worker", "mail", "public", "postgres", "mail", "worker"]
PAUSE = 1.2  # seconds between two kills: long enough for work to be under way again
WORLD = """
from entregent.brands.models import Brand
from entregent.channels.mail.models import MailAddress
from entregent.routing.models import Queue
brand = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON")
queue = Queue.objects.create(brand=brand, name="Contrats", is_default=True)
MailAddress.objects.create(brand=brand, address="contact@ponant.example", queue=queue)
"""
COUNT = """
from entregent.channels.mail.models import RawMail
from entregent.conversations.models import Message
from entregent.journal.models import Event
from entregent.tickets.models import Ticket
print(RawMail.objects.filter(state="waiting").count(), RawMail.objects.filter(state="quarantined").count(),
      Message.objects.count(), Message.objects.values("external_id").distinct().count(), Ticket.objects.count(),
      Event.objects.filter(kind="ticket.opened").count())
"""


@dataclass
class House:
    """An installation of its own, started by ``entregent serve``."""

    folder: Path
    web: int
    mail: int
    process: subprocess.Popen[bytes]
    environment: dict[str, str]

    def shell(self, code: str) -> str:
        told = subprocess.run(
            [sys.executable, "-m", "entregent.config.cli", "manage", "shell", "--verbosity", "0", "--command", code],
            env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if told.returncode:
            raise RuntimeError(told.stderr[-2000:])
        return told.stdout

    def kill(self, part: str) -> bool:
        """Kill -9; False when it is not there to be killed at this moment."""
        number = self._postmaster() if part == "postgres" else self._child(part)
        if number is None:
            return False
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
        return True

    def _postmaster(self) -> int | None:
        try:
            number = int((self.folder / "postgres" / "postmaster.pid").read_text().split()[0])
            os.kill(number, 0)
        except (OSError, IndexError, ValueError):
            return None
        return number

    def _child(self, part: str) -> int | None:
        for place in Path("/proc").iterdir():
            if not place.name.isdigit():
                continue
            with suppress(OSError):
                words = (place / "cmdline").read_text().split("\0")
                parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
                if parent == self.process.pid and "entregent.config.cli" in words and part in words:
                    return int(place.name)
        return None


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def house() -> Iterator[House]:
    with tempfile.TemporaryDirectory(prefix="house") as name:
        folder, web, mail = Path(name), free_port(), free_port()
        folder.chmod(0o755)  # the database runs as another account
        ours = {"DATABASE_URL", "ENTREGENT_TESTING", "ENTREGENT_APP_ROLE", "ENTREGENT_FILES"}
        environment = {key: value for key, value in os.environ.items() if key not in ours} | {"ENTREGENT_DATA": name}
        arguments = ["serve", "--port", str(web), "--mail-port", str(mail)]
        with (folder / "said").open("wb") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "entregent.config.cli", *arguments], env=environment, stdout=said, stderr=said, cwd=name
            )
        try:
            made = House(folder, web, mail, process, environment)
            wait_for(lambda: answers(mail), 60)
            made.shell(WORLD)
            yield made
        finally:
            process.terminate()
            process.wait(40)


def answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def wait_for(done, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not done():
        if time.monotonic() > until:
            pytest.fail("it did not happen in time")
        time.sleep(0.2)


def send_all(port: int, numbers: list[int]) -> None:
    """As a mail server does: what is not acknowledged is sent again, from the beginning."""
    client: smtplib.SMTP | None = None
    for number in numbers:
        content = (
            f"From: Client {number} <c{number}@example.org>\r\nTo: contact@ponant.example\r\nSubject: Dossier {number}\r\n"
            f"Message-ID: <{number}@example.org>\r\nDate: Fri, 20 Nov 2026 10:00:00 +0100\r\n\r\nBonjour {number}\r\n"
        ).encode()
        while True:
            try:
                client = client or smtplib.SMTP("127.0.0.1", port, timeout=10)
                client.sendmail(f"c{number}@example.org", ["contact@ponant.example"], content)
                break
            except smtplib.SMTPRecipientsRefused as refusal:
                assert all(code < 500 for code, _ in refusal.recipients.values())
            except smtplib.SMTPResponseException as refusal:
                assert refusal.smtp_code < 500
            except (OSError, smtplib.SMTPException):
                client = None
            time.sleep(0.2)
        time.sleep(0.015)
    if client is not None:
        with suppress(OSError, smtplib.SMTPException):
            client.quit()


def test_a_thousand_mails_come_in_while_everything_is_killed_none_is_lost_none_is_doubled(house: House) -> None:
    dice = random.Random(20261120)
    killed: list[str] = []
    over = threading.Event()

    def kill_at_random() -> None:
        for part in KILLS:
            if over.wait(PAUSE * dice.uniform(0.5, 1.5)):
                return
            while not house.kill(part) and not over.wait(0.2):
                pass
            killed.append(part)

    killer = threading.Thread(target=kill_at_random)
    killer.start()
    try:
        with ThreadPoolExecutor(SENDERS) as threads:
            list(threads.map(lambda n: send_all(house.mail, list(range(n, MAILS, SENDERS))), range(SENDERS)))
    finally:
        over.set()
        killer.join(20)
    assert {"mail", "postgres", "worker", "public"} <= set(killed)

    def settled() -> bool:
        try:
            return house.shell(COUNT).split()[0] == "0"
        except RuntimeError:  # the database is still coming back
            return False

    wait_for(settled, 120)
    assert house.shell(COUNT).split() == ["0", "0", *["1000"] * 4]
    wait_for(lambda: answers(house.web), 30)
    with urllib.request.urlopen(f"http://127.0.0.1:{house.web}/accounts/login/", timeout=20) as page:
        assert page.status == 200
