"""Requests as their customer sees them: theirs, never another's, never what staff write to each other."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.brands.queries import theme_address
from entregent.conversations.content import Content, Upload
from entregent.conversations.models import Attachment, Message
from entregent.journal.models import Event
from entregent.kernel.handles import mail_handle
from entregent.people import actions as people
from entregent.people.models import Person
from entregent.portal.models import Portal, PublicReason
from entregent.portal.tests.conftest import HELENE
from entregent.routing.models import Queue
from entregent.tickets import actions as tickets
from entregent.tickets.models import Reason, Ticket

HOME = "/espace/ponant/"
NEW = f"{HOME}demandes/nouvelle/"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": settings.STORAGES["default"]["BACKEND"], "OPTIONS": {"location": tmp_path}}
    }


@pytest.fixture
def agent(brand: Brand, make_staff: Callable[..., Staff]) -> Staff:
    return make_staff(brand)


def request_of(ticket: Ticket) -> str:
    return f"{HOME}demandes/{ticket.id}/"


def opened(client: Client, **fields: object) -> Ticket:
    answer = client.post(NEW, {"subject": "Mes lentilles", "text": "Quand serai-je remboursée ?"} | fields)
    assert answer.status_code == 302, answer.content.decode()
    return Ticket.objects.latest("opened_at", "id")


def test_a_request_is_opened_answered_settled_and_opened_again(
    portal: Portal, helene: Person, enter_as: Callable[..., Client], agent: Staff, brand: Brand
) -> None:
    client = enter_as(helene)
    ticket = opened(client, text="Ma carte 4111 1111 1111 1111 est-elle remboursée ?")
    assert (ticket.person, ticket.channel, ticket.conversation.address) == (helene, "portal", HELENE)
    assert "4111 1111" not in Message.objects.get().text
    page = client.get(request_of(ticket)).content.decode()
    assert "Reçue" in page and "Une réponse avant" in page

    tickets.add_note(ticket.id, Content(text="Elle insiste, attention."), staff=agent, now=timezone.now())
    tickets.reply(ticket.id, Content(text="Le virement part demain."), staff=agent, now=timezone.now())
    page = client.get(request_of(ticket)).content.decode()
    assert "Le virement part demain." in page and "À vous de répondre" in page
    assert "Elle insiste" not in page and "Claire" not in page

    assert client.post(f"{request_of(ticket)}repondre/", {"text": "Merci, et les frais ?"}).status_code == 302
    ticket.refresh_from_db()
    assert ticket.status == "open"
    client.post(f"{request_of(ticket)}regler/")
    ticket.refresh_from_db()
    assert ticket.status == "resolved"
    assert Event.objects.filter(kind="ticket.resolved", actor=f"person:{helene.id}").exists()
    assert client.post(f"{request_of(ticket)}regler/").status_code == 302  # pressed twice
    client.post(f"{request_of(ticket)}repondre/", {"text": "Finalement non."})
    ticket.refresh_from_db()
    assert ticket.status == "open" and ticket.reopened_count == 1


def test_what_is_written_in_a_closed_request_opens_another(
    portal: Portal, helene: Person, enter_as: Callable[..., Client]
) -> None:
    client = enter_as(helene)
    ticket = opened(client)
    tickets.set_status(ticket.id, "closed", staff=None, now=timezone.now(), actor="system:test")
    answer = client.post(f"{request_of(ticket)}repondre/", {"text": "Encore une chose."})
    new = Ticket.objects.get(parent=ticket)
    assert answer["Location"] == f"{request_of(new)}?fait=suite"


def test_a_request_is_about_what_the_brand_offers_and_waits_where_it_says(
    portal: Portal, helene: Person, enter_as: Callable[..., Client], brand: Brand, queue: Queue
) -> None:
    claims = Queue.objects.create(brand=brand, name="Sinistres")
    group = Reason.objects.create(brand=brand, name="Assurance")
    shown, hidden = (Reason.objects.create(brand=brand, parent=group, name=name) for name in ("Sinistre habitation", "Fraude"))
    PublicReason.objects.create(brand=brand, reason=shown, name="Un dégât chez moi", queue=claims)
    client = enter_as(helene)
    form = client.get(NEW).content.decode()
    assert "Un dégât chez moi" in form and "Fraude" not in form and "Assurance" in form
    ticket = opened(client, about=str(shown.id))
    assert (ticket.reason, ticket.queue) == (shown, claims)
    assert client.post(NEW, {"subject": "a", "text": "b", "about": str(hidden.id)}).status_code == 422
    assert client.post(NEW, {"subject": "a", "text": "b"}).status_code == 422


def test_the_same_form_sent_twice_opens_one_request(portal: Portal, helene: Person, enter_as: Callable[..., Client]) -> None:
    client = enter_as(helene)
    once = "01890000-0000-7000-8000-000000000001"
    for _ in range(2):
        opened(client, once=once)
    assert Ticket.objects.count() == 1


def test_files_are_given_to_their_owner_as_downloads_and_refused_when_they_run(
    portal: Portal, helene: Person, customer: Callable[..., Person], enter_as: Callable[..., Client], agent: Staff
) -> None:
    client = enter_as(helene)
    refused = client.post(NEW, {"subject": "a", "text": "b", "files": [SimpleUploadedFile("virus.exe", b"MZ")]})
    assert refused.status_code == 422 and not Ticket.objects.exists()
    ticket = opened(client, files=[SimpleUploadedFile("facture.html", b"<script>1</script>", "text/html")])
    (mine,) = Attachment.objects.all()
    answer = client.get(f"{HOME}fichiers/{mine.id}/facture.html")
    assert b"".join(answer.streaming_content) == b"<script>1</script>"
    assert answer["Content-Disposition"].startswith("attachment") and "sandbox" in answer["Content-Security-Policy"]
    assert client.get(f"{HOME}fichiers/{mine.id}/autre.html").status_code == 404
    other = enter_as(customer("yann@example.org"), "yann@example.org")
    assert other.get(f"{HOME}fichiers/{mine.id}/facture.html").status_code == 404
    assert Client().get(f"{HOME}fichiers/{mine.id}/facture.html").status_code == 302

    secret = tickets.add_note(
        ticket.id, Content(text="x", files=(Upload("grille.txt", "text/plain", b"x"),)), staff=agent, now=timezone.now()
    )
    inner = Attachment.objects.get(message=secret)
    assert client.get(f"{HOME}fichiers/{inner.id}/grille.txt").status_code == 404


def test_a_customer_sees_nothing_of_another(
    portal: Portal, helene: Person, customer: Callable[..., Person], enter_as: Callable[..., Client]
) -> None:
    ticket = opened(enter_as(helene))
    other = enter_as(customer("yann@example.org", given_name="Yann"), "yann@example.org")
    assert "Mes lentilles" not in other.get(HOME).content.decode()
    for path, method in (("", "get"), ("fil/", "get"), ("repondre/", "post"), ("regler/", "post")):
        assert getattr(other, method)(f"{request_of(ticket)}{path}", {"text": "x"}).status_code == 404, path
    ticket.refresh_from_db()
    assert ticket.status == "new" and Message.objects.count() == 1


def test_a_third_party_asked_in_a_request_and_tickets_merged_into_anothers_are_not_shown(
    portal: Portal,
    helene: Person,
    customer: Callable[..., Person],
    enter_as: Callable[..., Client],
    agent: Staff,
    now: datetime,
) -> None:
    client = enter_as(helene)
    ticket = opened(client)
    aside = Content(text="Cher confrère, qu’en pensez-vous ?", recipients=("expert@example.net",))
    tickets.reply(ticket.id, aside, staff=agent, now=timezone.now())
    assert "confrère" not in client.get(request_of(ticket)).content.decode()

    yann = customer("yann@example.org", given_name="Yann")
    his = opened(enter_as(yann, "yann@example.org"), subject="La mienne", text="Le secret de Yann")
    tickets.merge(his.id, [ticket.id], now=timezone.now(), actor=f"staff:{agent.id}")
    assert client.get(request_of(his)).status_code == 404
    assert client.get(request_of(ticket)).status_code == 404
    theirs = enter_as(yann, "yann@example.org").get(request_of(his)).content.decode()
    assert "Le secret de Yann" in theirs and "remboursée" not in theirs


def test_who_shares_an_address_sees_what_was_written_with_it_whoever_wrote(
    portal: Portal,
    customer: Callable[..., Person],
    enter_as: Callable[..., Client],
    write_in: Callable[..., object],
    now: datetime,
) -> None:
    hers, _his = customer("couple@example.org"), customer("couple@example.org", given_name="Yann")
    by_mail = write_in("Nos deux cartes", sender="couple@example.org").ticket
    people.add_handle(hers, mail_handle("seule@example.org"), source="staff", now=now, actor="staff:1")
    alone = write_in("La mienne", sender="seule@example.org").ticket
    assert alone.person == hers
    client = enter_as(None, "couple@example.org")
    assert client.get(request_of(by_mail)).status_code == 200
    assert client.get(request_of(alone)).status_code == 404
    ticket = opened(client)
    assert ticket.conversation.address == "couple@example.org"
    assert client.get(request_of(ticket)).status_code == 200


def test_the_thread_is_sent_again_only_when_something_moved(
    portal: Portal, helene: Person, enter_as: Callable[..., Client], agent: Staff
) -> None:
    client = enter_as(helene)
    ticket = opened(client)
    first = client.get(f"{request_of(ticket)}fil/")
    mark = first.context["mark"]
    assert client.get(f"{request_of(ticket)}fil/", {"vu": mark}).status_code == 204
    tickets.reply(ticket.id, Content(text="Bonjour."), staff=agent, now=timezone.now())
    assert "Bonjour." in client.get(f"{request_of(ticket)}fil/", {"vu": mark}).content.decode()


def test_a_promise_is_told_and_a_broken_one_owned_up_to(
    portal: Portal, helene: Person, enter_as: Callable[..., Client]
) -> None:
    client = enter_as(helene)
    ticket = opened(client)
    assert "Une réponse avant" in client.get(HOME).content.decode()
    ticket.promises.update(due_at=timezone.now() - timedelta(minutes=1))
    assert "Nous sommes en retard" in client.get(HOME).content.decode()


def test_lists_cost_the_same_whatever_their_length(portal: Portal, helene: Person, enter_as: Callable[..., Client]) -> None:
    client = enter_as(helene)

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    ticket = opened(client)
    before = cost(HOME), cost(request_of(ticket))
    for number in range(3):
        opened(client, subject=f"Encore {number}")
        client.post(f"{request_of(ticket)}repondre/", {"text": "Et puis ?", "files": [SimpleUploadedFile("a.txt", b"a")]})
    assert (cost(HOME), cost(request_of(ticket))) == before
    assert before[0] <= 11, "seven, and what a transaction within that of the test costs"


def test_so_many_requests_an_hour_and_no_more(portal: Portal, helene: Person, enter_as: Callable[..., Client]) -> None:
    client = enter_as(helene)
    for _ in range(20):
        opened(client)
    refused = client.post(NEW, {"subject": "a", "text": "b"})
    assert refused.status_code == 422 and Ticket.objects.count() == 20


def test_what_could_run_in_a_name_a_title_or_a_file_is_shown_as_it_is_written(
    portal: Portal, helene: Person, enter_as: Callable[..., Client]
) -> None:
    client, evil = enter_as(helene), "<script>alert(1)</script>"
    client.post(f"{HOME}moi/", {"given_name": evil, "family_name": '" onmouseover="x'})
    file = SimpleUploadedFile("<img src=x onerror=alert(1)>.txt", b"x")
    ticket = opened(client, subject=evil, text=f"{evil} javascript:alert(1)", files=[file])
    for address in (HOME, request_of(ticket), f"{HOME}moi/"):
        page = client.get(address).content.decode()
        assert evil not in page and "&lt;script&gt;" in page and "<img src=x" not in page and '" onmouseover="x"' not in page
    for name in ("a.svg.exe", "a.bat", "a.js"):
        refused = client.post(NEW, {"subject": "a", "text": "b", "files": [SimpleUploadedFile(name, b"x")]})
        assert refused.status_code == 422, name
    too_many = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(6)]
    assert client.post(NEW, {"subject": "a", "text": "b", "files": too_many}).status_code == 422
    assert client.post(NEW, {"subject": "a", "text": "x" * 20_001}).status_code == 422
    assert Ticket.objects.count() == 1


def test_a_page_wears_the_colours_and_the_word_of_its_brand(
    portal: Portal, helene: Person, enter_as: Callable[..., Client]
) -> None:
    page = enter_as(helene).get(f"{HOME}moi/").content.decode()
    assert theme_address(portal.brand) in page and "Mutuelle Ponant" in page and "Entregent" not in page
