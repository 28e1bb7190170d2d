"""A brand's portal as its administrator sets it up: open or not, what is shown, what may be written about."""

from collections.abc import Callable

import pytest
from django.test import Client

from entregent.access.models import AuditEntry, Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.people.models import Person
from entregent.portal.models import Portal, PublicReason
from entregent.routing.models import Queue
from entregent.tickets.models import Reason

HOME = "/espace/ponant/"
WHOLE = {"open": "on", "registration": "anyone", "welcome": "", "passwords": "on", "passkeys": "on", "callbacks": "on",
         "help": "on", "chat": "on", "rights": "on", "rights_queue": ""}  # fmt: skip


@pytest.fixture
def solene(brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client]) -> Client:
    return visit(make_staff(brand, "administrator", name="Solène Kerbrat"))


def test_a_portal_opens_with_the_reasons_that_are_offered_and_closes_without_losing_any(
    brand: Brand, queue: Queue, solene: Client
) -> None:
    shown, hidden = (Reason.objects.create(brand=brand, name=name) for name in ("Optique", "Fraude"))
    page = f"/studio/spaces/{brand.id}/"
    assert Client().get(HOME).status_code == 404
    assert "Optique" in solene.get(page).content.decode()
    sent = WHOLE | {f"public_{shown.id}": "on", f"name_{shown.id}": "Mes lunettes", f"queue_{shown.id}": str(queue.id)}
    assert solene.post(page, sent).status_code == 302
    (public,) = PublicReason.objects.all()
    assert (public.reason, public.name, public.queue) == (shown, "Mes lunettes", queue)
    assert Client().get(f"{HOME}entrer/").status_code == 200
    listed = solene.get("/studio/spaces/").content.decode()
    assert HOME in listed and "Ouvert" in listed
    entry = AuditEntry.objects.latest("id")
    assert entry.what == "settings.created"
    assert solene.post(page, sent | {f"public_{hidden.id}": "on", "open": ""}).status_code == 302
    assert PublicReason.objects.count() == 2 and Portal.objects.get().open is False
    assert Client().get(f"{HOME}entrer/").status_code == 404


def test_what_is_not_wanted_is_not_there(
    portal: Portal, helene: Person, enter_as: Callable[..., Client], solene: Client
) -> None:
    client = enter_as(helene)
    client.post(f"{HOME}securite/mot-de-passe/", {"password": "le-phare-de-la-jument"})
    bare = {"open": "on", "registration": "anyone", "welcome": "Bienvenue <script>à bord</script>"}
    assert solene.post(f"/studio/spaces/{portal.brand_id}/", bare).status_code == 302
    entrance = Client().get(f"{HOME}entrer/").content.decode()
    assert "&lt;script&gt;à bord" in entrance and "entrer/mot-de-passe/" not in entrance and "entrer/cle/" not in entrance
    given = {"mail": "helene@example.org", "password": "le-phare-de-la-jument"}
    assert Client().post(f"{HOME}entrer/mot-de-passe/", given).status_code == 404
    assert Client().post(f"{HOME}entrer/cle/").status_code == 404
    for address in ("rappel/", "droits/", "aide/"):
        assert client.get(HOME + address).status_code == 404, address
    assert client.post(f"{HOME}securite/mot-de-passe/", {"password": "autre-phrase-longue"}).status_code == 404
    page = client.get(HOME).content.decode()
    assert all(word not in page for word in ("Être rappelé", "Mes droits", "Aide", "widget.js"))


def test_a_portal_is_set_up_by_who_administers_its_brand(
    portal: Portal, other_brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client]
) -> None:
    page = f"/studio/spaces/{portal.brand_id}/"
    assert visit(make_staff(portal.brand, "supervisor")).get(page).status_code == 403
    with visible([other_brand.id]):
        stranger = visit(make_staff(other_brand, "administrator", name="Youri Blanc"))
    assert stranger.get(page).status_code == stranger.post(page, WHOLE).status_code == 404
    assert Portal.objects.get().open


def test_another_brand_s_queue_is_refused(portal: Portal, other_brand: Brand, solene: Client) -> None:
    with visible([other_brand.id]):
        foreign = Queue.objects.create(brand=other_brand, name="Ailleurs")
    answer = solene.post(f"/studio/spaces/{portal.brand_id}/", WHOLE | {"rights_queue": str(foreign.id)})
    assert answer.status_code == 422 and Portal.objects.get().rights_queue is None
