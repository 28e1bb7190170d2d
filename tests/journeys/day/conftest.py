"""A house that runs for real on an almost empty database: pages and worker are processes, and everything commits.

The journeys of the working day change what they find, so each has a brand of its own, with its staff.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from entregent.config.environment import database
from entregent.kernel.tests.ports import free_port
from entregent.understanding.tests.endpoint import Endpoint, serving
from tests.furnished import ALWAYS
from tests.journeys.conftest import wait_for
from tests.serving import PASSWORD

PATIENCE = 45_000  # milliseconds: the machine may be busy with other tests


@dataclass
class House:
    """Where it answers, and what is in it."""

    address: str
    number: int
    brand: Any
    queue: Any
    staff: dict[str, Any] = field(default_factory=dict)

    def customer_writes(
        self, text: str, *, subject: str = "Remboursement", conversation: Any = None, mail: str = "helene@example.org"
    ) -> Any:
        """A customer's message is taken in, in a transaction of its own; return the ticket."""
        from django.utils import timezone

        from entregent.brands.scope import visible
        from entregent.conversations.content import Content
        from entregent.kernel.handles import mail_handle
        from entregent.tickets.actions import Incoming, receive

        content = Content(text=text, sender=mail)
        incoming = Incoming(
            brand=self.brand.id, channel="mail", handle=mail_handle(mail), display_name="Hélène Le Goff",
            subject=subject, content=content, source="mail", conversation=conversation,
        )  # fmt: skip
        with visible([self.brand.id]):
            return receive(incoming, timezone.now()).ticket

    def asks(self, name: str, url: str, fields: dict[str, str]) -> None:
        """Scenarios may ask a program at this address."""
        from django.test import override_settings
        from django.utils import timezone

        from entregent.scenarios.actions import create_connector

        with self.open(), override_settings(SCENARIOS_MAY_REACH_PRIVATE_ADDRESSES=True):
            create_connector(self.brand.id, name, url, fields=fields, now=timezone.now(), actor="system:test")

    @contextmanager
    def open(self) -> Iterator[None]:
        """The brand's walls open, to look at what the browser did."""
        from entregent.brands.scope import visible

        with visible([self.brand.id]):
            yield


@pytest.fixture(scope="package")
def day_browser(chromium: Browser) -> Browser:
    """The browser of all the journeys, with this machine's patience."""
    expect.set_options(timeout=PATIENCE / 2)
    return chromium


