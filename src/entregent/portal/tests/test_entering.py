"""How customers enter: by a link that proves an address, never twice by the same, never into what is another's."""

import re
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from uuid import UUID

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.journal.models import Event
from entregent.kernel.handles import mail_handle
from entregent.people import actions as people
from entregent.people.models import Handle, Person
from entregent.portal import actions
from entregent.portal.actions.forgetting import forget
from entregent.portal.configuration import key
from entregent.portal.errors import LinkOver
from entregent.portal.jobs import send_link
from entregent.portal.models import Account, Link, Portal, Session
from entregent.portal.queries.visits import digest_of
from entregent.portal.rules.links import secret_of
from entregent.portal.tests.conftest import HELENE, World
from entregent.portal.web import cookies

ENTRANCE = "/espace/ponant/entrer/"
HOME = "/espace/ponant/"


def asked(mail: str = HELENE, **more: str) -> Link:
    """A link asked for at the entrance."""
    answer = Client().post(ENTRANCE, {"mail": mail, **more})
    assert answer.status_code == 200, answer.content.decode()
    return Link.objects.latest("created_at")


def address_of(link: Link) -> str:
    return f"{ENTRANCE}{secret_of(link.id, key())}/"


def follow(link: Link, client: Client | None = None) -> Client:
    client = client or Client()
    answer = client.post(address_of(link))
    assert answer.status_code == 302, answer.content.decode()
    return client


def account_in(client: Client) -> Account:
    return Session.objects.get(digest=digest_of(client.cookies[cookies.SESSION].value)).account


def test_a_customer_enters_by_the_link_of_a_mail(portal: Portal, helene: Person, world: World) -> None:
    link = asked(vers=f"{HOME}demandes/nouvelle/")
    send_link(brand=str(portal.brand_id), link=str(link.id))
    ((envelope, to, raw),) = world.mails
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage) and envelope == "<>" and to == [HELENE]
    assert mail["From"] == "Mutuelle Ponant <contact@ponant.example>"
    assert mail["Subject"] == "Votre lien pour entrer dans votre espace Mutuelle Ponant"
    assert mail["Auto-Submitted"] == "auto-generated"
    plain, marked = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    (written,) = re.findall(r"https?://\S+", plain)
    assert written in marked and written.endswith(address_of(link))

    client = Client()
    assert client.get(address_of(link)).status_code == 200  # a mail program that looks uses nothing up
    answer = client.post(address_of(link))
    assert answer["Location"] == f"{HOME}demandes/nouvelle/"
    kept = answer.cookies[cookies.SESSION]
    assert kept["path"] == HOME and kept["httponly"] and kept["samesite"] == "Lax"
    assert account_in(client).person == helene
    assert "Hélène" in client.get(HOME).content.decode()
    assert Handle.objects.get(value=HELENE).verified_at is not None
    kinds = set(Event.objects.filter(person=helene.id).values_list("kind", flat=True))
    assert kinds >= {"portal.account_opened", "portal.address_proved", "portal.entered"}

    again = Client().post(address_of(link))
    assert again.status_code == 410 and cookies.SESSION not in again.cookies
    send_link(brand=str(portal.brand_id), link=str(link.id))  # the job runs twice: what was used is not sent again
    assert len(world.mails) == 1


def test_the_secret_is_nowhere_in_the_database(portal: Portal, helene: Person) -> None:
    link = asked()
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        told = " ".join(row[0] for row in cursor.fetchall())
    assert str(link.id) in told and HELENE not in told
    assert secret_of(link.id, key()) not in told


@pytest.mark.parametrize("registration", Portal.Registration)
def test_the_answer_is_the_same_for_an_address_that_nobody_has(
    portal: Portal, helene: Person, registration: str, world: World
) -> None:
    portal.registration = registration
    portal.save()
    cache.clear()
    answers = [Client().post(ENTRANCE, {"mail": mail}).content.decode() for mail in (HELENE, "personne@example.org")]
    told, other = (
        re.sub(r"[\w.]+@example.org|value=\"[^\"]*\"|data-now=\"[^\"]+\"|hx-headers='[^']+'", "", one) for one in answers
    )
    assert told == other
    for link in Link.objects.all():
        send_link(brand=str(portal.brand_id), link=str(link.id))
    strangers = [to for _from, to, _raw in world.mails if to == ["personne@example.org"]]
    assert len(strangers) == (1 if registration == Portal.Registration.ANYONE else 0)


def test_a_stranger_gets_a_record_where_the_brand_receives_whoever_comes(portal: Portal) -> None:
    client = follow(asked("nouvelle@example.org"))
    person = account_in(client).person
    assert person.handles.get().verified_at is not None
    assert client.get(HOME).status_code == 200


