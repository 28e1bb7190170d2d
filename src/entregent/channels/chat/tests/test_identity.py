"""A claim leads to nobody; what the site signs leads to its customer, on every device, and to nobody else after them."""

import time
from collections.abc import Callable

import pytest
from django.utils import timezone

from entregent.brands.models import Brand
from entregent.channels.chat.identity import sign
from entregent.channels.chat.models import Visitor
from entregent.channels.chat.tests.conftest import SECRET, Browser
from entregent.kernel.handles import mail_handle
from entregent.people.actions import create_person
from entregent.people.models import Person
from entregent.tickets.models import Ticket

pytestmark = pytest.mark.django_db
MAIL = "jeanne@example.org"


@pytest.fixture
def jeanne(brand: Brand) -> Person:
    return create_person(
        brand.id, now=timezone.now(), actor="system:test", source="mail", addresses=[mail_handle(MAIL)],
        given_name="Jeanne", family_name="Le Bihan",
    )  # fmt: skip


def vouched(**claims: object) -> str:
    return sign({"email": MAIL, "exp": int(time.time()) + 600, **claims}, SECRET)


def test_whoever_types_a_customers_address_is_somebody_else(browse: Callable[..., Browser], jeanne: Person) -> None:
    browse().say("Bonjour", about={"name": "Jeanne Le Bihan", "mail": MAIL})
    ticket = Ticket.objects.get()
    assert ticket.person_id != jeanne.id
    assert not ticket.person.handles.exists(), "a claim is no address of theirs"
    assert ticket.conversation.address == MAIL
    assert Visitor.objects.get().mail == MAIL


def test_a_forged_identity_is_a_stranger_too(browse: Callable[..., Browser], jeanne: Person) -> None:
    visitor = browse()
    visitor.more = {"identity": sign({"email": MAIL, "exp": int(time.time()) + 600}, "deviné")}
    assert visitor.sync()["identity_error"] == "signature"
    visitor.say("Bonjour")
    assert Ticket.objects.get().person_id != jeanne.id


def test_the_site_vouches_for_its_customer_on_two_devices(browse: Callable[..., Browser], jeanne: Person) -> None:
    desk, phone = browse(), browse()
    desk.more = phone.more = {"identity": vouched(sub="S12")}
    desk.say("Bonjour")
    assert Ticket.objects.get().person_id == jeanne.id
    jeanne.refresh_from_db()
    assert jeanne.external_reference == "S12"
    assert [one["text"] for one in phone.sync()["messages"]] == ["Bonjour"]
    assert Visitor.objects.count() == 1


def test_another_customer_of_a_shared_mailbox_is_another_person(browse: Callable[..., Browser], jeanne: Person) -> None:
    Person.objects.filter(id=jeanne.id).update(external_reference="S12")
    visitor = browse()
    visitor.more = {"identity": vouched(sub="S13", name="Paul Le Bihan")}
    visitor.say("Bonjour")
    assert Ticket.objects.get().person_id != jeanne.id


def test_signing_in_gives_the_chat_to_the_customer_and_signing_out_hides_it(
    browse: Callable[..., Browser], jeanne: Person
) -> None:
    visitor = browse()
    visitor.say("Bonjour")
    assert Ticket.objects.get().person_id != jeanne.id
    visitor.more = {"identity": vouched(sub="S12")}
    assert [one["text"] for one in visitor.sync()["messages"]] == ["Bonjour"]
    assert Ticket.objects.get().person_id == jeanne.id
    kept = visitor.token
    visitor.more = {}
    assert visitor.sync()["messages"] == []
    assert visitor.token != kept
    other = browse()
    other.token, other.more = kept, {"identity": vouched(sub="S99", email="autre@example.org")}
    assert other.sync()["messages"] == []
