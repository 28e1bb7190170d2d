"""Every operation of the REST interface × who asks: the scopes are those written here, and a key opens its brand alone.

The operations are read from the interface's own document; bodies are such as pass its checks, so that what refuses is the
door or the wall, and nothing before them.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from entregent.access.actions import create_key
from entregent.access.models import Staff
from entregent.access.rules import PERMISSIONS, SCOPES
from entregent.brands.models import Brand
from entregent.config.api import api
from entregent.routing.models import Presence
from tests.furnished import Rows, furnish

pytestmark = pytest.mark.django_db
NEVER_MET = "01890000-0000-7000-8000-000000000000"

ASKS = {  # beginning of a path, the longest wins: the scope to read, to write
    "/persons": ("people.read", "people.write"), "/persons.": ("people.export", ""),
    "/persons/{id}/merge": ("", "people.merge"),
    "/persons/{id}/merges": ("people.read", ""), "/merges": ("", "people.merge"),
    "/duplicates": ("people.merge", "people.merge"),
    "/handles": ("", "people.write"), "/consents": ("", "people.write"), "/positions": ("", "people.write"),
    "/organisations": ("people.read", "people.write"), "/identify": ("", "people.write"),
    "/person-imports": ("people.import", "people.import"),
    "/tickets": ("tickets.read", "tickets.write"), "/tickets/{id}/assign": ("", "supervise"),
    "/ticket-merges": ("", "tickets.write"), "/tasks": ("tickets.read", "tickets.write"),
    "/views": ("tickets.read", "tickets.read"),
    "/bulk-runs": ("tickets.bulk", "tickets.bulk"), "/conversations": ("tickets.read", ""), "/messages": ("tickets.read", ""),
    "/canned-replies": ("tickets.read", "administer"), "/files": ("tickets.read", "tickets.write"),
    "/queues": ("tickets.read", ""), "/queues/now": ("supervise", ""), "/items": ("tickets.read", "tickets.write"),
    "/offers": ("supervise", "work"), "/pause-reasons": ("tickets.read", ""), "/presence": ("supervise", "work"),
    "/presence/{staff}": ("", "supervise"), "/webhook-endpoints": ("administer", "administer"), "/events": ("supervise", ""),
    "/scenarios": ("supervise", "administer"), "/scenario-sessions": ("tickets.read", "tickets.write"),
    "/connectors": ("administer", "administer"),
    "/articles": ("knowledge.read", ""), "/calls": ("tickets.read", ""), "/dispositions": ("tickets.read", ""),
    "/guess": ("", "tickets.write"), "/intents": ("tickets.read", ""), "/intents/{id}/examples": ("understanding.write", ""),
    "/intent-imports": ("", "understanding.write"), "/intent-models": ("understanding.write", "understanding.write"),
    "/event-kinds": ("supervise", ""), "/staff": ("supervise", ""), "/skills": ("supervise", ""),
}  # fmt: skip

SHARED = {("POST", "/views"), ("PATCH", "/views/{id}"), ("DELETE", "/views/{id}")}
"""What is everybody's is changed by who has tickets.bulk besides."""

ROWS = {
    "persons": "people.Person", "handles": "people.Handle", "consents": "people.Consent", "positions": "people.Position",
    "organisations": "people.Organisation", "person-imports": "people.Import", "duplicates": "people.Duplicate",
    "merges": "people.Merge", "tickets": "tickets.Ticket", "ticket-merges": "tickets.Merge", "tasks": "tickets.Task",
    "views": "tickets.View", "bulk-runs": "tickets.BulkRun", "conversations": "conversations.Conversation",
    "messages": "conversations.Message", "canned-replies": "conversations.CannedReply", "files": "files.StoredFile",
    "queues": "routing.Queue", "items": "routing.WorkItem", "offers": "routing.Offer", "presence": "access.Staff",
    "scenarios": "scenarios.Scenario", "scenario-sessions": "scenarios.Session", "connectors": "scenarios.Connector",
    "webhook-endpoints": "webhooks.Endpoint", "staff": "access.Staff", "intents": "understanding.Intent",
    "articles": "knowledge.Article", "calls": "voice.Call",
}  # fmt: skip
"""First word of a path → whose id stands in it."""

