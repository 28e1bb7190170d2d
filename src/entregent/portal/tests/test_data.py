"""A customer puts their data right, and changes what they enter by: fresh at the door, told by mail, never another's."""

import json
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.test import Client
from django.utils import timezone

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.journal.models import Event
from entregent.kernel.handles import phone_handle
from entregent.people import actions as people
from entregent.people.models import Handle, Person
from entregent.portal.configuration import key
from entregent.portal.jobs import send_link, tell
from entregent.portal.models import Account, Link, Passkey, Portal, Session
from entregent.portal.rules.links import secret_of
from entregent.portal.tests.authenticator import Device
from entregent.portal.tests.conftest import HELENE, World
from entregent.portal.web import cookies

HOME = "/espace/ponant/"
OTHER = "helene.legoff@example.net"
HERE = {"HTTP_HOST": "localhost"}


def proof() -> str:
    return f"{HOME}moi/adresses/{secret_of(Link.objects.latest('created_at').id, key())}/"


def test_what_is_wrong_is_put_right_at_once(portal: Portal, helene: Person, enter_as: Callable[..., Client]) -> None:
    client = enter_as(helene)
    given = {
        "given_name": "Hélène",
        "family_name": "Morvan",
        "street": "3 quai des Pêcheurs",
        "city": "Brest",
        "language": "en",
    }
    assert client.post(f"{HOME}moi/", given).status_code == 302
    helene.refresh_from_db()
    assert (helene.family_name, helene.city) == ("Morvan", "Brest")
    assert Event.objects.get(kind="person.changed").actor == f"person:{helene.id}"
    assert "My data" in client.get(f"{HOME}moi/").content.decode()


def test_another_address_is_added_once_it_is_proved_and_the_old_ones_stay(
    portal: Portal, helene: Person, enter_as: Callable[..., Client], world: World
) -> None:
    client = enter_as(helene)
    assert client.post(f"{HOME}moi/adresses/", {"mail": OTHER}).status_code == 302
    send_link(brand=str(portal.brand_id), link=str(Link.objects.get().id))
    assert [to for _from, to, _mail in world.mails] == [[OTHER]]
    assert not Handle.objects.filter(value=OTHER).exists()
    assert client.get(proof()).status_code == 200
    assert client.post(proof()).status_code == 302
    assert Handle.objects.get(value=OTHER).verified_at is not None
    assert set(helene.handles.values_list("value", flat=True)) == {HELENE, OTHER}
    assert client.post(proof()).status_code == 410
    tell(brand=str(portal.brand_id), account=str(Account.objects.get().id), what="address")
    _from, to, raw = world.mails[-1]
    assert to == [HELENE]
    assert message_from_bytes(raw, policy=default)["Subject"] == "Quelque chose a changé dans votre espace Mutuelle Ponant"


def test_the_link_that_adds_an_address_is_for_who_asked_and_lets_nobody_in(
    portal: Portal, helene: Person, customer: Callable[..., Person], enter_as: Callable[..., Client]
) -> None:
    enter_as(helene).post(f"{HOME}moi/adresses/", {"mail": OTHER})
    yann = enter_as(customer("yann@example.org"), "yann@example.org")
    assert yann.get(proof()).status_code == yann.post(proof()).status_code == 410
    assert Client().post(proof())["Location"].startswith(f"{HOME}entrer/")
    assert Client().post(proof().replace("moi/adresses", "entrer")).status_code == 410
    assert not Handle.objects.filter(value=OTHER).exists()


