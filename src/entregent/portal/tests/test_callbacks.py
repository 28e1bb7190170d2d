"""A customer books a call in the portal, moves it, gives it up; nobody touches another's."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from entregent.callbacks.models import Callback, Offering
from entregent.kernel.handles import phone_handle
from entregent.people import actions as people
from entregent.people.models import Person
from entregent.portal.models import Portal
from entregent.routing.models import Queue

PAGE = "/espace/ponant/rappel/"
SENT = {"phone": "06 39 98 01 02", "about": "Mon contrat, carte 4111 1111 1111 1111"}


@pytest.fixture
def offering(portal: Portal, queue: Queue) -> Offering:
    return Offering.objects.create(brand=portal.brand, queue=queue, per_quarter=1)


def first_times(client: Client, count: int = 2) -> list[str]:
    choice = client.get(PAGE).context["choice"]
    return [slot.at.isoformat() for slot in [*choice.morning, *choice.afternoon]][:count]


def test_a_call_is_booked_moved_and_given_up(offering: Offering, helene: Person, enter_as: Callable[..., Client]) -> None:
    client = enter_as(helene)
    tomorrow = client.get(PAGE).context["choice"].days[1]
    page = client.get(PAGE, {"jour": tomorrow.isoformat()})
    assert page.context["choice"].day == tomorrow
    first, second = (slot.at.isoformat() for slot in page.context["choice"].morning[:2])
    assert client.post(PAGE, SENT | {"slot": first}).status_code == 302
    callback = Callback.objects.get()
    assert (callback.person, callback.phone, callback.source) == (helene, "+33639980102", "portal")
    assert "4111 1111" not in callback.about
    assert first not in [
        slot.at.isoformat() for slot in client.get(PAGE, {"jour": tomorrow.isoformat()}).context["choice"].morning
    ]
    again = client.post(PAGE, SENT | {"slot": second})
    assert again.status_code == 422 and "déjà réservé" in again.content.decode()
    assert client.get(f"{PAGE}{callback.id}/").status_code == 200
    assert client.post(f"{PAGE}{callback.id}/", {"slot": second}).status_code == 302
    callback.refresh_from_db()
    assert callback.slot_at.isoformat() == second
    assert client.post(f"{PAGE}{callback.id}/annuler/").status_code == 302
    callback.refresh_from_db()
    assert callback.state == "cancelled"


def test_who_comes_second_is_told_and_keeps_what_was_written(
    offering: Offering, helene: Person, customer: Callable[..., Person], enter_as: Callable[..., Client]
) -> None:
    client, yann = enter_as(helene), enter_as(customer("yann@example.org"), "yann@example.org")
    (slot,) = first_times(client, 1)
    assert yann.post(PAGE, SENT | {"slot": slot}).status_code == 302
    answer = client.post(PAGE, SENT | {"slot": slot, "about": "Mon contrat"})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "vient d’être prise" in shown and "Mon contrat" in shown
    (his,) = Callback.objects.all()
    assert client.post(f"{PAGE}{his.id}/annuler/").status_code == 404
    assert client.get(f"{PAGE}{his.id}/").status_code == client.post(f"{PAGE}{his.id}/", {"slot": "now"}).status_code == 404


@pytest.mark.parametrize("slot", ["", "jeudi", "2026-11-24T10:00:00", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+00:00"])
def test_what_is_no_time_is_refused(offering: Offering, helene: Person, enter_as: Callable[..., Client], slot: str) -> None:
    assert enter_as(helene).post(PAGE, SENT | {"slot": slot}).status_code == 422
    assert not Callback.objects.exists()


def test_a_known_number_is_offered_and_another_must_be_one(
    offering: Offering, helene: Person, enter_as: Callable[..., Client]
) -> None:
    people.add_handle(helene, phone_handle("06 39 98 09 09", "FR"), source="import", now=timezone.now(), actor="system:test")
    client = enter_as(helene)
    assert "06 39 98 09 09" in client.get(PAGE).content.decode().replace("\u00a0", " ")
    assert client.post(PAGE, {"slot": "now", "known": "", "phone": "dix"}).status_code == 422
    assert client.post(PAGE, {"slot": "now", "known": "+33639980101"}).status_code == 422  # not one of hers
    assert client.post(PAGE, {"slot": "now", "known": "+33639980909"}).status_code == 302
    assert Callback.objects.get().phone == "+33639980909"


def test_a_brand_that_calls_nobody_back_says_so(portal: Portal, helene: Person, enter_as: Callable[..., Client]) -> None:
    client = enter_as(helene)
    assert "Personne ne rappelle" in client.get(PAGE).content.decode()
    assert client.post(PAGE, SENT | {"slot": "now"}).status_code in {200, 422}
