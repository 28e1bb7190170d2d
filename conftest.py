"""What every test has: a database cloned from a migrated template, with the walls up.

Tests talk to the database as the running processes do, through the role that owns nothing. ``db`` rolls back at the end;
``committed`` gives a database of its own to tests that need real commits (races, other processes).
"""

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql

from entregent.config.environment import DatabaseAddress, database
from entregent.config.testing import PACKAGE

if TYPE_CHECKING:
    from django.test import Client

    from entregent.access.models import Staff
    from entregent.brands.models import Brand
    from entregent.routing.models import Queue
    from entregent.tickets.actions import Received


settings.register_profile("busy", deadline=None)  # no test is judged by the time it takes: the machine may be busy
settings.load_profile("busy")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _schema_digest(migrations: dict[str, str]) -> str:
    """Changes when a migration, a model or the wall does: then a template is built."""
    files = sorted([*PACKAGE.glob("**/models.py"), *PACKAGE.glob("**/models/*.py"), PACKAGE / "brands" / "wall.py"])
    return _digest("".join([*map(Path.read_text, files), json.dumps(migrations)]))


def _migrations() -> dict[str, str]:
    """Every file of a migration of ours, with its digest."""
    files = sorted(file for file in PACKAGE.glob("**/migrations/*") if file.is_file())
    return {str(file.relative_to(PACKAGE)): _digest(file.read_text()) for file in files}


def _owner(name: str) -> DatabaseAddress:
    address = database("owner")
    return DatabaseAddress(address.host, address.port, name, address.user, address.password)


def _template(server: psycopg.Connection) -> str:
    """The name of the migrated template, built once a schema; two runs at once wait for each other.

    It is built upon the one that had most of the same migrations: those of the libraries take longest.
    """
    migrations = _migrations()
    name = f"template_{_schema_digest(migrations)}"
    with _alone(server):
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            draft = f"{name}_draft"
            server.execute(f"DROP DATABASE IF EXISTS {draft} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {draft} TEMPLATE {_nearest(server, migrations)}")
            environment = os.environ | {"DATABASE_URL": _owner(draft).url()}
            subprocess.run(
                [sys.executable, "-m", "entregent.config.cli", "migrate"],
                check=True,
                env=environment,
                stdout=subprocess.DEVNULL,
            )
            server.execute(f"ALTER DATABASE {draft} RENAME TO {name}")
            server.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), json.dumps(migrations)))
    return name


def _nearest(server: psycopg.Connection, migrations: dict[str, str]) -> str:
    """The template whose migrations all stand as they were, the one that has most of them; else PostgreSQL's empty one."""
    built = server.execute(
        "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database WHERE datname ~ '^template_[0-9a-f]{12}$'"
    ).fetchall()
    kept = [(name, json.loads(had)) for name, had in built if had]
    fits = [(len(had), name) for name, had in kept if had.items() <= migrations.items()]
    return max(fits, default=(0, "template1"))[1]


@contextmanager
def _alone(server: psycopg.Connection) -> Iterator[None]:
    """No other run, and no other process of this one, is here meanwhile: a template is built once."""
    server.execute("SELECT pg_advisory_lock(7243)")
    try:
        yield
    finally:
        server.execute("SELECT pg_advisory_unlock(7243)")


def _prepare() -> None:
    with psycopg.connect(_owner("postgres").url(), autocommit=True) as server:
        _template(server)


def pytest_sessionstart(session: pytest.Session) -> None:
    """When several processes run everything, the one that deals tests out builds the template while the others collect them."""
    config = session.config
    deals = config.getoption("numprocesses", None) and not hasattr(config, "workerinput")
    if deals and config.args_source is pytest.Config.ArgsSource.TESTPATHS and not config.option.collectonly:
        threading.Thread(target=_prepare).start()


def pytest_collection_finish(session: pytest.Session) -> None:
    """The template is built before the first test that needs it, so that its time is not that test's."""
    needed = any("clones" in item.fixturenames or item.get_closest_marker("django_db") for item in session.items)
    if needed and not session.config.option.collectonly:
        _prepare()


class Clones:
    """Fresh databases, cloned from the template in a fraction of a second."""

    def __init__(self) -> None:
        self.server = psycopg.connect(_owner("postgres").url(), autocommit=True)
        self.template = _template(self.server)
        self.count = 0

    def make(self) -> str:
        self.count += 1
        name = f"test_{os.getpid()}_{self.count}"
        self.server.execute(f"DROP DATABASE IF EXISTS {name}")  # of a killed run whose number came again
        # Copied file by file: a third sooner than block by block.
        self.server.execute(f"CREATE DATABASE {name} TEMPLATE {self.template} STRATEGY file_copy")
        return name

    def drop(self, name: str) -> None:
        self.server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def clones() -> Iterator[Clones]:
    """The maker of databases."""
    maker = Clones()
    yield maker
    maker.server.close()


@pytest.fixture(scope="session")
def django_db_setup(clones: Clones, django_db_blocker) -> Iterator[None]:
    """In place of Django's own set-up: one clone for all the tests that roll back."""
    name = clones.make()
    with django_db_blocker.unblock():
        _point_django_at(name)
    yield
    with django_db_blocker.unblock():
        from django.db import connection

        connection.close()
    clones.drop(name)