def test_an_address_is_removed_with_what_it_opened_but_not_the_one_by_which_one_is_in(
    portal: Portal, helene: Person, customer: Callable[..., Person], enter_as: Callable[..., Client]
) -> None:
    people.add_handle(helene, phone_handle("06 39 98 01 02", "FR"), source="import", now=timezone.now(), actor="system:test")
    client = enter_as(helene)
    client.post(f"{HOME}moi/adresses/", {"mail": OTHER})
    client.post(proof())
    elsewhere = enter_as(helene, OTHER)
    mine, second = Handle.objects.get(value=HELENE), Handle.objects.get(value=OTHER)
    phone = Handle.objects.get(kind="phone")
    assert client.post(f"{HOME}moi/adresses/{mine.id}/retirer/").status_code == 409
    assert client.post(f"{HOME}moi/adresses/{second.id}/retirer/").status_code == 302
    assert elsewhere.get(HOME).status_code == 302
    assert client.post(f"{HOME}moi/adresses/{phone.id}/retirer/").status_code == 302
    assert list(helene.handles.values_list("value", flat=True)) == [HELENE]
    yann = enter_as(customer("yann@example.org"), "yann@example.org")
    assert yann.post(f"{HOME}moi/adresses/{mine.id}/retirer/").status_code == 404


def test_a_number_is_kept_as_given_and_proves_nothing(portal: Portal, helene: Person, enter_as: Callable[..., Client]) -> None:
    client = enter_as(helene)
    for _ in range(2):
        assert client.post(f"{HOME}moi/telephones/", {"phone": "06 39 98 01 02"}).status_code == 302
    number = helene.handles.get(kind="phone")
    assert (number.value, number.source, number.verified_at) == ("+33639980102", "portal", None)
    assert "06 39 98 01 02" in client.get(f"{HOME}moi/").content.decode().replace("\u00a0", " ")
    assert client.post(f"{HOME}moi/telephones/", {"phone": "dix"}).status_code == 422


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        ("moi/adresses/", {"mail": OTHER}), ("securite/mot-de-passe/", {"password": "le-phare-de-la-jument"}),
        ("securite/cles/defi/", {}), ("securite/cles/", {}),
    ],
)  # fmt: skip
def test_what_one_enters_by_is_changed_by_who_entered_within_the_hour(
    portal: Portal, helene: Person, enter_as: Callable[..., Client], page: str, sent: dict[str, str]
) -> None:
    client = enter_as(helene, at=timezone.now() - timedelta(hours=2))
    assert client.get(HOME).status_code == 200
    answer = client.post(f"{HOME}{page}", sent, HTTP_REFERER=f"http://testserver{HOME}securite/")
    assert answer["Location"] == f"{HOME}entrer/?vers=%2Fespace%2Fponant%2Fsecurite%2F&encore=1"
    assert "encore une fois" in client.get(answer["Location"]).content.decode()


def test_a_password_is_chosen_used_and_taken_away(portal: Portal, helene: Person, enter_as: Callable[..., Client]) -> None:
    client = enter_as(helene)
    choose = f"{HOME}securite/mot-de-passe/"
    assert client.post(choose, {"password": "court"}).status_code == 422
    assert client.post(choose, {"password": "le-phare-de-la-jument"}).status_code == 302
    assert "le-phare" not in Account.objects.get().password
    enter = {"mail": HELENE, "password": "le-phare-de-la-jument"}
    assert Client().post(f"{HOME}entrer/mot-de-passe/", enter).status_code == 302
    client.post(choose, {"remove": "1"})
    assert Client().post(f"{HOME}entrer/mot-de-passe/", enter).status_code == 422
    assert [event.data for event in Event.objects.filter(kind="portal.password_set").order_by("id")] == [
        {"removed": False}, {"removed": True}
    ]  # fmt: skip


def test_one_signs_out_of_one_place_or_of_everywhere_else(
    portal: Portal, helene: Person, enter_as: Callable[..., Client]
) -> None:
    here, there, yonder = (enter_as(helene) for _ in range(3))
    shown = here.get(f"{HOME}securite/").content.decode()
    assert shown.count("Firefox sur Linux") == 3 and "cet appareil" in shown
    other = Session.objects.order_by("-id").first()
    here.post(f"{HOME}securite/sessions/", {"session": str(other.id)})
    assert (there.get(HOME).status_code, yonder.get(HOME).status_code) == (200, 302)
    here.post(f"{HOME}securite/sessions/")
    assert (here.get(HOME).status_code, there.get(HOME).status_code) == (200, 302)