HANDLE = {"kind": "mail", "value": "autre@example.org"}
BODIES: dict[str, Callable[[Rows], dict[str, Any]]] = {
    "POST /persons": lambda rows: {"family_name": "Morin"},
    "PATCH /persons/{id}": lambda rows: {"city": "Brest"},
    "POST /persons/{id}/handles": lambda rows: HANDLE,
    "POST /persons/{id}/choose": lambda rows: HANDLE,
    "PUT /persons/{id}/tags": lambda rows: {"tags": ["soins"]},
    "POST /persons/{id}/consents": lambda rows: {"purpose": "news", "channel": "mail", "wording": "Oui", "source": "form"},
    "POST /persons/{id}/remarks": lambda rows: {"text": "Rappeler.", "author": rows["access.Staff"].id},
    "POST /persons/{id}/merge": lambda rows: {"absorbed": rows["twin"].id},
    "POST /persons/{id}/positions": lambda rows: {"organisation": rows["people.Organisation"].id, "role": "buyer"},
    "POST /organisations": lambda rows: {"name": "Chantiers du Nord"},
    "PATCH /organisations/{id}": lambda rows: {"city": "Brest"},
    "PUT /organisations/{id}/tags": lambda rows: {"tags": ["licorne"]},
    "POST /identify": lambda rows: {"handle": HANDLE},
    "POST /guess": lambda rows: {"text": "Où est mon colis ?"},
    "POST /intent-models": lambda rows: {},
    "POST /person-imports/{id}/start": lambda rows: {},
    "POST /duplicates/{id}/dismiss": lambda rows: {"author": rows["access.Staff"].id},
    "POST /tickets": lambda rows: {"text": "Bonjour", "subject": "Carte", "person": {"id": rows["people.Person"].id}},
    "PATCH /tickets/{id}": lambda rows: {"priority": 1},
    "POST /tickets/{id}/messages": lambda rows: {"text": "Encore"},
    "POST /tickets/{id}/merge": lambda rows: {"absorbed": [rows["loose ticket"].id]},
    "POST /tickets/{id}/split": lambda rows: {"messages": [rows["conversations.Message"].id]},
    "POST /tickets/{id}/children": lambda rows: {"title": "Suite", "author": rows["access.Staff"].id},
    "POST /tickets/{id}/replies": lambda rows: {"text": "Bonjour Madame", "author": rows["access.Staff"].id},
    "POST /tickets/{id}/notes": lambda rows: {"text": "À voir", "author": rows["access.Staff"].id},
    "POST /tickets/{id}/status": lambda rows: {"status": "pending"},
    "POST /tickets/{id}/person": lambda rows: {"person": rows["people.Person"].id},
    "POST /tickets/{id}/assign": lambda rows: {"staff": rows["access.Staff"].id},
    "POST /tickets/{id}/take": lambda rows: {"staff": rows["access.Staff"].id},
    "POST /tickets/{id}/tasks": lambda rows: {"title": "Appeler", "author": rows["access.Staff"].id},
    "PATCH /tasks/{id}": lambda rows: {"title": "Rappeler"},
    "POST /tasks/{id}/done": lambda rows: {"staff": rows["access.Staff"].id},
    "POST /tasks/{id}/reopen": lambda rows: {"staff": rows["access.Staff"].id},
    "POST /bulk-runs": lambda rows: {
        "tickets": [rows["tickets.Ticket"].id], "priority": 1, "author": rows["access.Staff"].id,
    },
    "POST /bulk-runs/{id}/undo": lambda rows: {"staff": rows["access.Staff"].id},
    "POST /views": lambda rows: {"name": "Urgents", "shared": True},
    "PATCH /views/{id}": lambda rows: {"name": "Autres"},
    "PUT /canned-replies": lambda rows: {"shortcut": "bonjour", "title": "Bonjour", "text": "Bonjour."},
    "POST /offers/{id}/refuse": lambda rows: {"reason": ""},
    "PUT /presence": lambda rows: {"state": "available"},
    "PUT /presence/{staff}": lambda rows: {"state": "available"},
    "POST /scenarios": lambda rows: {"slug": "autre", "name": "Autre", "form": rows["scenarios.Version"].form},
    "PUT /scenarios/{id}/form": lambda rows: {"form": rows["scenarios.Version"].form},
    "POST /scenarios/{id}/publish": lambda rows: {},
    "POST /scenarios/{id}/roll-back": lambda rows: {"number": 1},
    "POST /scenario-sessions": lambda rows: {"scenario": rows["scenarios.Scenario"].id, "medium": "web"},
    "POST /scenario-sessions/{id}/answers": lambda rows: {"key_pressed": "1"},
    "POST /scenario-sessions/take-up": lambda rows: {"code": "482916", "medium": "web", "source": "borne"},
    "POST /connectors": lambda rows: {"name": "stock", "url": "https://example.org/stock", "fields": {"reste": "left"}},
    "PATCH /connectors/{id}": lambda rows: {"about": "Le stock"},
    "POST /webhook-endpoints": lambda rows: {"name": "Caisse", "url": "https://example.org/hook"},
    "PATCH /webhook-endpoints/{id}": lambda rows: {"name": "Caisse"},
    "POST /webhook-endpoints/{id}/replay": lambda rows: {"deliveries": [rows["webhooks.Delivery"].id]},
}  # fmt: skip
"""What a caller sends; an operation without a body is not here."""

