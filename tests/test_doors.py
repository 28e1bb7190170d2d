"""Every address of the product × every method × who asks: a new page without a door, or with another's keys, is seen here.

The addresses are read from the resolver. What each asks for is written down below by the beginning of its address; the
roles that have it come from the one table of permissions.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import numpy as np
import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from entregent.access.actions import create_key
from entregent.access.models import Staff
from entregent.access.rules import PERMISSIONS
from entregent.brands.models import Brand
from entregent.brands.wall import walled_models
from entregent.routing.models import Presence
from entregent.speech.port import Sound
from entregent.speech.sound import wav
from entregent.studio.catalogue import RESOURCES
from tests.furnished import Rows, furnish

pytestmark = pytest.mark.django_db
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
NEVER_MET = UUID("01890000-0000-7000-8000-000000000000")

PUBLIC = {
    "access/welcome/",  # the link of an invitation, a secret in itself
    "l/",  # a link that was sent by SMS, a secret in itself
    "aide/", "media/", "robots.txt",  # the help sites, their pictures and documents
    "api/",  # its document and its page; whatever is no address of it is 404
    "brands/",  # the colours and the logo of a brand: the sign-in page wears them
    "espace/",  # customers have their own door: src/entregent/portal/tests/test_doors.py
    "scenarios/form.schema.json",  # the form of a tree, which is nobody's
    "accounts/login/", "accounts/logout/", "accounts/inactive/", "accounts/oidc/", "accounts/password/reset/",
    "accounts/^password/reset/", "accounts/2fa/authenticate/", "accounts/2fa/webauthn/login/",
    "accounts/3rdparty/login/", "accounts/social/login/",
    "guide/",  # scenarios as pages: src/entregent/channels/visual_ivr/tests/test_pages.py
    "boutique/", "widget.js", "chat/w/", "chat/file/",  # of a brand's visitors: src/entregent/channels/chat/tests/test_doors.py
}  # fmt: skip
"""What anybody may open."""

SIGNED_IN = {"glossaire/", "access/profile/", "accounts/"}
"""What any member of staff may open, without a role."""

CURIOUS = "administer | supervise | audit.read"
"""Who may look at what is set up."""

ASKS: dict[str, str | tuple[str, str]] = {
    "": "tickets.read",  # the desk itself, and nothing that begins with nothing
    "desk/": "tickets.read", "desk/bandeau/": "work", "desk/ringing/": "work", "desk/figures/": "work", "desk/offers/": "work",
    "desk/ticket/<uuid:ticket_id>/choose/": "tickets.write", "desk/ticket/<uuid:ticket_id>/undo-choice/": "tickets.write",
    "tickets/": "tickets.read", "tickets/bulk/": "tickets.bulk", "tickets/merges/": "tickets.write",
    "tickets/tasks/": "tickets.read", "tickets/tasks/<uuid:task_id>/": "tickets.write",
    "tickets/<uuid:ticket_id>/": "tickets.write", "tickets/<uuid:ticket_id>/pane/": "tickets.read",
    "tickets/<uuid:ticket_id>/head/": "tickets.read", "tickets/<uuid:ticket_id>/history/": "tickets.read",
    "tickets/<uuid:ticket_id>/merges/": "tickets.read",
    "conversations/": "tickets.read", "conversations/<uuid:conversation_id>/draft/": "tickets.write",
    "files/": "tickets.read", "letterbox/": "tickets.read",
    "people/": "people.read", "people/views/": "people.read", "people/new/": "people.write",
    "people/tags/": "administer",
    "people/organisations/": "people.read", "people/organisations/new/": "people.write",
    "people/organisations/<uuid:organisation_id>/edit/": "people.write",
    "people/organisations/<uuid:organisation_id>/tags/": "people.write",
    "people/<uuid:person_id>/": "people.write", "people/<uuid:person_id>/timeline/": "people.read",
    "people/<uuid:person_id>/card/": "people.read", "people/positions/": "people.write", "people/handles/": "people.write",
    "people/consents/": "people.write", "people/remarks/": "people.merge",  # one's own: people.write
    "people/duplicates/": "people.merge", "people/merges/": "people.merge", "people/<uuid:person_id>/merge/": "people.merge",
    "people/imports/": "people.import", "people/export.": "people.export",
    "routing/": "work", "routing/acts/": "supervise", "routing/board/": "supervise",
    "routing/agents/": ("supervise", "supervise & work"),
    "routing/why/": "tickets.read", "supervision/": "supervise", "supervision/items/": "supervise & work",
    "speech/": ("supervise", "administer"),
    "understanding/": ("supervise", "understanding.write"), "understanding/try/": "supervise",
    "scenarios/": ("supervise", "administer"), "scenarios/<uuid:scenario_id>/try/": "supervise",
    "rights/": ("supervise", "supervise & tickets.write"),
    "voice/dial/": "work", "voice/settings/": "administer", "voice/listen/": "supervise", "voice/running/": "supervise",
    "voice/take/": "supervise & work", "voice/recording/": "administer",
    "voice/listening/": ("supervise", "supervise & work"), "voice/listening/register": "supervise | audit.read",
    "voice/recordings/": "supervise", "voice/waiting/": "administer", "voice/messages/": "tickets.read", "sms/": "administer",
    "voice/recordings/<uuid:id>/sound": "supervise", "voice/recordings/<uuid:id>/shape": "supervise",  # agents: their own
    "voice/recordings/<uuid:id>/listen/": "supervise", "voice/recordings/<uuid:id>/object/": "supervise",
    "voice/station/": "work | supervise", "voice/line/": "work | supervise", "voice/call/": "work | supervise",
    "voice/calls/": "supervise", "voice/calls/<uuid:call_id>/": "tickets.read", "voice/ticket/": "tickets.read",
    "voice/calls/<uuid:call_id>/disposition/": ("tickets.read", "work"), "voice/calls/<uuid:call_id>/dispositions/": "work",
    "voice/calls/<uuid:call_id>/wrap-up/": "work",
    "voice/call/<uuid:call_id>/colleagues/": "work", "mail/": "administer",
    "webhooks/": "administer", "script/": ("tickets.read", "tickets.write"),
    "savoir/sites/": ("knowledge.write", "knowledge.publish"),
    "savoir/sites/figures/write/": "knowledge.write",
    "savoir/": "knowledge.read", "savoir/<uuid:article_id>/put/": "tickets.write",
    "savoir/<uuid:article_id>/confirm/": "knowledge.write", "redaction/": "knowledge.write",
    "tracking/": "administer", "chat/widgets/": "administer", "widget/preview/": "administer", "chat/blocked/": "supervise",
    "chat/conversation/": "tickets.read",
    "chat/ticket/": "tickets.read", "chat/ticket/<uuid:ticket_id>/end/": "tickets.write",
    "chat/ticket/<uuid:ticket_id>/wrapped/": "tickets.write", "chat/ticket/<uuid:ticket_id>/block/": "tickets.write",
    "chat/ticket/<uuid:ticket_id>/recognise/": "tickets.write",
    "studio/": "administer", "studio/audit/": "audit.read", "studio/canned/preview/": "canned.write",
    "studio/matrix/": (CURIOUS, "administer"), "studio/shifts/": (CURIOUS, "supervise & work"), "studio/reasons/tree/": CURIOUS,
    "studio/dispositions/tree/": CURIOUS,
    "studio/calendars/<uuid:id>/": (CURIOUS, "administer"), "studio/calendars/<uuid:id>/remove/": "administer",
    "studio/<slug:slug>/<str:id>/": (CURIOUS, "administer"), "studio/<slug:slug>/<str:id>/remove/": "administer",
    "studio/<slug:slug>/<str:id>/canned": (f"canned.write | {CURIOUS}", "canned.write"),
    "studio/<slug:slug>/<str:id>/remove/canned": "canned.write", "studio/<slug:slug>/new/canned": "canned.write",
    "studio/<slug:slug>/canned": f"canned.write | {CURIOUS}",
}  # fmt: skip
"""Beginning of an address → the permission it asks for, or (to read, to write); the longest beginning wins."""

EXACTLY = {"people/<uuid:person_id>/": "people.read", "studio/": f"canned.write | {CURIOUS}",
           "studio/calendars/": CURIOUS, "studio/shifts/": CURIOUS, "studio/brands/new/": "platform"}  # fmt: skip
"""Addresses whose deeper ones ask for something else."""

ROWS = {
    "ticket_id": "tickets.Ticket", "task_id": "tickets.Task", "run_id": "tickets.BulkRun", "view_id": "tickets.View",
    "merge_id": "people.Merge", "person_id": "people.Person", "organisation_id": "people.Organisation",
    "duplicate_id": "people.Duplicate", "import_id": "people.Import", "position_id": "people.Position",
    "handle_id": "people.Handle", "consent_id": "people.Consent", "remark_id": "people.Remark", "queue_id": "routing.Queue",
    "item_id": "routing.WorkItem", "offer_id": "routing.Offer", "conversation_id": "conversations.Conversation",
    "article_id": "knowledge.Article", "synonym_id": "knowledge.Synonym", "lost_id": "knowledge.Lost",
    "scenario_id": "scenarios.Scenario", "right_id": "rights.RightRequest", "studio/spaces/ brand_id": "brands.Brand",
    "message_id": "conversations.Message", "change_id": "people.TagChange", "intent_id": "understanding.Intent",
    "example_id": "understanding.Example", "unsure_id": "understanding.Unsure", "model_id": "understanding.TrainedModel",
    "prompt_id": "speech.Prompt", "word_id": "speech.Pronunciation", "recording_id": "speech.Recording",
    "music_id": "speech.Music", "delivery": "webhooks.Delivery", "call_id": "voice.Call",
    "period_id": "voice.ListeningPeriod", "staff_id": "access.Staff",
    "tracking/sources/ id": "tracking.Source", "tracking/pools/ brand_id": "brands.Brand",
    "chat/widgets/ id": "chat.Widget", "chat/blocked/ id": "chat.Visitor", "chat/conversation/ id": "chat.Chat",
    "widget/preview/ key": "chat.Widget",
    "webhooks/ id": "webhooks.Endpoint", "files/ id": "files.StoredFile", "studio/brands/ id": "brands.Brand",
    "studio/staff/ id": "access.Staff", "studio/shifts/ id": "access.Staff",
    "studio/calendars/ id": "calendar.Calendar", "studio/reasons/ id": "tickets.Reason",
    "studio/dispositions/ id": "voice.Disposition", "studio/dispositions/ brand_id": "brands.Brand",
    "studio/keys/ id": "access.ApiKey", "mail/quarantine/ id": "mail.RawMail", "mail/addresses/ id": "mail.MailAddress",
    "mail/mailboxes/ id": "mail.Mailbox", "voice/settings/trunks/ id": "voice.Trunk",
    "voice/recording/ brand_id": "brands.Brand", "voice/recordings/ id": "voice.Recording",
    "voice/messages/ message_id": "voice.Voicemail", "sms/ brand_id": "brands.Brand",
    "voice/settings/numbers/ id": "voice.Number", "voice/settings/telephones/ id": "voice.Device",
    "people/views/ view_id": "people.View", "tickets/merges/ merge_id": "tickets.Merge",
}  # fmt: skip
"""Name of a part of an address, after the beginning of the address where it needs one → whose id stands there."""

WORDS = {
    "of": "filters",
    "which": "away",
    "secret": "x",
    "name": "lettre.txt",
    "kind": "out",
    "provider_id": "x",
    "pk": "1",
    "what": "hold",
    "manner": "listen",
    "slug": "ponant",
}
THINGS = {
    "queues": "routing.Queue", "skills": "access.Skill", "canned": "conversations.CannedReply", "fields": "people.CustomField",
    "promises": "tickets.PromisePolicy", "reasons": "tickets.Reason", "callbacks": "callbacks.Offering",
    "dispositions": "voice.Disposition",
}  # fmt: skip
"""The studio's shelves of a brand's things (``studio/<slug:slug>/<str:id>/``)."""


OF_ALL_BRANDS = {"capacities", "pauses", "sites", "teams"}
"""The other shelves."""


def patterns() -> list[str]:
    """Every address of the resolver, as it is written there."""

    def walk(resolver: URLResolver, before: str = "") -> Iterator[str]:
        for one in resolver.url_patterns:
            if isinstance(one, URLPattern):
                yield before + str(one.pattern)
            else:
                yield from walk(one, before + str(one.pattern))

    return sorted(set(walk(get_resolver())))


PAGES = [one for one in patterns() if not one.startswith("api/v1/")]


def begins(pattern: str, beginnings: Iterable[str]) -> str | None:
    """The longest of the beginnings that the address has."""
    return max((one for one in beginnings if pattern.startswith(one) and (one or not pattern)), key=len, default=None)


def asked(pattern: str, method: str = "GET") -> str | None:
    """The permission that an address asks for; None when it is not written down."""
    found = begins(pattern, ASKS)
    if pattern in {f"studio/<slug:slug>/{thing}" for thing in THINGS} - {"studio/<slug:slug>/canned"}:
        return CURIOUS
    what = EXACTLY.get(pattern) or (None if found is None else ASKS[found])
    return what[method != "GET"] if isinstance(what, tuple) else what


def opens(role: str, asked: str) -> bool:
    """Whether a role has what is asked: ``a & b`` is both, ``a | b`` either."""
    return any(PERMISSIONS[role].issuperset(every.split(" & ")) for every in asked.split(" | "))


GUARDED = [one for one in PAGES if not begins(one, PUBLIC | SIGNED_IN)]
"""What asks for a permission."""

SOUND = wav(Sound(np.ones(80, np.int16), 8000))
"""What is in the file that is furnished: some addresses play it."""

EDITOR = "redaction/"
"""Wagtail's addresses behind one gate: whom it keeps out is seen here, the rest in knowledge/tests/test_editor.py."""