@pytest.fixture(scope="package")
def letterbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the mails of the house arrive, through a mail server that is real."""
    return tmp_path_factory.mktemp("letterbox") / "box"


@pytest.fixture(scope="package")
def generative() -> Iterator[Endpoint]:
    """The generative provider of the house: it answers what a test wants, nothing to begin with."""
    with serving() as endpoint:
        yield endpoint


@pytest.fixture(scope="package")
def running(
    clones, statics: Path, letterbox: Path, generative: Endpoint, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str, Iterator[int]]]:
    """The public port and the worker, on a database of their own: their address, its name, and numbers for those who come."""
    database_name, port, folder = clones.make(), free_port(), tmp_path_factory.mktemp("day")
    environment = os.environ | {
        "DATABASE_URL": replace(database("owner"), name=database_name).url(), "ENTREGENT_STATIC": str(statics),
        "ENTREGENT_FILES": str(folder / "files"), "ENTREGENT_URL": f"http://127.0.0.1:{port}",
        "ENTREGENT_SMTP_HOST": "127.0.0.1", "ENTREGENT_SMTP_PORT": str(free_port()), "ENTREGENT_LETTERBOX": str(letterbox),
        "ENTREGENT_GENERATIVE_URL": generative.url, "ENTREGENT_GENERATIVE_MODEL": "mistral-small",
        "ENTREGENT_CONNECTORS_PRIVATE": "1",
    }  # fmt: skip
    parts = []
    for name, options in (
        ("public", ("--port", str(port))), ("worker", ("--concurrency", "1")),
        ("letterbox", ("--port", environment["ENTREGENT_SMTP_PORT"])),
    ):  # fmt: skip
        with (folder / f"{name}.log").open("wb") as log:
            command = [sys.executable, "-m", "entregent.config.cli", name, *options]
            parts.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))
    try:
        wait_for(f"http://127.0.0.1:{port}/live/health", parts[0])
        yield f"http://127.0.0.1:{port}", database_name, count()
    finally:
        for part in parts:
            part.terminate()
        for part in parts:
            with suppress(subprocess.TimeoutExpired):
                part.wait(15)
            part.kill()
        clones.drop(database_name)


@pytest.fixture
def house(running: tuple[str, str, Iterator[int]], inside: Callable[[str], AbstractContextManager[str]]) -> Iterator[House]:
    """A brand, a queue and four members of staff, in the house that runs."""
    address, database_name, numbers = running
    with inside(database_name):
        yield _furnish(address, next(numbers))


@pytest.fixture
def enter(day_browser: Browser, house: House) -> Iterator[Callable[..., Page]]:
    """Sign in: ``enter("claire")`` gives the page of the desk, ``enter(None)`` an empty one; faults of scripts and of the
    server fail the test.

    The clock of a page that is ``hurried`` can be moved forward: ``page.clock.fast_forward(10_000)``.
    """
    contexts, faults = [], []

    def make(who: str | None, *, path: str = "/", hurried: bool = False, **options: Any) -> Page:
        options = {"locale": "fr-FR", "viewport": {"width": 1280, "height": 720}, "base_url": house.address} | options
        context = day_browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        if hurried:
            page.clock.install()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("response", lambda answer: answer.status >= 500 and faults.append(f"{answer.status} {answer.url}"))
        page.on("console", lambda said: "Content Security Policy" in said.text and faults.append(said.text))
        if who is None:
            return page
        page.goto(f"{house.address}/accounts/login/?next={path}")
        page.fill("input[name=login]", f"{who}.{house.number}@example.org")
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(f"{house.address}{path}")
        return page

    yield make
    for context in contexts:
        context.close()
    assert not faults


def _furnish(address: str, number: int) -> House:
    from django.core.cache import caches

    from entregent.access.models import Membership, Staff
    from entregent.brands.models import Brand
    from entregent.brands.scope import visible
    from entregent.calendar.models import Calendar
    from entregent.conversations.models import CannedReply
    from entregent.routing.models import Queue, QueueMember
    from entregent.tickets.models import PromisePolicy

    caches["process"].clear()
    brand = Brand.objects.create(
        slug=f"ponant-{number}", name="Mutuelle Ponant", code=f"PON{ascii_uppercase[number]}", vocabulary="sociétaire"
    )
    staff = {}
    with visible([brand.id]):
        queue = Queue.objects.create(brand=brand, name="Contrats", is_default=True, offer_seconds=120)
        hours = Calendar.objects.create(brand=brand, name="Toujours", hours=ALWAYS)
        PromisePolicy.objects.create(
            brand=brand, name="Tous", calendar=hours, first_response_minutes=240, next_response_minutes=120,
            resolution_minutes=480,
        )  # fmt: skip
        CannedReply.objects.create(brand=brand, shortcut="merci", title="Merci", text="Merci {{ person.given_name }}.")
        for who, name, role in (
            ("claire", "Claire Morvan", "agent"), ("samir", "Samir Ait", "agent"), ("awa", "Awa Diop", "supervisor"),
            ("solene", "Solène Kerbrat", "administrator"),
        ):  # fmt: skip
            staff[who] = Staff.objects.create_user(f"{who}.{number}@example.org", PASSWORD, name=name)
            Membership.objects.create(staff=staff[who], of_brand=brand, role=role)
            if role == "agent":
                QueueMember.objects.create(brand=brand, queue=queue, staff=staff[who])
    return House(address, number, brand, queue, staff)