FILES = {"POST /person-imports", "POST /files", "POST /intent-imports"}
QUERIES = {"GET /persons/search": "?q=goff", "GET /articles/search": "?q=resilier"}

Operation = tuple[str, str]
"""Method and path under ``/api/v1``."""


def operations() -> dict[Operation, dict[str, Any]]:
    """Every operation, as the document tells of it."""
    paths = api.get_openapi_schema(path_prefix="/api/")["paths"]
    return {
        (method.upper(), path.removeprefix("/api/v1")): told for path, ways in paths.items() for method, told in ways.items()
    }


OPERATIONS = operations()


def asked(operation: Operation) -> str:
    method, path = operation
    beginning = max((one for one in ASKS if path == one or path.startswith((one, f"{one}/"))), key=len)
    return ASKS[beginning][method != "GET"]


@pytest.fixture
def owner(brand: Brand, make_staff: Callable[..., Staff]) -> Staff:
    return make_staff(brand, "administrator", name="Solène Kerbrat")


@pytest.fixture
def rows(brand: Brand, owner: Staff, make_staff: Callable[..., Staff], now: datetime, tmp_path: Path, settings) -> Rows:
    """One of everything in the brand, with an agent, and what has been merged with nothing yet."""
    default = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": default}
    made = furnish(brand, owner, now, model=apps.get_model)
    default_storage.save(made["files.StoredFile"].path, ContentFile(b"Bonjour"))
    agent = make_staff(brand, "agent", name="Samir Ait")
    Presence.objects.create(staff=agent, since=now, idle_since=now, seen_at=now)
    person, ticket = made["people.Person"], made["tickets.Ticket"]
    made["twin"] = type(person).objects.exclude(id=person.id).get(merged_into=None)
    conversation = made["conversations.Conversation"]
    loose = type(conversation).objects.create(brand=brand, person=person, channel="mail", started_at=now, last_message_at=now)
    made["loose ticket"] = type(ticket).objects.create(
        brand=brand, number=900_003, title="Autre", person=person, conversation=loose, queue=ticket.queue, channel="mail",
        opened_at=now, updated_at=now,
    )  # fmt: skip
    made["tickets.View"] = type(made["tickets.View"]).objects.create(brand=brand, name="Tous")
    return made | {"access.Staff": agent}


Key = Callable[..., Client]


@pytest.fixture
def key(now: datetime, owner: Staff) -> Key:
    """A client with a key of a brand."""

    def make(of: Brand, scopes: tuple[str, ...]) -> Client:
        client = Client(headers={"Authorization": f"Bearer {create_key(of, 'Essai', scopes, now=now, by=owner)[1]}"})
        client.raise_request_exception = False
        return client

    return make


class _Undone(Exception):
    pass


def public_id(row: Any) -> str:
    """Its name outside: an article's is not its place in the editor's tree."""
    return str(getattr(row, "public_id", row.pk))


def call(client: Client, operation: Operation, rows: Rows, *, id: str = "") -> HttpResponse:
    """The answer; what it changed is undone. ``id``: another than the row's."""
    method, path = operation
    word = path.split("/")[1]
    if "{" in path:
        path = path.replace("{id}", "{staff}").replace("{staff}", id or public_id(rows[ROWS[word]]))
    name = " ".join(operation)
    address = f"/api/v1{path}{QUERIES.get(name, '')}"
    answers = []
    try:
        with transaction.atomic():
            if name in FILES:
                sent = SimpleUploadedFile("clients.csv", b"Nom;Adresse\nMorin;morin@example.org\n", "text/csv")
                answers.append(client.post(address, {"file": sent}))
            elif name in BODIES:
                verb = getattr(client, method.lower())
                answers.append(verb(address, BODIES[name](rows), content_type="application/json"))
            else:
                answers.append(client.generic(method, address))
            raise _Undone
    except _Undone:
        return answers[0]


def test_every_operation_is_of_a_scope_written_here_and_its_document_says_the_same() -> None:
    told = {operation: said["security"][0]["key"][0] for operation, said in OPERATIONS.items()}
    assert {operation: asked(operation) for operation in OPERATIONS} == told
    with_body = {" ".join(one) for one, said in OPERATIONS.items() if "requestBody" in said}
    assert with_body == set(BODIES) | FILES


def test_nobody_and_a_false_key_get_in_nowhere(rows: Rows) -> None:
    callers = [Client(), Client(headers={"Authorization": "Bearer ent_000000000000_x"})]
    entered = [operation for client in callers for operation in OPERATIONS if call(client, operation, rows).status_code != 401]
    assert entered == []


