"""No page and no list of the REST interface asks the database more often because there is more to show.

Every address that is read is read with two brands and with four, each with one of everything, then with more under each
thing. One that asks more often has a question in a loop.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from entregent.access.models import Membership, Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.kernel.ids import uuid7
from tests.furnished import Rows, furnish
from tests.test_doors import EDITOR, GUARDED, addresses
from tests.test_rest_doors import OPERATIONS, public_id
from tests.test_rest_doors import ROWS as REST_ROWS

pytestmark = pytest.mark.django_db

SEARCHES = {"desk/search/": ["?q=goff"], "people/": ["", "?q=goff"], "tickets/": ["", "?view=open", "?q=remboursement"],
            "people/organisations/": ["", "?q=chantiers"]}  # fmt: skip
NOT_COUNTED = {"desk/ticket/<uuid:ticket_id>/"}
"""Opens the ticket for the first time, which is kept."""


@pytest.fixture
def reader(make_staff: Callable[..., Staff]) -> Staff:
    """Whoever administers all the brands that are furnished."""
    return make_staff([], name="Solène Kerbrat")


@pytest.fixture
def furnished(reader: Staff, now: datetime, db: None) -> Callable[[str], Rows]:
    """Make a brand that the reader administers, with one of everything."""

    def make(word: str) -> Rows:
        brand = Brand.objects.create(slug=word, name=word.title(), code=word[:3].upper())
        Membership.objects.create(staff=reader, of_brand=brand, role="administrator")
        with visible([brand.id]):
            rows = furnish(brand, reader, now, model=apps.get_model, word=word)
        return rows | {"brands.Brand": brand, "access.Staff": reader}

    return make


def pages() -> dict[str, str]:
    """The addresses of pages and operations that are read without naming a thing."""
    found = {one: f"/{one}" for one in GUARDED if "<" not in one and not one.startswith(EDITOR)}
    found |= {path: f"/api/v1{path}" for method, path in OPERATIONS if method == "GET" and "{" not in path}
    return {
        f"{name}{search}": f"{address}{search}" for name, address in found.items() for search in SEARCHES.get(name, [""])
    } | {f"/{one}/search": f"/api/v1/{one}/search?q=goff" for one in ("persons", "articles")}


def things(rows: Rows) -> dict[str, str]:
    """The addresses of pages and operations that show one thing: that of these rows."""
    rows = rows | {"access.ApiKey": rows["people.Person"]}  # a key has no page
    found = {}
    for pattern in GUARDED:
        if ("<uuid:" in pattern or "<str:id>" in pattern) and not pattern.startswith(EDITOR):
            with suppress(KeyError):  # a table that had no rows yet in an earlier version
                found |= addresses(pattern, rows)
    for method, path in OPERATIONS:
        if method == "GET" and "{id}" in path and REST_ROWS[path.split("/")[1]] in rows:
            found[path] = f"/api/v1{path.replace('{id}', public_id(rows[REST_ROWS[path.split('/')[1]]]))}"
    return {name: address for name, address in found.items() if name not in NOT_COUNTED}


def asked(client: Client, wanted: dict[str, str]) -> dict[str, list[str]]:
    """What each page that can be read asks of the database, the second time that it is read."""
    found = {}
    for name, address in wanted.items():
        if client.get(address).status_code == 200:
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(address)
                if answer.streaming:
                    b"".join(answer.streaming_content)
            found[name] = [query["sql"] for query in queries.captured_queries]
    return found


def grown(client: Client, wanted: dict[str, str], before: dict[str, list[str]]) -> str:
    """The pages that ask more often than before, and what they ask most often.

    One that does is read again: what the clock renews (a caller's share of the minute, which widgets there are) falls into
    one reading, a question in a loop into all.
    """
    after = asked(client, wanted)
    assert before.keys() == after.keys()
    longer = {name for name, queries in after.items() if len(queries) > len(before[name])}
    said = []
    for name, queries in asked(client, {name: wanted[name] for name in longer}).items():
        if len(queries) > len(before[name]):
            shapes, known = [shape(query) for query in queries], [shape(query) for query in before[name]]
            loop = max(set(shapes), key=lambda one: shapes.count(one) - known.count(one))
            said.append(f"{name}: {len(known)} → {len(shapes)}, {loop}")
    return "\n".join(said)


def shape(query: str) -> str:
    """How a statement begins; savepoints, which are numbered, are alike."""
    return re.sub(r'SAVEPOINT ".*', "SAVEPOINT", query)[:70]


def test_pages_ask_no_more_with_four_brands_than_with_two(
    furnished: Callable[[str], Rows], reader: Staff, visit: Callable[..., Client]
) -> None:
    client = visit(reader)
    furnished("ponant"), furnished("armor")
    before = asked(client, pages())
    furnished("noroit"), furnished("halles")
    assert len(before) > 50
    assert grown(client, pages(), before) == ""


def deepen(rows: Rows, staff: Staff, now: datetime) -> None:
    """More of what is shown under a person, a ticket, a conversation, a queue, an endpoint, an organisation."""

    def more(label: str, **fields: object) -> None:
        row = rows[label]
        kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
        made = type(row).objects.create(**(kept | fields))
        if label == "conversations.Message":
            one = rows["conversations.Attachment"]
            type(one).objects.create(brand_id=one.brand_id, message=made, file_id=one.file_id)

    for number in range(3):
        word, others = uuid4().hex[:8], Staff.objects.create_user(f"{uuid4().hex}@example.org", "x", name=f"Agent {number}")
        Membership.objects.create(staff=others, of_brand_id=rows["people.Person"].brand_id, role="agent")
        more("people.Handle", value=f"{word}@example.org")
        more("people.Consent", purpose=word)
        more("people.Remark", author_id=others.id)
        more("people.Position", role=word)
        more("people.Merge")
        more("conversations.Message", external_id=word, staff_id=others.id, kind="out")
        more("conversations.Message", external_id=f"{word} in")
        more("files.StoredFile", name=f"{word}.txt", sha256=uuid4().hex * 2)
        more("webhooks.Delivery", event=uuid7().int % 2**31, created_at=now + timedelta(seconds=number))
        more("routing.QueueMember", staff_id=others.id)
        more("tickets.Task", title=word)
        more("tickets.Merge")
        more("routing.Offer", staff_id=others.id, state="refused", ended_at=now)
        conversation = rows["conversations.Conversation"]
        made = type(conversation).objects.create(
            brand=conversation.brand, person_id=conversation.person_id, channel="mail", started_at=now, last_message_at=now
        )
        parent = {"parent_id": rows["tickets.Ticket"].id, "assignee_id": others.id}
        more("tickets.Ticket", number=uuid7().int % 10**9, conversation_id=made.id, **parent)


def test_pages_of_one_thing_ask_no_more_when_there_is_more_under_it(
    furnished: Callable[[str], Rows], reader: Staff, visit: Callable[..., Client], now: datetime
) -> None:
    client, rows = visit(reader), furnished("ponant")
    with visible([rows["brands.Brand"].id]):
        deepen(rows, reader, now)
    before = asked(client, things(rows))
    with visible([rows["brands.Brand"].id]):
        deepen(rows, reader, now + timedelta(minutes=1))
    assert len(before) > 30
    assert grown(client, things(rows), before) == ""
