"""A database of the first published version, with rows in every table, is brought to this one: nothing is lost, all is read."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.scope import every_brand, visible
from entregent.config.environment import DatabaseAddress
from entregent.conversations.content import Content
from entregent.tickets import actions
from entregent.webhooks.models import Endpoint
from tests.furnished import Rows, furnish
from tests.test_query_counts import pages, things

FIRST_VERSION = {
    "access": "0001_initial", "brands": "0001_initial", "calendar": "0001_initial", "mail": "0001_initial",
    "conversations": "0001_initial", "files": "0001_initial", "journal": "0001_initial", "people": "0002_search",
    "rest": "0001_initial", "routing": "0001_initial", "tickets": "0003_search", "webhooks": "0001_initial",
}  # fmt: skip
"""The last migration of each room in the first published version."""

ELSEWHERE = {"letterbox/", "/files/{id}/content", "files/<uuid:id>/<str:name>", "studio/brands/new/"}
"""What is not the database's to show: the demonstration's letters, the bytes of files, what only the platform does."""

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MORE = 30
"""Tickets and persons beside those that are furnished, so that lists have pages."""


class Old:
    """The first version's database."""

    def __init__(self, owner: DatabaseAddress) -> None:
        self.owner, self.rows = owner, Rows()


def first_version() -> MigrationExecutor:
    """Bring the empty database to the first version: our rooms to where they stood, the libraries as they are."""
    executor = MigrationExecutor(connection)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("entregent.")}
    libraries = [leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] not in ours]
    executor.migrate([*FIRST_VERSION.items(), *(one for one in libraries if no_room_of_ours_before(executor, one))])
    return executor


def no_room_of_ours_before(executor: MigrationExecutor, leaf: tuple[str, str]) -> bool:
    """Whether a library's newest migration needs none of ours that is newer than the first version."""
    before = executor.loader.graph.forwards_plan(leaf)
    return all(FIRST_VERSION.get(label, name) >= name for label, name in before)


def fill(executor: MigrationExecutor, now: datetime) -> Rows:
    """One row of everything, by the models of that version, and enough persons and tickets for a second page."""
    model = executor.loader.project_state(list(FIRST_VERSION.items())).apps.get_model
    brand = model("brands.Brand").objects.create(slug="ponant", name="Mutuelle Ponant", code="PON")
    staff = model("access.Staff").objects.create(
        email="solene@example.org", name="Solène Kerbrat", password=make_password("un-mot-de-passe-long"), joined_at=now
    )
    model("access.Membership").objects.create(staff=staff, of_brand=brand, role="administrator")
    rows = furnish(brand, staff, now, model=model, word="ponant", earlier=True)
    model("webhooks.Endpoint").objects.update(secret=SECRET)
    person, ticket = rows["people.Person"], rows["tickets.Ticket"]
    common = {"brand": brand, "created_at": now, "updated_at": now}
    persons = [
        model("people.Person").objects.create(family_name=f"Morin {n}", search_key=f"morin {n}", tags=["vip"], **common)
        for n in range(MORE)
    ]
    for n, one in enumerate(persons):
        conversation = model("conversations.Conversation").objects.create(
            brand=brand, person=one, channel="mail", started_at=now, last_message_at=now
        )
        model("tickets.Ticket").objects.create(
            brand=brand, number=n + 1, title=f"Dossier {n}", person=one, conversation=conversation, queue=ticket.queue,
            channel="mail", tags=["facture"], reason=ticket.reason, opened_at=now + timedelta(minutes=n), updated_at=now,
        )  # fmt: skip
    with connection.cursor() as cursor:  # no model told of the journal then
        cursor.execute(
            "INSERT INTO journal_event (at, kind, brand_id, actor, subject, person, data) "
            "VALUES (%s, 'ticket.opened', %s, 'system:mail', %s, %s, %s)",
            [now, brand.id, ticket.id, person.id, json.dumps({"number": ticket.number, "channel": "mail"})],
        )
    return rows | {"brands.Brand": brand, "access.Staff": staff}


@pytest.fixture
def old(clones, django_db_setup, django_db_blocker, tmp_path: Path, now: datetime) -> Iterator[Old]:
    """A database of the first version, filled as its owner."""
    made = connection.settings_dict
    before = {key: made[key] for key in ("NAME", "USER", "PASSWORD")}
    name = f"old_{os.getpid()}"
    clones.server.execute(f"CREATE DATABASE {name}")
    owner = DatabaseAddress.parse(os.environ["DATABASE_URL"])
    owner = DatabaseAddress(owner.host, owner.port, name, owner.user, owner.password)
    with django_db_blocker.unblock():
        connection.close()
        made.update(NAME=name, USER=owner.user, PASSWORD=owner.password)
        database = Old(owner)
        database.rows = fill(first_version(), now)
        connection.close()
        made.update(before | {"NAME": name})
        yield database
        connection.close()
        made.update(before)
    clones.drop(name)


def test_the_first_versions_database_is_brought_to_this_one_and_read(old: Old) -> None:
    command = [sys.executable, "-m", "entregent.config.cli", "migrate", "--quiet"]
    subprocess.run(command, env=os.environ | {"DATABASE_URL": old.owner.url()}, check=True)

    staff = Staff.objects.get()
    client = Client()
    assert client.login(username="solene@example.org", password="un-mot-de-passe-long")
    client.force_login(staff)
    shown = {name: client.get(address).status_code for name, address in (pages() | things(old.rows)).items()}
    assert {name: status for name, status in shown.items() if status not in {200, 302, 405} and name not in ELSEWHERE} == {}
    assert "Le Goff" in client.get(f"/people/{old.rows['people.Person'].pk}/").content.decode()
    assert "Dossier 29" in client.get("/tickets/?view=open").content.decode()
    for search in ("tag=facture", f"reason={old.rows['tickets.Reason'].pk}", "q=dossier"):
        listed = client.get(f"/api/v1/tickets?{search.replace('q=dossier', 'limit=100')}").json()["items"]
        assert len(listed) >= MORE, search
    assert client.get("/api/v1/persons?tag=vip&limit=100").json()["next"] is None
    assert len(client.get("/api/v1/persons?tag=vip&limit=100").json()["items"]) == MORE
    assert client.get("/api/v1/persons/search?q=morrin").json()["items"], "a name mistyped is found"
    with every_brand():
        assert Endpoint.objects.get().secret == SECRET
    with visible([old.rows["brands.Brand"].pk]):
        actions.reply(old.rows["tickets.Ticket"].pk, Content(text="Bonjour"), staff=staff, now=timezone.now())