@pytest.fixture
def owner(brand: Brand, make_staff: Callable[..., Staff]) -> Staff:
    return make_staff(brand, "administrator", name="Solène Kerbrat")


@pytest.fixture
def rows(brand: Brand, owner: Staff, make_staff: Callable[..., Staff], now: datetime, tmp_path: Path, settings) -> Rows:
    """One of everything, in the brand."""
    default = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": default}
    made = furnish(brand, owner, now, model=apps.get_model)
    default_storage.save(made["files.StoredFile"].path, ContentFile(SOUND))
    agent = make_staff(brand, "agent", name="Samir Ait")
    Presence.objects.create(staff=agent, since=now, idle_since=now, seen_at=now)
    key = create_key(brand, "Boutique", ("tickets.read",), now=now, by=owner)[0]
    return made | {"access.Staff": agent, "access.ApiKey": key, "brands.Brand": brand}


@pytest.fixture
def stranger(make_staff: Callable[..., Staff], other_brand: Brand) -> Staff:
    """The administrator of another brand."""
    return make_staff(other_brand, "administrator", name="Youri Blanc")


def test_one_of_everything_is_one_of_every_walled_table(rows: Rows) -> None:
    from_elsewhere = {"journal.Event", "people.TagPlace", "tickets.TagPlace"}  # from actions and from triggers
    assert {model._meta.label for model in walled_models()} - set(rows) == from_elsewhere


