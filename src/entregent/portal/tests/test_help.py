"""The help within the space, the chat on its pages, and how a page hears that an answer is there."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from entregent.access.models import Staff
from entregent.access.sealing import unseal
from entregent.brands.models import Brand
from entregent.channels.chat.actions import save_widget
from entregent.channels.chat.identity import IdentityRefused, verify
from entregent.channels.chat.models import IDENTITY_SEAL, Widget
from entregent.conversations.content import Content
from entregent.journal.models import Event
from entregent.knowledge import actions as knowledge
from entregent.knowledge.models import Article, Category, Reading, Search, Use, Vote
from entregent.knowledge.queries import figures
from entregent.live.token import read_guest
from entregent.people.models import Person
from entregent.portal.models import Portal
from entregent.routing.models import Queue
from entregent.tickets import actions as tickets
from entregent.tickets.models import Ticket

HOME = "/espace/ponant/"
HELP = f"{HOME}aide/"


@pytest.fixture
def articles(portal: Portal) -> dict[str, Article]:
    """A help site with an article for everybody and one for colleagues."""
    shelf = knowledge.write(knowledge.open_help(portal.brand), Category, title="Remboursements")

    def write(title: str, **fields: object) -> Article:
        return knowledge.write(shelf, Article, title=title, summary="Cinq jours.", body=[("text", "<p>Voici.</p>")], **fields)

    return {"delay": write("Délai de remboursement"), "inside": write("Remboursement perdu", audience="internal")}


def test_an_answer_is_found_read_and_voted_without_leaving(
    articles: dict[str, Article], helene: Person, enter_as: Callable[..., Client], brand: Brand
) -> None:
    client, article = enter_as(helene), articles["delay"]
    assert "Délai de remboursement" in client.get(HELP).content.decode(), "the most read, before a question"
    found = client.get(HELP, {"q": "rembousement"}).content.decode()
    assert f"{HELP}{article.public_id}/" in found and "Remboursement perdu" not in found
    assert "Rien ne répond" in client.get(HELP, {"q": "astronaute"}).content.decode()
    assert set(Search.objects.values_list("words", "medium", "found")) == {
        ("rembousement", "portal", 1), ("astronaute", "portal", 0)
    }  # fmt: skip
    for _ in range(2):
        assert "Voici." in client.get(f"{HELP}{article.public_id}/").content.decode()
    assert client.get(f"{HELP}{articles['inside'].public_id}/").status_code == 404
    assert Reading.objects.get().medium == "portal" and Reading.objects.get().times == 2
    answer = client.post(f"{HELP}{article.public_id}/", {"useful": "0"})
    shown = client.get(answer["Location"]).content.decode()
    assert "Merci" in shown and "Nous écrire" in shown
    assert Vote.objects.get().useful is False and Reading.objects.get().times == 2


def test_who_read_and_writes_again_is_counted(
    articles: dict[str, Article], helene: Person, customer: Callable[..., Person], enter_as: Callable[..., Client], brand: Brand
) -> None:
    yann = customer("yann@example.org", given_name="Yann")
    for person, mail in ((helene, "helene@example.org"), (yann, "yann@example.org")):
        for _ in range(2):
            enter_as(person, mail).get(f"{HELP}{articles['delay'].public_id}/")
    assert Use.objects.filter(how="read").count() == 2, "once a day each"
    assert Event.objects.filter(kind="article.used", person=helene.id).count() == 1
    Use.objects.update(given_at=timezone.now() - timedelta(days=8))
    enter_as(helene).post(f"{HOME}demandes/nouvelle/", {"subject": "Et alors ?", "text": "Toujours rien."})
    Ticket.objects.get().conversation.messages.update(at=timezone.now() - timedelta(days=6))
    counted = figures(brand.id, timezone.now(), 30).with_article
    assert (counted.answered, counted.wrote) == (2, 1)


def test_a_closed_help_site_is_closed_here_too(
    articles: dict[str, Article], helene: Person, enter_as: Callable[..., Client]
) -> None:
    articles["delay"].get_parent().get_parent().specific.unpublish()
    client = enter_as(helene)
    assert client.get(f"{HELP}{articles['delay'].public_id}/").status_code == 404
    assert "Délai" not in client.get(HELP, {"q": "remboursement"}).content.decode()


def test_the_help_costs_the_same_whatever_is_found(
    articles: dict[str, Article], helene: Person, enter_as: Callable[..., Client]
) -> None:
    client = enter_as(helene)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(HELP, {"q": "remboursement"}).status_code == 200
        return len(queries)

    before, shelf = cost(), articles["delay"].get_parent()
    for number in range(3):
        knowledge.write(shelf, Article, title=f"Remboursement {number}", summary="Oui.", body=[])
    assert cost() == before


@pytest.fixture
def widget(portal: Portal, queue: Queue, make_staff: Callable[..., Staff]) -> Widget:
    made = Widget(brand=portal.brand, name="Site", queue=queue)
    save_widget(made, by=make_staff(portal.brand, "administrator", name="Solène Kerbrat"), now=timezone.now())
    return made


def identity(page: str) -> str:
    return re.search(r'data-identity="([^"]*)"', page)[1]


def test_the_widget_vouches_for_who_entered_and_for_nobody_else(
    widget: Widget, helene: Person, customer: Callable[..., Person], enter_as: Callable[..., Client]
) -> None:
    page, secret = enter_as(helene).get(HOME), unseal(widget.secret, IDENTITY_SEAL)
    token = identity(page.content.decode())
    told = verify(token, secret, timezone.now().timestamp())
    assert (told.reference, told.mail, told.name) == ("", "helene@example.org", "Hélène Le Goff")
    assert "no-store" in page["Cache-Control"] and "'unsafe" not in page["Content-Security-Policy"]
    with pytest.raises(IdentityRefused):
        verify(token, secret, timezone.now().timestamp() + 9 * 3600)
    Person.objects.filter(id=helene.id).update(external_reference="A-12")
    told = verify(identity(enter_as(helene).get(HOME).content.decode()), secret, timezone.now().timestamp())
    assert told.reference == "A-12"
    hers, _his = customer("couple@example.org", given_name="Anne"), customer("couple@example.org", given_name="Yann")
    assert identity(enter_as(None, "couple@example.org").get(HOME).content.decode()) == ""
    assert identity(enter_as(hers, "couple@example.org").get(HOME).content.decode()) == "", "shared, and no reference"
    assert "widget.js" not in Client().get(f"{HOME}entrer/").content.decode()


def test_a_page_hears_of_its_own_request_and_of_no_other(
    portal: Portal, helene: Person, enter_as: Callable[..., Client], make_staff: Callable[..., Staff]
) -> None:
    client = enter_as(helene)
    client.post(f"{HOME}demandes/nouvelle/", {"subject": "Mes lentilles", "text": "Quand ?"})
    ticket = Ticket.objects.get()
    page = client.get(f"{HOME}demandes/{ticket.id}/").content.decode()
    stream = re.search(r'data-stream="([^"]*)"', page)[1].replace("&amp;", "&")
    guest = read_guest(settings.SECRET_KEY, parse_qs(urlsplit(stream).query)["guest"][0])
    assert set(guest.hears) == {f"ticket:{ticket.id}"} and guest.brands == {str(portal.brand_id)}
    tickets.add_note(ticket.id, Content(text="Entre nous."), staff=make_staff(portal.brand), now=timezone.now())
    fragment = client.get(f"{HOME}demandes/{ticket.id}/fil/").content.decode()
    assert "Entre nous" not in fragment, "what is told is a name; what is read is theirs"
