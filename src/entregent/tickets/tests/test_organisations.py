"""In whose name a request was written: found when it opens, corrected by hand, listed with those of end customers (B2B2C)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.journal.models import Event
from entregent.kernel.handles import mail_handle
from entregent.people import actions as people
from entregent.people.models import Organisation
from entregent.people.queries import organisation_of, with_end_customers
from entregent.tickets.actions import Received, change_fields, choose_person
from entregent.tickets.errors import FieldRefused
from entregent.tickets.models import Ticket

ACTOR = "system:test"
Write = Callable[..., Received]
Make = Callable[..., Staff]
Visit = Callable[[Staff | None], Client]


@pytest.fixture
def found(brand: Brand, now: datetime) -> Callable[..., Organisation]:
    """``found(name, **fields)``: an organisation of the brand."""

    def make(name: str, **fields: object) -> Organisation:
        return people.create_organisation(brand.id, name, now=now, actor=ACTOR, **fields)

    return make


@pytest.fixture
def broker(found: Callable[..., Organisation]) -> Organisation:
    return found("Courtage Le Goff", mail_domain="courtage.example")


@pytest.fixture
def asked(write_in: Write, found: Callable[..., Organisation], broker: Organisation, now: datetime) -> dict[str, Ticket]:
    """A request of the broker's, of each of its two end customers, and of somebody who has nothing to do with it."""
    served = [found(name, mail_domain=f"{name.lower()}.example", reseller=broker) for name in ("Garage", "Librairie")]
    tickets = {}
    for place, organisation in enumerate([broker, *served, None]):
        name = organisation.mail_domain if organisation else "example.org"
        first = write_in("Bonjour", now, sender=f"qui@{name}").ticket
        if organisation:
            people.add_position(first.person, organisation, role="", now=now, actor=ACTOR)
        tickets[name] = write_in("Encore", now + timedelta(minutes=1 + place), sender=f"qui@{name}").ticket
    return tickets


def test_a_person_writes_for_the_organisation_of_the_address_else_for_the_only_one(
    found: Callable[..., Organisation], broker: Organisation, write_in: Write, now: datetime
) -> None:
    person = write_in("Bonjour", now).ticket.person
    assert organisation_of(person.id, "helene@example.org") is None
    for role in ("Gérante", "Associée"):
        people.add_position(person, broker, role=role, now=now, actor=ACTOR)
    assert organisation_of(person.id, "helene@example.org") == broker.id
    club = found("Club", mail_domain="Club.example")
    people.add_position(person, club, role="Trésorière", now=now, actor=ACTOR)
    assert organisation_of(person.id, "helene@example.org") is None
    assert organisation_of(person.id, "helene@club.example") == club.id
    assert organisation_of(person.id) is None


def test_the_ticket_says_it_from_its_opening_and_when_another_is_recognised(
    asked: dict[str, Ticket], broker: Organisation, brand: Brand, now: datetime
) -> None:
    assert asked["courtage.example"].organisation == broker
    assert asked["example.org"].organisation is None
    ticket = asked["courtage.example"]
    other = people.create_person(
        brand.id, now=now, actor=ACTOR, source="test", given_name="Paul", addresses=[mail_handle("qui@courtage.example")]
    )
    assert choose_person(ticket.id, other.id, now=now, actor=ACTOR).organisation is None


def test_it_is_corrected_by_hand_and_told(asked: dict[str, Ticket], broker: Organisation, now: datetime) -> None:
    ticket = asked["example.org"]
    assert change_fields(ticket.id, {"organisation": broker.id}, now=now, actor=ACTOR).organisation == broker
    assert Event.objects.filter(kind="ticket.changed").latest("id").data["changes"] == {"organisation": [None, str(broker.id)]}
    assert change_fields(ticket.id, {"organisation": None}, now=now, actor=ACTOR).organisation is None