def addresses(pattern: str, rows: Rows) -> dict[str, str]:
    """The address with the rows' ids in it, beside what stands for it in the table above; several for the studio's shelves."""
    if pattern.startswith(EDITOR):
        return {pattern: filled(pattern)}
    if not pattern.startswith("studio/<slug:slug>/"):
        return {pattern: filled(pattern, rows)}
    shelves = {}
    for slug, label in THINGS.items():
        address = pattern.replace("<slug:slug>", slug).replace("<str:id>", str(rows[label].pk))
        shelves[f"{pattern}canned" if slug == "canned" else f"{pattern}{slug}"] = f"/{address}"
    return shelves


def filled(pattern: str, rows: Rows | None = None) -> str:
    """The address with ids in it: of the rows, or one that nobody has; a regular expression becomes one of its addresses."""

    def fill(found: re.Match[str]) -> str:
        name = found["name"]
        if found["of"] == "int":
            return "1"
        if rows is None or name in WORDS:
            return WORDS.get(name, str(NEVER_MET))
        label = next((ROWS[key] for key in ROWS if key.endswith(f" {name}") and pattern.startswith(key.split()[0])), None)
        if label is None and name not in ROWS:
            pytest.fail(f"say in ROWS, or in WORDS, what stands for <{name}> in {pattern}")
        row = rows[label or ROWS[name]]
        return str(getattr(row, "public_id", row.pk))

    plain = re.sub(r"<(?:(?P<of>\w+):)?(?P<name>\w+)>(?!\[)", fill, re.sub(r"\(\?P<\w+>[^)]*\)", "1", pattern))
    return "/" + re.sub(r"\^(?:\(\?:([\w-]+)\|.*)?|\$|\\Z", r"\1", plain)