def test_the_session_of_another_is_not_ended(
    portal: Portal, helene: Person, customer: Callable[..., Person], enter_as: Callable[..., Client]
) -> None:
    client = enter_as(helene)
    mine = Session.objects.get()
    yann = enter_as(customer("yann@example.org"), "yann@example.org")
    yann.post(f"{HOME}securite/sessions/", {"session": str(mine.id)})
    assert yann.post(f"{HOME}securite/sessions/", {"session": "x"}).status_code == 404
    assert client.get(HOME).status_code == 200


def add_key(client: Client, device: Device) -> int:
    options = client.post(f"{HOME}securite/cles/defi/", **HERE).json()["options"]["publicKey"]
    return client.post(f"{HOME}securite/cles/", {"answer": device.create(options)}, **HERE).status_code


def enter(device: Device, slug: str = "ponant", **change: str) -> Client:
    client = Client()
    asked = client.post(f"/espace/{slug}/entrer/cle/defi/", **HERE).json()
    sent = {"challenge": asked["challenge"], "answer": device.get(asked["options"]["publicKey"])} | change
    client.answer = client.post(f"/espace/{slug}/entrer/cle/", sent, **HERE)
    client.sent = sent
    return client


def test_a_passkey_is_added_and_enters_alone(portal: Portal, helene: Person, enter_as: Callable[..., Client]) -> None:
    client, device = enter_as(helene), Device()
    assert add_key(client, device) == 302
    came = enter(device)
    assert came.answer.status_code == 302
    assert Session.objects.latest("entered_at").method == "passkey"
    assert "Hélène" in came.get(HOME).content.decode()
    again = Client().post(f"{HOME}entrer/cle/", came.sent, **HERE)  # the same answer, heard on the way
    assert again.status_code == 403 and cookies.SESSION not in again.cookies
    assert client.post(f"{HOME}securite/cles/{Passkey.objects.get().id}/retirer/").status_code == 302
    assert enter(device).answer.status_code == 403


@pytest.mark.parametrize("fault", ["copied", "unverified", "elsewhere", "forged", "unasked", "noise"])
def test_a_passkey_that_is_not_right_opens_nothing(
    portal: Portal, helene: Person, enter_as: Callable[..., Client], fault: str
) -> None:
    device = Device()
    assert add_key(enter_as(helene), device) == 302
    assert enter(device).answer.status_code == 302
    change: dict[str, str] = {}
    if fault == "copied":
        device.counter -= 1
    elif fault == "unverified":
        device.verified = False
    elif fault == "elsewhere":
        device.origin = "http://localhost.example.net"
    elif fault == "forged":
        device.key = Device().key
    elif fault == "unasked":
        change = {"challenge": "x" * 22}
    else:
        change = {"answer": json.dumps({"rawId": 3, "\0": []}), "challenge": "\0"}
    assert enter(device, **change).answer.status_code == 403


def test_a_passkey_opens_its_own_brand_only_and_is_added_once(
    portal: Portal, helene: Person, customer: Callable[..., Person], enter_as: Callable[..., Client], other_brand: Brand
) -> None:
    device = Device()
    assert add_key(enter_as(helene), device) == 302
    yann = enter_as(customer("yann@example.org"), "yann@example.org")
    assert add_key(yann, device) == 422  # it is hers
    assert yann.post(f"{HOME}securite/cles/{Passkey.objects.get().id}/retirer/").status_code == 404
    with visible([other_brand.id]):
        Portal.objects.create(brand=other_brand, open=True)
    assert enter(device, "telecom").answer.status_code == 403
    device.verified = False
    assert add_key(enter_as(helene), Device(verified=False)) == 422
