"""``entregent serve`` from its first start to its last: prepared by itself, stopped by Ctrl-C, taken up after a ``kill -9``."""

import signal
import smtplib
import tempfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.serving import WORLD, House, answers, serving, wait_for

COUNT = """
from entregent.tickets.models import Ticket
print(Ticket.objects.filter(title="Carte perdue").count())
"""


def write(house: House, subject: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "jeanne@example.org", "contact@ponant.example", subject
    message["Message-ID"] = "<carte-perdue@example.org>"
    message.set_content("Bonjour, où est ma carte ?")
    with smtplib.SMTP("127.0.0.1", house.mail, timeout=20) as server:
        server.send_message(message)


def left(house: House) -> list[str]:
    """What a house that was stopped has left behind: processes, ports, locks."""
    behind = house.processes()
    behind += [f"port {port}" for port in (house.web, house.mail) if answers(port)]
    return behind + (["the database's folder is held"] if house.is_held() else [])


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Where the house lives; each start finds what the one before it left. Not pytest's own: the database runs as another
    account, which has no way in there."""
    with tempfile.TemporaryDirectory(prefix="house") as name:
        yield Path(name)


def test_the_first_start_prepares_everything_and_ctrl_c_leaves_nothing_running(folder: Path) -> None:
    with serving(folder) as house:
        assert house.shows("/accounts/login/")
        assert house.shows("/api/openapi.json")
    assert house.process.returncode == 0
    assert left(house) == []
    assert "http://127.0.0.1" in (folder / "said").read_text()


def test_after_its_parent_was_killed_the_next_start_takes_everything_up(folder: Path) -> None:
    with serving(folder) as killed:
        killed.shell(WORLD)
        write(killed, "Carte perdue")  # taken: from here on it may not be lost
        killed.process.send_signal(signal.SIGKILL)
        killed.process.wait(20)
        wait_for(lambda: not answers(killed.web) and not answers(killed.mail), 30)  # the children do not outlive it
    with serving(folder) as house:
        wait_for(lambda: house.shell(COUNT).strip() == "1", 60)
        assert house.shows("/accounts/login/")
    assert house.process.returncode == 0
    assert left(house) == []