class _Undone(Exception):
    pass


def ask(client: Client, method: str, address: str, rows: Rows | None = None) -> HttpResponse:
    """The answer; what it changed is undone. With rows, what most forms of one button send is sent."""
    client.raise_request_exception = False
    sent = {"staff": rows["access.Staff"].pk, "queue": rows["routing.Queue"].pk, "name": "priority", "value": 1} if rows else {}
    answers = []
    try:
        with transaction.atomic():
            answers.append(client.generic(method, address, urlencode(sent), "application/x-www-form-urlencoded"))
            raise _Undone
    except _Undone:
        return answers[0]


def statuses(client: Client, address: str, methods: Iterable[str] = METHODS, rows: Rows | None = None) -> dict[str, int]:
    return {method: ask(client, method, address, rows).status_code for method in methods}


def test_every_address_says_what_it_asks_for() -> None:
    assert [one for one in GUARDED if asked(one) is None] == []
    used = {begins(one, ASKS) for one in GUARDED}
    assert set(RESOURCES) == set(THINGS) | OF_ALL_BRANDS
    assert sorted(one for one in set(ASKS) - used - set(EXACTLY) if not one.endswith("canned")) == [], "no address begins so"


def test_nobody_gets_in_where_it_is_not_public() -> None:
    client, entered = Client(), []
    for pattern in PAGES:
        if begins(pattern, PUBLIC):
            continue
        for method in METHODS:
            answer = ask(client, method, filled(pattern))
            sent_away = answer.status_code in {301, 302} and answer["Location"].startswith("/accounts/")
            if not sent_away and answer.status_code not in {401, 403, 404, 405}:
                entered.append(f"{method} {pattern}: {answer.status_code}")
    assert not entered, "\n".join(entered)


