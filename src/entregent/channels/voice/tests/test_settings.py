"""Trunks, numbers and telephones, as administrators set them up."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from entregent.access.models import AuditEntry, Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.voice import actions
from entregent.channels.voice.models import Device, Number, Trunk
from entregent.channels.voice.rules import calling_from, digest
from entregent.channels.voice.sealing import unseal
from entregent.routing.models import Queue
from entregent.scenarios.models import Scenario

Visit = Callable[[Staff | None], Client]


@pytest.fixture
def administrator(brand: Brand, make_staff: Callable[..., Staff]) -> Staff:
    return make_staff(brand, "administrator", name="Awa Diop")


@pytest.fixture
def client(administrator: Staff, visit: Visit) -> Client:
    return visit(administrator)


def line(brand: Brand, **more: object) -> dict[str, object]:
    return {"brand": brand.id, "name": "Opérateur", "port": 5060, "from_lines": "192.0.2.10", "active": "on"} | more


@pytest.fixture
def trunk(brand: Brand) -> Trunk:
    return Trunk.objects.create(brand=brand, name="Opérateur", addresses=["192.0.2.10"])


def settings(client: Client) -> str:
    answer = client.get(reverse("voice:settings"))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_password_of_a_trunk_is_sealed_kept_and_never_shown(client: Client, brand: Brand) -> None:
    fields = line(brand, host="sip.example.org", user="ponant", registers="on", caller="02 61 91 00 10")
    assert client.post(reverse("voice:new_trunk"), fields | {"secret": "Motdepasse-1"}).status_code == 302
    trunk = Trunk.objects.get()
    assert "Motdepasse" not in trunk.password and unseal(trunk.password) == "Motdepasse-1"
    assert (trunk.caller, trunk.addresses) == ("+33261910010", ["192.0.2.10"])
    page = client.get(reverse("voice:trunk", args=[trunk.id])).content.decode()
    assert (
        "Motdepasse" not in page and trunk.password not in page and "02 61 91 00 10" in page.replace("\N{NO-BREAK SPACE}", " ")
    )
    changed = fields | {"from_lines": "192.0.2.10\n\n198.51.100.0/24\n2001:db8::1", "caller": ""}
    assert client.post(reverse("voice:trunk", args=[trunk.id]), changed).status_code == 302
    trunk.refresh_from_db()
    assert trunk.addresses == ["192.0.2.10", "198.51.100.0/24", "2001:db8::1"] and unseal(trunk.password) == "Motdepasse-1"
    assert "Motdepasse" not in str(list(AuditEntry.objects.values_list("data", flat=True)))
    assert client.post(reverse("voice:new_trunk"), fields).status_code == 422  # the name is taken


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"from_lines": "operateur.example"}, "Ni une adresse ni un réseau"),
        ({"from_lines": "192.0.2.10/24"}, "Ni une adresse ni un réseau"),
        ({"from_lines": "0.0.0.0/0"}, "Ni une adresse ni un réseau"),
        ({"from_lines": ""}, "Dites d’où cette ligne appelle"),
        ({"registers": "on", "user": "x"}, "il faut à la ligne le serveur"),
        ({"registers": "on", "host": "sip.example.org"}, "il faut à la ligne l’identifiant"),
        ({"caller": "pas un numéro"}, "Ce n’est pas un numéro de téléphone"),
    ],
)
def test_a_line_that_could_not_work_or_would_let_anybody_in_is_refused(client: Client, brand: Brand, more, told) -> None:
    answer = client.post(reverse("voice:new_trunk"), line(brand, **more))
    assert answer.status_code == 422 and told in answer.content.decode()
    assert not Trunk.objects.exists()


@given(st.text(max_size=80))
def test_no_writing_of_addresses_is_fatal(text: str) -> None:
    good, bad = calling_from(text)
    assert calling_from("\n".join(good)) == (good, [])
    assert all(one.strip() for one in bad) and not any(one.endswith("/0") for one in good)


def test_a_number_is_typed_as_people_dial_it_and_is_one_brands(
    client: Client, brand: Brand, other_brand: Brand, trunk: Trunk, queue: Queue, make_staff, visit: Visit
) -> None:
    fields = {"brand": brand.id, "trunk": trunk.id, "number": "02 61 91 00 10", "label": "Accueil", "queue": queue.id}
    assert client.post(reverse("voice:new_number"), fields | {"number": "12"}).status_code == 422
    assert client.post(reverse("voice:new_number"), fields | {"active": "on"}).status_code == 302
    number = Number.objects.get()
    assert (number.number, number.queue_id, number.trunk_id) == ("+33261910010", queue.id, trunk.id)
    assert "Sonne dans le vide" in settings(client)
    with visible([brand.id, other_brand.id]):
        elsewhere = visit(make_staff(other_brand, "administrator", name="Yann Kerleo"))
    taken = elsewhere.post(reverse("voice:new_number"), {"brand": other_brand.id, "number": "+33 2 61 91 00 10"})
    assert taken.status_code == 422 and "déjà pris" in taken.content.decode()
    theirs = elsewhere.post(reverse("voice:new_number"), fields | {"brand": other_brand.id, "number": "0261910011"})
    assert theirs.status_code == 422  # the queue and the trunk are not theirs


def test_what_is_chosen_is_of_the_same_brand_and_published_for_the_telephone(
    brand: Brand, other_brand: Brand, trunk: Trunk, make_staff, visit: Visit, now: datetime
) -> None:
    with visible([brand.id, other_brand.id]):
        client = visit(make_staff([brand, other_brand], "administrator", name="Awa Diop"))
        theirs = Queue.objects.create(brand=other_brand, name="Leur file")
        draft = Scenario.objects.create(brand=brand, slug="brouillon", name="Brouillon", created_at=now)
        fields = {"brand": brand.id, "trunk": trunk.id, "number": "0261910010"}
        assert client.post(reverse("voice:new_number"), fields | {"queue": theirs.id}).status_code == 422
        assert client.post(reverse("voice:new_number"), fields | {"scenario": draft.id}).status_code == 422
        assert "Brouillon" not in client.get(reverse("voice:new_number")).content.decode()


def test_a_telephone_gets_a_password_that_is_shown_once(client: Client, administrator: Staff) -> None:
    fields = {"staff": administrator.id, "label": "Bureau", "user": "awa"}
    made = client.post(reverse("voice:new_device"), fields)
    device = Device.objects.get()
    shown = made.context["password"]
    assert made.status_code == 200 and shown in made.content.decode() and "no-store" in made["Cache-Control"]
    assert unseal(device.ha1) == digest("awa", shown)
    page = reverse("voice:device", args=[device.id])
    assert client.post(page, fields | {"label": "Accueil"}).status_code == 302  # it keeps the one it has
    device.refresh_from_db()
    assert device.label == "Accueil" and unseal(device.ha1) == digest("awa", shown)
    assert shown not in client.get(page).content.decode()
    renamed = client.post(page, fields | {"user": "awa.diop"})
    device.refresh_from_db()
    assert unseal(device.ha1) == digest("awa.diop", renamed.context["password"])
    another = client.post(reverse("voice:new_password", args=[device.id]))
    device.refresh_from_db()
    assert unseal(device.ha1) == digest("awa.diop", another.context["password"])
    assert client.post(reverse("voice:new_device"), fields | {"user": "awa.diop"}).status_code == 422
    assert client.post(reverse("voice:new_device"), fields | {"user": "awa diop"}).status_code == 422
    assert client.post(reverse("voice:new_device"), fields | {"user": "b", "secret": "court"}).status_code == 422
    assert client.post(reverse("voice:remove_device", args=[device.id])).status_code == 302
    assert not Device.objects.get().active and "Hors service" in settings(client)
    assert client.post(page, fields | {"user": "awa.diop", "secret": "une-phrase-longue"}).status_code == 302
    device.refresh_from_db()
    assert device.active and unseal(device.ha1) == digest("awa.diop", "une-phrase-longue")


def test_an_administrator_sees_the_telephones_of_their_staff_alone(
    client: Client, brand: Brand, other_brand: Brand, make_staff, visit: Visit
) -> None:
    with visible([brand.id, other_brand.id]):
        yann = make_staff(other_brand, "administrator", name="Yann Kerleo")
    device = Device.objects.create(staff=yann, label="Loin", user="yann", ha1="")
    assert "Loin" not in settings(client) and client.get(reverse("voice:device", args=[device.id])).status_code == 404
    assert client.post(reverse("voice:remove_device", args=[device.id])).status_code == 404
    assert "Loin" in settings(visit(yann))
    named = client.post(reverse("voice:new_device"), {"staff": yann.id, "label": "x", "user": "x"})
    assert named.status_code == 422 and Device.objects.count() == 1


def test_the_page_says_whether_calls_are_carried(client: Client, trunk: Trunk) -> None:
    now = timezone.now()
    assert "Aucun processus ne porte les appels" in settings(client)
    node = actions.start_node("127.0.0.1:4000", "192.0.2.1:5060", now)
    assert "Un processus porte les appels" in settings(client) and "192.0.2.1:5060" in settings(client)
    actions.alive(node, (), now - timedelta(minutes=2))
    assert "Aucun processus ne porte les appels" in settings(client)


@pytest.mark.parametrize(
    ("state", "told"), [("", "Pas encore enregistrée"), ("registered", "Enregistrée"), ("refused", "Refusée"),
                        ("unreachable", "Injoignable")],
)  # fmt: skip
def test_the_state_of_a_line_is_told(client: Client, brand: Brand, state: str, told: str) -> None:
    actions.start_node("127.0.0.1:4000", "192.0.2.1:5060", timezone.now())
    Trunk.objects.create(brand=brand, name="L", host="sip.example.org", registers=True, user="x", state=state)
    assert told in settings(client)


def test_the_page_asks_as_much_for_three_of_each_as_for_one(client: Client, brand: Brand, administrator: Staff, queue) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            settings(client)
        return len(queries)

    def add(count: int) -> None:
        trunk = Trunk.objects.create(brand=brand, name=f"L{count}", addresses=["192.0.2.1"])
        Number.objects.create(brand=brand, number=f"+3326191001{count}", trunk=trunk, queue=queue)
        Device.objects.create(staff=administrator, label="x", user=f"u{count}", ha1="")

    add(1)
    once = asked()
    add(2)
    add(3)
    assert asked() == once
