"""Every address of the portal × who asks: nobody, another customer, who shares an address, a customer of another brand, staff.

The addresses are read from the resolver: a new page without a door is seen here.
"""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.apps import apps
from django.test import Client
from django.urls import get_resolver
from tests.furnished import Rows, furnish

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.kernel.handles import mail_handle
from entregent.people.actions import create_person
from entregent.people.models import Person
from entregent.portal.models import Account, Portal
from entregent.portal.tests.conftest import entered

ANYBODY = {"entrer/", "entrer/mot-de-passe/", "entrer/cle/", "entrer/cle/defi/", "entrer/<str:secret>/", "sortir/", "langue/"}
"""What asks for nobody in particular."""

SHARED = {"", "qui/", "demandes/nouvelle/", "demandes/<uuid:ticket_id>/", "demandes/<uuid:ticket_id>/fil/",
          "aide/", "aide/<uuid:article_id>/", "demandes/<uuid:ticket_id>/repondre/", "demandes/<uuid:ticket_id>/regler/",
          "fichiers/<uuid:attachment_id>/<str:name>"}  # fmt: skip
"""What those who share an address may open without saying who they are."""

OF_EVERYBODY = {"aide/<uuid:article_id>/"}
"""What is the same for all who entered."""

WITHOUT = {
    "entrer/<str:secret>/",
    "entrer/cle/",
    "moi/adresses/<str:secret>/",
    "moi/adresses/<uuid:handle_id>/retirer/",
    "fichiers/<uuid:attachment_id>/<str:name>",
}
"""What one row of everything lacks: a link that is good, the bytes of a file."""

ROWS = {"ticket_id": "tickets.Ticket", "attachment_id": "conversations.Attachment", "handle_id": "people.Handle",
        "passkey_id": "portal.Passkey", "callback_id": "callbacks.Callback", "article_id": "knowledge.Article"}  # fmt: skip
PORTAL = next(one for one in get_resolver().url_patterns if str(one.pattern) == "espace/")
PAGES = [str(one.pattern).removeprefix("<slug:slug>/") for one in PORTAL.url_patterns]


@pytest.fixture
def rows(brand: Brand, make_staff: Callable[..., Staff], now: datetime) -> Rows:
    """One of everything in the brand; its portal is open."""
    return furnish(brand, make_staff(brand, "administrator", name="Solène Kerbrat"), now, model=apps.get_model)


def filled(page: str, rows: Rows, slug: str = "ponant") -> str:
    def fill(found: re.Match[str]) -> str:
        name = found[1]
        row = rows.get(ROWS.get(name, ""))
        return {"secret": "x", "name": "lettre.txt"}.get(name) or str(getattr(row, "public_id", row.pk))

    return f"/espace/{slug}/" + re.sub(r"<\w+:(\w+)>", fill, page)


def statuses(client: Client, page: str, rows: Rows, slug: str = "ponant") -> dict[str, int]:
    address = filled(page, rows, slug)
    return {"GET": client.get(address).status_code, "POST": client.post(address).status_code}


def refused(client: Client, page: str, rows: Rows, slug: str = "ponant") -> bool:
    """Whether nothing of the page is given: sent to the entrance, not found, or not asked that way."""
    for method in (client.get, client.post):
        answer = method(filled(page, rows, slug))
        away = answer.status_code == 302 and "/entrer/" in answer["Location"]
        if not away and answer.status_code not in {404, 405}:
            return False
    return True


def test_nobody_and_staff_are_sent_to_the_entrance(rows: Rows, visit: Callable[..., Client], make_staff, brand: Brand) -> None:
    for client in (Client(), visit(make_staff(brand, "administrator", name="Ines Attal"))):
        assert [page for page in PAGES if page not in ANYBODY and not refused(client, page, rows)] == []


def test_the_owner_opens_every_page(rows: Rows) -> None:
    wrong = []
    for page in PAGES:
        client = entered(rows["portal.Account"])  # leaving is one of the pages
        found = statuses(client, page, rows)
        if not {200, 204, 302, 422} & set(found.values()) and page not in WITHOUT:
            wrong.append(f"{page}: {found}")
    assert not wrong, "\n".join(wrong)


def test_the_rows_of_another_are_answered_as_rows_that_do_not_exist(rows: Rows, brand: Brand, now: datetime) -> None:
    other = create_person(brand.id, now=now, actor="system:test", source="import", addresses=[mail_handle("yann@example.org")])
    account = Account.objects.create(brand=brand, person=other, mail="yann@example.org", created_at=now, entered_at=now)
    shared = Account.objects.create(brand=brand, person=None, mail="couple@example.org", created_at=now, entered_at=now)
    for one in (account, shared):
        for page in PAGES:
            if "<uuid:" in page and page not in OF_EVERYBODY:
                found = statuses(entered(one), page, rows)
                assert set(found.values()) <= {404, 405} or (one is shared and page not in SHARED), f"{page}: {found}"


def test_who_shares_an_address_opens_only_what_was_written_with_it(rows: Rows, brand: Brand, now: datetime) -> None:
    shared = Account.objects.create(brand=brand, person=None, mail="couple@example.org", created_at=now, entered_at=now)
    for page in PAGES:
        if page in ANYBODY or page in SHARED:
            continue
        answer = entered(shared).get(filled(page, rows))
        assert answer.status_code == 405 or answer["Location"].startswith("/espace/ponant/qui/"), page


def test_a_customer_of_another_brand_is_nobody_here(rows: Rows, other_brand: Brand, now: datetime) -> None:
    with visible([other_brand.id]):
        Portal.objects.create(brand=other_brand, open=True)
        person = Person.objects.create(brand=other_brand, search_key="", created_at=now, updated_at=now)
        mail = rows["portal.Account"].mail
        theirs = Account.objects.create(brand=other_brand, person=person, mail=mail, created_at=now, entered_at=now)
        client = entered(theirs)
    assert client.get("/espace/telecom/").status_code == 200
    for page in PAGES:
        if page not in ANYBODY:
            assert refused(client, page, rows), page
            if "<uuid:" in page:
                assert not {200, 204} & set(statuses(client, page, rows, "telecom").values()), page


def test_every_write_asks_for_its_token(rows: Rows) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = entered(rows["portal.Account"]).cookies
    for page in PAGES:
        assert client.post(filled(page, rows)).status_code == 403, page