def test_staff_without_a_role_gets_in_nowhere(make_staff: Callable[..., Staff], visit: Callable[..., Client]) -> None:
    client = visit(make_staff([], name="Nina Roy"))
    entered = [
        f"{method} {pattern}: {status}"
        for pattern in GUARDED
        for method, status in statuses(client, filled(pattern)).items()
        if status not in {403, 405}
    ]
    assert not entered, "\n".join(entered)


@pytest.mark.parametrize("role", ["agent", "supervisor", "quality", "auditor"])
def test_a_role_opens_what_its_permissions_say_and_nothing_else(
    role: str, brand: Brand, rows: Rows, make_staff: Callable[..., Staff], visit: Callable[..., Client]
) -> None:
    client, wrong = visit(make_staff(brand, role, name="Awa Diop")), []
    for pattern in GUARDED:
        if pattern.startswith(EDITOR) and opens(role, "knowledge.write"):
            continue
        for told, address in addresses(pattern, rows).items():
            for method in ("GET", "POST"):
                wanted = asked(told, method)
                status = ask(client, method, address, rows).status_code
                refused, fault = status in {401, 403}, status >= 500
                if fault or (status != 405 and refused == opens(role, str(wanted))):
                    wrong.append(f"{method} {told}: {status}, though it asks for {wanted}")
    assert not wrong, "\n".join(wrong)


def test_another_brands_rows_are_answered_as_rows_that_do_not_exist(
    rows: Rows, owner: Staff, stranger: Staff, visit: Callable[..., Client]
) -> None:
    ours, theirs, wrong = visit(owner), visit(stranger), []
    for pattern in GUARDED:
        if ("<uuid:" not in pattern and "<str:id>" not in pattern) or pattern.startswith(EDITOR):
            continue
        for told, address in addresses(pattern, rows).items():
            known = statuses(ours, address, METHODS, rows)
            methods = [method for method, status in known.items() if status != 405]
            if not methods or 404 in known.values() or max(known.values()) >= 500:
                wrong.append(f"{told} is not the address of something: {known}")
            found = statuses(theirs, address, methods)
            nothing = statuses(theirs, elsewhere(address), methods)
            if found != nothing or 200 in found.values() or 204 in found.values():
                wrong.append(f"{told}: {found}, and {nothing} where there is nothing")
    assert not wrong, "\n".join(wrong)


def elsewhere(address: str) -> str:
    """The same address, with ids of the same form that nothing has."""
    return re.sub(r"/\d+/", "/987654321/", re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", str(NEVER_MET), address))


def test_every_write_without_its_token_is_refused(owner: Staff, rows: Rows) -> None:
    taken = []
    for htmx in ({}, {"HX-Request": "true"}):
        client = Client(enforce_csrf_checks=True, headers=htmx)
        client.force_login(owner)
        for pattern in PAGES:
            if pattern.startswith("api/"):
                continue
            address = next(iter(addresses(pattern, rows).values())) if pattern in GUARDED else filled(pattern)
            for method in METHODS[1:]:
                answer = ask(client, method, address)
                if answer.status_code != 403:
                    taken.append(f"{method} {pattern}: {answer.status_code}")
    assert not taken, "\n".join(taken)


def test_a_write_with_its_token_is_done(owner: Staff, rows: Rows) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    client.get("/")
    token = client.cookies["csrftoken"].value
    address = f"/people/{rows['people.Person'].id}/remarks/"
    assert client.post(address, {"text": "Rappeler demain."}).status_code == 403
    assert client.post(address, {"text": "Rappeler demain."}, headers={"X-CSRFToken": token}).status_code == 302