@pytest.mark.parametrize("scope", [*SCOPES, "work"])
def test_a_scope_alone_opens_what_asks_for_it(scope: str, brand: Brand, rows: Rows, key: Key, owner: Staff) -> None:
    """And every other scope together do not; what asks to work is for those who can: staff."""
    mine = [operation for operation in OPERATIONS if asked(operation) == scope]
    assert mine
    without, wrong = key(brand, tuple(one for one in SCOPES if one != scope)), []
    with_it = without
    if scope == "work":
        with_it = Client()
        with_it.force_login(owner)
    else:
        with_it = key(brand, (scope,))
    for operation in mine:
        if operation in SHARED:
            with_it = key(brand, (scope, "tickets.bulk"))
        opened, refused = call(with_it, operation, rows), call(without, operation, rows)
        if opened.status_code not in {200, 201, 204, 409}:
            wrong.append(f"{operation}: {opened.status_code} {opened.content[:300].decode()}")
        if refused.status_code != 403:
            wrong.append(f"{operation} without {scope}: {refused.status_code}")
    assert not wrong, "\n".join(wrong)


def test_the_key_of_another_brand_finds_none_of_this_brands_rows(
    other_brand: Brand, rows: Rows, make_staff: Callable[..., Staff], key: Key
) -> None:
    administrator = Client(raise_request_exception=False)
    administrator.force_login(make_staff(other_brand, "administrator", name="Youri Blanc"))
    found = []
    for client in (key(other_brand, SCOPES), administrator):
        for operation in OPERATIONS:
            if "{" not in operation[1] or (asked(operation) == "work" and client is not administrator):
                continue
            theirs, nothing = call(client, operation, rows), call(client, operation, rows, id=NEVER_MET)
            if theirs.status_code not in {404, 409} or theirs.content != nothing.content:
                found.append(f"{operation}: {theirs.status_code}, and {nothing.status_code} where there is nothing")
    assert not found, "\n".join(found)


def test_the_lists_of_another_brand_hold_nothing_of_this_one(other_brand: Brand, rows: Rows, key: Key) -> None:
    client, told = key(other_brand, SCOPES), []
    ids = {str(row.pk) for row in rows.values() if isinstance(row.pk, UUID)}
    for operation in OPERATIONS:
        if operation[0] == "GET" and "{" not in operation[1] and asked(operation) != "work":
            answer = call(client, operation, rows)
            text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
            if answer.status_code != 200 or "Le Goff" in text or any(id in text for id in ids):
                told.append(f"{operation}: {answer.status_code} {text[:200]}")
    assert not told, "\n".join(told)


def naming_the_brand() -> Iterator[Operation]:
    """The operations that make something in the brand that their body names."""
    components = api.get_openapi_schema(path_prefix="/api/")["components"]["schemas"]
    for operation, told in OPERATIONS.items():
        for content in told.get("requestBody", {}).get("content", {}).values():
            schema = content["schema"]
            properties = (
                components[schema["$ref"].rsplit("/", 1)[1]]["properties"] if "$ref" in schema else schema["properties"]
            )
            if "brand" in properties and " ".join(operation) not in FILES:
                yield operation


def test_nothing_is_made_in_a_brand_that_is_not_the_keys(brand: Brand, other_brand: Brand, rows: Rows, key: Key) -> None:
    client, made = key(other_brand, SCOPES), []
    for operation in naming_the_brand():
        method, path = operation
        body = BODIES[" ".join(operation)](rows) | {"brand": str(brand.id)}
        answer = getattr(client, method.lower())(f"/api/v1{path}", body, content_type="application/json")
        if answer.status_code not in {403, 404, 422}:
            made.append(f"{operation}: {answer.status_code}")
    assert not made, "\n".join(made)


@pytest.mark.parametrize("role", PERMISSIONS)
def test_staff_have_the_permissions_of_their_role(
    role: str, brand: Brand, rows: Rows, make_staff: Callable[..., Staff]
) -> None:
    client, wrong = Client(raise_request_exception=False), []
    client.force_login(make_staff(brand, role, name="Awa Diop"))
    for operation in OPERATIONS:
        status = call(client, operation, rows).status_code
        wanted = {asked(operation)} | ({"tickets.bulk"} if operation in SHARED else set())
        if (status == 403) == (wanted <= PERMISSIONS[role]) or status >= 500:
            wrong.append(f"{operation} asks for {asked(operation)}: {status}")
    assert not wrong, "\n".join(wrong)


def test_the_session_of_the_pages_writes_with_its_token_only(rows: Rows, owner: Staff) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    writes = [operation for operation in OPERATIONS if operation[0] != "GET"]
    assert [one for one in writes if call(client, one, rows).status_code not in {401, 403}] == []
    client.get("/")
    sent = {"headers": {"X-CSRFToken": client.cookies["csrftoken"].value}, "content_type": "application/json"}
    assert client.post("/api/v1/persons", {"family_name": "Morin"}, **sent).status_code == 201
