"""A brand that receives its customers, customers, and browsers that entered as one of them."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from entregent.brands.models import Brand
from entregent.channels.mail.models import MailAddress
from entregent.channels.mail.tests.conftest import World, world
from entregent.kernel.handles import mail_handle
from entregent.people.actions import create_person
from entregent.people.models import Person
from entregent.portal import actions
from entregent.portal.models import Account, Portal, Session
from entregent.portal.web import cookies
from entregent.routing.models import Queue

__all__ = ["World", "world"]

HELENE = "helene@example.org"


@pytest.fixture
def portal(brand: Brand, queue: Queue) -> Portal:
    """The brand's portal, open to whoever proves an address."""
    cache.clear()
    MailAddress.objects.create(brand=brand, address="contact@ponant.example", display_name="Mutuelle Ponant", queue=queue)
    return Portal.objects.create(brand=brand, open=True)


@pytest.fixture
def customer(brand: Brand, now: datetime) -> Callable[..., Person]:
    """Make a customer with an address: ``customer("helene@example.org", family_name="Le Goff")``."""

    def make(mail: str = HELENE, **fields: object) -> Person:
        named = {"given_name": "Hélène", "family_name": "Le Goff"} | fields
        return create_person(brand.id, now=now, actor="system:test", source="import", addresses=[mail_handle(mail)], **named)

    return make


@pytest.fixture
def helene(customer: Callable[..., Person]) -> Person:
    """Hélène Le Goff."""
    return customer()


def entered(account: Account, *, at: datetime | None = None, method: str = Session.Method.LINK) -> Client:
    """A browser whose cookie opens the account."""
    begun = actions.begin_session(account, method, device="Firefox/140.0 (X11; Linux)", now=at or timezone.now())
    client = Client()
    client.cookies[cookies.SESSION] = begun.key
    return client


@pytest.fixture
def enter_as(portal: Portal) -> Callable[..., Client]:
    """A browser that entered as somebody: ``enter_as(helene)``; ``enter_as(None, "couple@example.org")``: a shared address."""

    def make(person: Person | None, mail: str = HELENE, *, at: datetime | None = None) -> Client:
        now = at or timezone.now()
        dated = {"created_at": now, "entered_at": now}
        account, _made = Account.objects.get_or_create(brand=portal.brand, mail=mail, person=person, defaults=dated)
        return entered(account, at=at)

    return make
