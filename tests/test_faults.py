"""A thousand mails come in while everything is killed at random: none is lost, none is doubled."""

import random
import smtplib
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from tests.serving import WORLD, House, serving, wait_for

MAILS, SENDERS = 1000, 5
KILLS = ["mail", "postgres", "worker", "mail", "public", "postgres", "mail", "worker"]
PAUSE = 1.2  # seconds between two kills: long enough for work to be under way again
COUNT = """
from entregent.channels.mail.models import RawMail
from entregent.conversations.models import Message
from entregent.journal.models import Event
from entregent.tickets.models import Ticket
print(RawMail.objects.filter(state="waiting").count(), RawMail.objects.filter(state="quarantined").count(),
      Message.objects.count(), Message.objects.values("external_id").distinct().count(), Ticket.objects.count(),
      Event.objects.filter(kind="ticket.opened").count())
"""


@pytest.fixture
def house(untouched: Path) -> Iterator[House]:
    with tempfile.TemporaryDirectory(prefix="house") as name, serving(Path(name), untouched) as made:
        made.shell(WORLD)
        yield made


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
    wait_for(lambda: house.shows("/accounts/login/"), 30)