def test_a_stranger_stays_outside_elsewhere(portal: Portal) -> None:
    portal.registration = Portal.Registration.KNOWN
    portal.save()
    answer = Client().post(address_of(asked("nouvelle@example.org")))
    assert answer.status_code == 403 and cookies.SESSION not in answer.cookies
    assert not Person.objects.exists()


def test_a_link_lasts_a_quarter_of_an_hour_in_its_brand_for_its_purpose(
    portal: Portal, helene: Person, other_brand: Brand
) -> None:
    link = asked()
    with visible([other_brand.id]):
        Portal.objects.create(brand=other_brand, open=True)
    elsewhere = Client().post(address_of(link).replace("ponant", "telecom"))
    assert elsewhere.status_code == 410
    with pytest.raises(LinkOver):
        actions.look_at(portal.brand_id, secret_of(link.id, key()), Link.Purpose.ADD, link.created_at)
    Link.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(address_of(link)).status_code == 410
    assert Client().post(f"{ENTRANCE}{secret_of(UUID(int=7), b'x' * 32)}/").status_code == 410


def test_of_those_who_use_a_link_at_once_one_gets_in(committed: str, now: datetime) -> None:
    brand = Brand.objects.create(slug="ponant", name="Mutuelle Ponant", code="PON")
    with visible([brand.id]):
        portal = Portal.objects.create(brand=brand, open=True)
        link = actions.ask_link(brand.id, HELENE, language="fr", now=now)
    gate, got = threading.Barrier(6), []

    def use() -> None:
        try:
            gate.wait()
            with visible([brand.id]):
                got.append(actions.enter_by_link(portal, secret_of(link.id, key()), device="", now=now).key)
        except LinkOver:
            got.append("")
        finally:
            connection.close()

    threads = [threading.Thread(target=use) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([one for one in got if one]) == 1 and len(got) == 6
    with visible([brand.id]):
        assert Person.objects.count() == Session.objects.count() == 1


def test_an_address_that_several_share_opens_nobodys_data(
    portal: Portal, customer: Callable[..., Person], write_in: Callable[..., object], brand: Brand
) -> None:
    hers = customer("couple@example.org", external_reference="PN-1042", street="3 quai des Pêcheurs")
    his = customer("couple@example.org", given_name="Yann", external_reference="PN-2077")
    hers_alone = write_in("Ma chirurgie", sender="helene@example.org").ticket  # another person, another address
    client = follow(asked("couple@example.org"))
    assert account_in(client).person is None
    shown = client.get(HOME).content.decode()
    assert "Plusieurs personnes partagent votre adresse" in shown
    assert "quai des Pêcheurs" not in shown
    assert client.get(f"{HOME}demandes/{hers_alone.id}/").status_code == 404

    assert client.post(f"{HOME}qui/", {"reference": "PN-9999"}).status_code == 422
    before = client.cookies[cookies.SESSION].value
    assert client.post(f"{HOME}qui/", {"reference": "pn-2077"}).status_code == 302
    assert client.cookies[cookies.SESSION].value != before
    assert account_in(client).person == his
    assert not Session.objects.filter(digest=digest_of(before)).exists()

    other = follow(asked("couple@example.org"))  # the next who reads this mailbox does not enter as him
    assert account_in(other).person is None
    assert hers.id != his.id


def test_what_tells_people_apart_may_be_guessed_five_times_a_day(portal: Portal, customer: Callable[..., Person]) -> None:
    customer("couple@example.org", external_reference="PN-1042")
    customer("couple@example.org", given_name="Yann")
    client = follow(asked("couple@example.org"))
    tries = [client.post(f"{HOME}qui/", {"reference": f"PN-{number}"}).status_code for number in range(6)]
    assert tries == [422] * 5 + [429]
    assert client.post(f"{HOME}qui/", {"reference": "PN-1042"}).status_code == 429


def test_what_an_agent_guessed_of_a_conversation_does_not_open_a_record(portal: Portal, helene: Person, now: datetime) -> None:
    people.choose_candidate(mail_handle("autre@example.org"), helene, now=now, actor="staff:1")
    client = follow(asked("autre@example.org"))
    assert account_in(client).person is None


def test_links_are_asked_for_so_often_and_no_more(portal: Portal, helene: Person) -> None:
    statuses = [Client().post(ENTRANCE, {"mail": HELENE}).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    assert Client().post(ENTRANCE, {"mail": "autre@example.org"}).status_code == 200
    assert [Client().post(ENTRANCE, {"mail": f"a{n}@example.org"}).status_code for n in range(40)][-1] == 429


def test_a_password_opens_its_account_and_is_not_guessed(
    portal: Portal, helene: Person, enter_as: Callable[..., Client]
) -> None:
    enter_as(helene)
    Account.objects.update(password=make_password("le-phare-de-la-jument"))
    enter = f"{ENTRANCE}mot-de-passe/"
    good = Client().post(enter, {"mail": HELENE, "password": "le-phare-de-la-jument", "vers": "https://example.net/"})
    assert good.status_code == 302 and good["Location"] == HOME
    wrong = [Client().post(enter, {"mail": HELENE, "password": "faux"}).status_code for _ in range(5)]
    assert wrong == [422] * 4 + [429]
    assert Client().post(enter, {"mail": HELENE, "password": "le-phare-de-la-jument"}).status_code == 429
    unknown = Client().post(enter, {"mail": "personne@example.org", "password": "faux"})
    assert unknown.status_code == 422 and "ne vont pas ensemble" in unknown.content.decode()


def test_an_account_without_password_is_not_entered_by_an_empty_one(
    portal: Portal, helene: Person, enter_as: Callable[..., Client]
) -> None:
    enter_as(helene)
    assert Client().post(f"{ENTRANCE}mot-de-passe/", {"mail": HELENE, "password": ""}).status_code == 422


def test_a_session_ends_by_itself_and_when_one_leaves(portal: Portal, helene: Person, enter_as: Callable[..., Client]) -> None:
    now = timezone.now()
    assert enter_as(helene, at=now - timedelta(days=13)).get(HOME).status_code == 200
    assert enter_as(helene, at=now - timedelta(days=15)).get(HOME).status_code == 302
    Session.objects.update(seen_at=now, ends_at=now - timedelta(seconds=1))
    forget(now)
    assert not Session.objects.exists()
    client = enter_as(helene)
    assert client.post(f"{HOME}sortir/").status_code == 302
    assert client.cookies[cookies.SESSION].value == "" and not Session.objects.exists()


def test_entering_again_changes_the_key(portal: Portal, helene: Person, enter_as: Callable[..., Client]) -> None:
    client = enter_as(helene)
    before = client.cookies[cookies.SESSION].value
    follow(asked(), client)
    assert client.cookies[cookies.SESSION].value != before
    assert Session.objects.count() == 1


def test_a_merged_customer_enters_as_the_one_that_was_kept(
    portal: Portal, customer: Callable[..., Person], enter_as: Callable[..., Client], now: datetime, brand: Brand
) -> None:
    kept, absorbed = customer("une@example.org", given_name="Anne"), customer("deux@example.org", given_name="Annie")
    client = enter_as(absorbed, "deux@example.org")
    enter_as(kept, "deux@example.org")  # the same address opens both accounts: one row stays behind
    people.merge_persons(kept, absorbed, now=now, actor="system:test", by=None)
    assert "Anne" in client.get(HOME).content.decode()


def test_the_key_of_a_session_of_another_brand_opens_nothing(
    portal: Portal, helene: Person, enter_as: Callable[..., Client], other_brand: Brand
) -> None:
    client = enter_as(helene)
    with visible([other_brand.id]):
        Portal.objects.create(brand=other_brand, open=True)
    assert client.get("/espace/telecom/").status_code == 302
    assert client.get(HOME).status_code == 200


def test_staff_is_nobody_here_and_customers_are_nobody_there(
    portal: Portal, helene: Person, enter_as: Callable[..., Client], make_staff: Callable[..., Staff], visit, brand: Brand
) -> None:
    assert visit(make_staff(brand, "administrator")).get(HOME).status_code == 302
    answer = enter_as(helene).get("/people/")
    assert answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")


def test_a_brand_without_an_open_portal_has_none(portal: Portal, other_brand: Brand) -> None:
    assert Client().get("/espace/telecom/entrer/").status_code == 404
    assert Client().get("/espace/nulle-part/entrer/").status_code == 404
    portal.open = False
    portal.save()
    assert Client().get(ENTRANCE).status_code == 404


def test_pages_are_not_kept_and_speak_the_language_of_the_reader(
    portal: Portal, helene: Person, enter_as: Callable[..., Client]
) -> None:
    client = enter_as(helene)
    page = client.get(HOME)
    assert "no-store" in page["Cache-Control"] and "Mes demandes" in page.content.decode()
    english = Client(headers={"Accept-Language": "en-GB,en;q=0.8"}).get(ENTRANCE).content.decode()
    assert 'lang="en"' in english and "Your space at Mutuelle Ponant" in english
    assert client.post(f"{HOME}langue/", {"langue": "en", "vers": HOME})["Location"] == HOME
    assert "My requests" in client.get(HOME).content.decode()
