"""Articles beside an open conversation: suggested, searched, put in the answer, counted when it leaves."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.conversations.content import Content
from entregent.conversations.models import Conversation
from entregent.journal.models import Event
from entregent.knowledge.models import Article, Home, Search, Use
from entregent.knowledge.queries import search
from entregent.knowledge.reactions import REACTIONS
from entregent.tickets import actions as tickets
from entregent.tickets.models import Ticket

pytestmark = pytest.mark.django_db
Write = Callable[..., Article]


@pytest.fixture
def agent(brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client]) -> Client:
    client = visit(make_staff(brand, "agent"))
    client.staff = Staff.objects.get()
    return client


@pytest.fixture
def ticket(write_in: Callable[..., object], shelf: object) -> Ticket:
    write_in("Bonjour, j’attends depuis dix jours le remboursement de mes lunettes. Quand arrivera-t-il ? Merci, Hélène")
    return Ticket.objects.select_related("conversation").get()


@pytest.fixture
def articles(write: Write) -> dict[str, Article]:
    return {
        "delay": write("Délai de remboursement", "<p>Comptez cinq jours ouvrés, dix pour les lunettes.</p>"),
        "inside": write("Remboursement des lunettes en retard", "<p>Relancer le centre de Lille.</p>", audience="internal"),
        "other": write("Changer d’adresse", "<p>Dans votre espace.</p>"),
    }


def slot(ticket: Ticket) -> str:
    return f"/savoir/suggestions/{ticket.conversation_id}/"


def test_the_slot_suggests_what_answers_the_last_message(agent: Client, ticket: Ticket, articles: dict[str, Article]) -> None:
    page = agent.get(slot(ticket)).content.decode()
    assert "Délai de remboursement" in page and "Remboursement des lunettes en retard" in page and "Changer" not in page
    assert f"/savoir/{articles['delay'].public_id}/put/" in page
    assert f"/savoir/{articles['inside'].public_id}/put/" not in page, "what only colleagues read is not given"
    searched = agent.get(f"{slot(ticket)}hits/", {"q": "adrese"}).content.decode()
    assert "Changer d’adresse" in searched and "Délai" not in searched
    assert "Délai de remboursement" in agent.get(f"{slot(ticket)}hits/", {"q": ""}).content.decode()


def test_nothing_is_suggested_for_a_message_that_says_nothing(
    agent: Client, write_in: Callable[..., object], articles: dict[str, Article]
) -> None:
    write_in("Bonjour, merci beaucoup, bonne journée !")
    Conversation.objects.update(subject="Bonjour")
    page = agent.get(f"/savoir/suggestions/{Conversation.objects.get().id}/").content.decode()
    assert 'suggested-hits"' in page and "<ol" not in page


def put(agent: Client, article: Article, ticket: Ticket, **sent: str) -> str:
    answer = agent.post(f"/savoir/{article.public_id}/put/{ticket.conversation_id}/", sent)
    assert answer.status_code == 204
    return str(json.loads(answer["HX-Trigger"])["knowledge:insert"]["text"])


def told() -> list[Event]:
    return list(Event.objects.filter(kind="article.used").order_by("id"))


def leave(ticket: Ticket, agent: Client, text: str) -> None:
    """The answer leaves, and the knowledge base hears of it, twice."""
    message = tickets.reply(ticket.id, Content(text=text), staff=agent.staff, status="pending", now=ticket.opened_at)
    event = Event.objects.filter(kind="message.written").latest("id")
    assert event.subject == message.id
    for _ in range(2):
        REACTIONS["message.written"][0](event)


def test_what_is_put_in_an_answer_counts_when_the_answer_leaves(
    agent: Client, ticket: Ticket, articles: dict[str, Article]
) -> None:
    link = put(agent, articles["delay"], ticket, how="link", q="délai")
    assert link == f"Délai de remboursement : http://localhost:8000/aide{articles['delay'].url_path}".replace(" :", "\u202f:")
    passage = put(agent, articles["delay"], ticket, how="text", place="1")
    assert passage == "Comptez cinq jours ouvrés, dix pour les lunettes."
    put(agent, articles["other"], ticket, how="link")
    assert (Use.objects.filter(given_at=None).count(), told()) == (3, [])
    leave(ticket, agent, f"Bonjour,\n\n{link}\n\nCordialement")
    assert sorted(Use.objects.exclude(given_at=None).values_list("article__title", "how")) == [
        ("Délai de remboursement", "link"), ("Délai de remboursement", "text"),
    ]  # fmt: skip
    assert [(one.subject, one.person, one.data["conversation"]) for one in told()] == [
        (articles["delay"].public_id, ticket.person_id, str(ticket.conversation_id))
    ] * 2
    assert Search.objects.get().words == "delai"


def test_what_only_colleagues_read_is_not_put_in_an_answer(agent: Client, ticket: Ticket, articles: dict[str, Article]) -> None:
    address = f"/savoir/{articles['inside'].public_id}/put/{ticket.conversation_id}/"
    assert agent.post(address, {"how": "text"}).status_code == 404
    assert "Relancer le centre" in agent.get(f"/savoir/{articles['inside'].public_id}/reader/").content.decode()


def test_another_brands_conversations_and_articles_do_not_exist(
    ticket: Ticket, articles: dict[str, Article], other_brand: Brand, make_staff: Callable[..., Staff],
    visit: Callable[..., Client],
) -> None:  # fmt: skip
    stranger = visit(make_staff(other_brand, "administrator"))
    article = articles["delay"].public_id
    for there in (slot(ticket), f"{slot(ticket)}hits/", f"/savoir/{article}/", f"/savoir/{article}/reader/"):
        assert stranger.get(there).status_code == 404
    assert stranger.post(f"/savoir/{article}/put/{ticket.conversation_id}/").status_code == 404


def test_the_link_of_a_closed_site_is_not_put_in_an_answer_its_text_is(
    agent: Client, ticket: Ticket, articles: dict[str, Article], brand: Brand
) -> None:
    Home.objects.get().unpublish()
    article = articles["delay"]
    page, address = agent.get(slot(ticket)).content.decode(), f"/savoir/{article.public_id}/put/{ticket.conversation_id}/"
    assert '"how": "text"' in page and '"how": "link"' not in page
    read = agent.get(f"/savoir/{article.public_id}/reader/?conversation={ticket.conversation_id}").content.decode()
    assert '"how": "text"' in read and '"how": "link"' not in read
    assert agent.post(address, {"how": "link"}).status_code == 404
    assert agent.post(address, {"how": "text"}).status_code == 204
    assert search(brand.id, "remboursement", public_only=True) == []
    assert search(brand.id, "remboursement", public_only=False)