def test_an_organisation_of_another_brand_is_refused(asked: dict[str, Ticket], other_brand: Brand, now: datetime) -> None:
    with visible([other_brand.id]):
        foreign = Organisation.objects.create(brand=other_brand, name="Ailleurs", created_at=now)
        assert not with_end_customers(str(foreign.id), [asked["example.org"].brand_id])
    with pytest.raises(FieldRefused):
        change_fields(asked["example.org"].id, {"organisation": foreign.id}, now=now, actor=ACTOR)


@pytest.mark.parametrize("said", ["id", "name"])
def test_a_resellers_list_holds_its_end_customers_requests(
    said: str, asked: dict[str, Ticket], broker: Organisation, brand: Brand, visit: Visit, make_staff: Make
) -> None:
    client = visit(make_staff(brand))
    name = str(broker.id) if said == "id" else "courtage le goff"
    shown = client.get(reverse("tickets:list"), {"organisation": name, "status": "all"}).context["page"]
    assert [row.id for row in shown] == [asked[f"{one}.example"].id for one in ("librairie", "garage", "courtage")]
    assert client.get(reverse("tickets:list"), {"organisation": "Inconnue"}).context["page"] == []
    menu = client.get(reverse("tickets:choices", args=["filters"]), {"organisation": name})
    assert ("Courtage Le Goff" if said == "id" else name) in menu.content.decode()


def test_the_page_of_an_organisation_shows_them_for_the_price_of_one(
    asked: dict[str, Ticket], broker: Organisation, brand: Brand, visit: Visit, make_staff: Make
) -> None:
    client = visit(make_staff(brand))
    assert (
        reverse("tickets:of_organisation", args=[broker.id])
        in client.get(f"/people/organisations/{broker.id}/").content.decode()
    )
    address = reverse("tickets:of_organisation", args=[broker.id])
    with CaptureQueriesContext(connection) as statements:
        page = client.get(address).content.decode()
    assert all(reverse("desk:ticket", args=[asked[f"{one}.example"].id]) in page for one in ("courtage", "garage", "librairie"))
    assert reverse("desk:ticket", args=[asked["example.org"].id]) not in page
    assert page.count("Garage") == 1
    Ticket.objects.exclude(id=asked["courtage.example"].id).update(organisation=None)
    with CaptureQueriesContext(connection) as fewer:
        client.get(address)
    assert len(fewer) == len(statements)


def test_only_who_reads_tickets_of_the_brand_sees_them(
    asked: dict[str, Ticket], broker: Organisation, other_brand: Brand, brand: Brand, visit: Visit, make_staff: Make
) -> None:
    address = reverse("tickets:of_organisation", args=[broker.id])
    assert visit(None).get(address).status_code == 302
    assert visit(make_staff(other_brand)).get(address).status_code == 404
    assert visit(make_staff(brand)).get(address).status_code == 200


def test_over_rest(asked: dict[str, Ticket], broker: Organisation, brand: Brand, program: Callable[..., Client]) -> None:
    client = program(brand, "tickets.read", "tickets.write")
    found = client.get("/api/v1/tickets", {"organisation": str(broker.id)}).json()["items"]
    assert {one["id"] for one in found} == {str(asked[f"{one}.example"].id) for one in ("courtage", "garage", "librairie")}
    address = f"/api/v1/tickets/{asked['example.org'].id}"
    changed = client.patch(address, {"organisation": str(broker.id)}, content_type="application/json")
    assert changed.json()["organisation_id"] == str(broker.id)
    gone = client.patch(address, {"organisation": None}, content_type="application/json")
    assert gone.json()["organisation_id"] is None


def test_the_dialog_offers_the_persons_own_organisations(
    asked: dict[str, Ticket], broker: Organisation, brand: Brand, visit: Visit, make_staff: Make
) -> None:
    client = visit(make_staff(brand))
    page = client.get(reverse("tickets:edit", args=[asked["courtage.example"].id])).content.decode()
    assert "Courtage Le Goff" in page and "Librairie" not in page
    assert 'name="organisation"' not in client.get(reverse("tickets:edit", args=[asked["example.org"].id])).content.decode()
