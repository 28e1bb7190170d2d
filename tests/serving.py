"""A house that runs for real: ``entregent serve`` on a folder of its own, with every process and its own PostgreSQL."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from entregent.kernel.tests.ports import free_port

PASSWORD = "un-mot-de-passe-long"
WORLD = """
from entregent.access.models import Membership, Staff
from entregent.brands.models import Brand
from entregent.calendar.models import Calendar
from entregent.channels.mail.models import MailAddress
from entregent.routing.models import Queue, QueueMember
from entregent.tickets.models import PromisePolicy
if not Brand.objects.exists():
    brand = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON", vocabulary="sociétaire")
    queue = Queue.objects.create(brand=brand, name="Contrats", is_default=True, offer_seconds=120)
    MailAddress.objects.create(brand=brand, address="contact@ponant.example", display_name="Mutuelle Ponant", queue=queue)
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    hours = {"zone": "Europe/Paris", "week": {day: ["00:00-24:00"] for day in days}}
    calendar = Calendar.objects.create(brand=brand, name="Toujours", hours=hours)
    PromisePolicy.objects.create(brand=brand, name="Tous", calendar=calendar, first_response_minutes=240)
    claire = Staff.objects.create_user("claire@example.org", "un-mot-de-passe-long", name="Claire Morvan")
    Membership.objects.create(staff=claire, of_brand=brand, role="agent")
    QueueMember.objects.create(brand=brand, queue=queue, staff=claire)
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

    def shows(self, path: str) -> bool:
        """Whether a page answers."""
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.web}{path}", timeout=20) as page:
            return page.status == 200
        return False

    def processes(self) -> list[str]:
        """The command lines of every process that works in the folder, however it was started."""
        found = []
        for place in Path("/proc").iterdir():
            if not place.name.isdigit() or int(place.name) == os.getpid():
                continue
            with suppress(OSError):
                line = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if str(self.folder).encode() in (place / "environ").read_bytes() or str(self.folder) in line:
                    found.append(line)
        return found

    def is_held(self) -> bool:
        """Whether anyone holds the database's folder, or has left a mark that says so."""
        if (self.folder / "postgres" / "postmaster.pid").exists():
            return True
        with (self.folder / "postgres.users").open("w") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False


@contextmanager
def serving(folder: Path, saved: Path | None = None, **settings: str) -> Iterator[House]:
    """``entregent serve`` on the folder, once its pages and its port for mails answer; stopped at the end as by Ctrl-C.

    What is ``saved`` is brought back first.
    """
    folder.chmod(0o755)  # the database runs as another account
    web, mail = free_port(), free_port()
    ours = {"DATABASE_URL", "ENTREGENT_TESTING", "ENTREGENT_APP_ROLE", "ENTREGENT_FILES"}
    environment = {key: value for key, value in os.environ.items() if key not in ours}
    environment |= {"ENTREGENT_DATA": str(folder), "ENTREGENT_URL": f"http://127.0.0.1:{web}"} | settings
    cli = [sys.executable, "-m", "entregent.config.cli"]
    if saved:
        subprocess.run([*cli, "restore", str(saved)], env=environment, cwd=folder, stdout=subprocess.DEVNULL, check=True)
    command = [*cli, "serve", "--port", str(web), "--mail-port", str(mail), "--sip-port", str(free_port())]
    with (folder / "said").open("ab") as said:
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=said, cwd=folder)
    house = House(folder, web, mail, process, environment)
    try:
        wait_for(lambda: answers(mail) and house.shows("/live/health"), 150)
        yield house
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        finally:
            process.kill()  # what would not stop is not left to work on a folder that goes


def answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def wait_for(done: Callable[[], bool], seconds: float) -> None:
    """Until it is so; fails the test when it is not in time."""
    until = time.monotonic() + seconds
    while not done():
        if time.monotonic() > until:
            pytest.fail("it did not happen in time")
        time.sleep(0.2)