def _point_django_at(name: str) -> None:
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name


@pytest.fixture(scope="session")
def inside(django_db_setup, django_db_blocker) -> Callable[[str], AbstractContextManager[str]]:
    """``with inside(name)``: Django talks to that database, where commits are real; it gives its owner's address."""

    @contextmanager
    def enter(name: str) -> Iterator[str]:
        from django.db import connection

        with django_db_blocker.unblock():
            before = connection.settings_dict["NAME"]
            _point_django_at(name)
            try:
                yield _owner(name).url()
            finally:
                _point_django_at(before)

    return enter


@pytest.fixture
def committed(clones: Clones, inside: Callable[[str], AbstractContextManager[str]]) -> Iterator[str]:
    """A database of its own, where commits are real; yields its owner's address for other processes."""
    name = clones.make()
    with inside(name) as address:
        yield address
    clones.drop(name)


@pytest.fixture
def now() -> datetime:
    """A Friday afternoon, before the week-end that business hours must respect."""
    return datetime(2026, 11, 20, 16, 50, tzinfo=UTC)


@pytest.fixture
def brand(db: None) -> Iterator["Brand"]:
    """A mutual insurer, its walls open for the test."""
    from entregent.brands.models import Brand
    from entregent.brands.scope import visible

    made = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON", vocabulary="sociétaire")
    with visible([made.id]):
        yield made


@pytest.fixture
def other_brand(db: None) -> "Brand":
    """A brand whose walls stay closed for the test; open them with ``visible([other_brand.id])``."""
    from entregent.brands.models import Brand

    return Brand.objects.create(slug="telecom", name="Armor Télécom", code="ARM")


@pytest.fixture
def make_staff(db: None) -> Callable[..., "Staff"]:
    """Make a member of staff: ``make_staff(brand, "supervisor", name="Awa")``; several brands may be given in a list."""
    from entregent.access.models import Membership, Staff

    def make(brands: "Brand | list[Brand]", role: str = "agent", name: str = "Claire Morvan") -> Staff:
        local = f"{name.split()[0].lower()}.{Staff.objects.count()}"
        staff = Staff.objects.create_user(f"{local}@example.org", "un-mot-de-passe-long", name=name)
        for brand in brands if isinstance(brands, list) else [brands]:
            Membership.objects.create(staff=staff, of_brand=brand, role=role)
        return staff

    return make


@pytest.fixture
def visit(db: None) -> Callable[["Staff | None"], "Client"]:
    """A browser without a screen, signed in as someone (None: nobody)."""
    from django.test import Client
    from django.utils import timezone

    from entregent.access.web import last_seen

    def make(staff: "Staff | None") -> Client:
        client = Client()
        if staff is not None:
            client.force_login(staff)
            last_seen.remember(client.session.session_key, timezone.now())  # as signing in does
        return client

    return make


@pytest.fixture
def program(db: None, make_staff: Callable[..., "Staff"]) -> Callable[..., "Client"]:
    """A client of the REST interface with a key: ``program(brand, "tickets.read", …)``."""
    from django.test import Client
    from django.utils import timezone

    from entregent.access.actions import create_key

    def make(brand: "Brand", *scopes: str) -> Client:
        by = make_staff(brand, "administrator", name="Ines Attal")
        _key, text = create_key(brand, "Boutique en ligne", scopes, now=timezone.now(), by=by)
        return Client(headers={"Authorization": f"Bearer {text}"})

    return make


@pytest.fixture
def queue(brand: "Brand") -> "Queue":
    """The brand's queue, always open, with promises: four hours for the first answer, two for the next, eight for the end."""
    from django.core.cache import cache

    from entregent.calendar.models import Calendar
    from entregent.routing.models import Queue
    from entregent.tickets.models import PromisePolicy

    cache.clear()
    queue = Queue.objects.create(brand=brand, name="Contrats", is_default=True)
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    hours = {"zone": "Europe/Paris", "week": {day: ["00:00-24:00"] for day in days}}
    calendar = Calendar.objects.create(brand=brand, name="Toujours", hours=hours)
    minutes = {"first_response_minutes": 240, "next_response_minutes": 120, "resolution_minutes": 480}
    PromisePolicy.objects.create(brand=brand, name="Tous", calendar=calendar, **minutes)
    return queue


@pytest.fixture
def write_in(brand: "Brand", queue: "Queue") -> Callable[..., "Received"]:
    """A customer writes now: ``write_in(text, html=…, conversation=…)``."""
    from django.utils import timezone

    from entregent.conversations.content import Content
    from entregent.kernel.handles import mail_handle
    from entregent.tickets.actions import Incoming, receive

    def write(text: str, *, at: datetime | None = None, html: str = "", sender: str = "helene@example.org", **fields: Any):
        incoming = Incoming(
            brand=brand.id, channel="mail", handle=mail_handle(sender), display_name="Hélène Le Goff",
            subject="Remboursement", content=Content(text=text, html=html, sender=sender), source="mail", **fields,
        )  # fmt: skip
        return receive(incoming, at or timezone.now())

    return write
