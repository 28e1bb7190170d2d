"""Words of a title among more tickets than are looked through one by one."""

from datetime import datetime, timedelta

import pytest

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.conversations.models import Conversation
from entregent.people.models import Person
from entregent.routing.models import Queue
from entregent.tickets import queries
from entregent.tickets.models import Ticket

MADE = 2100
"""More than the newest, which are looked through before the index is asked."""
TITLES = {
    1: "Carte perdue à Brest", 2: "Cartes perdues à Quimper", 3: "Prélèvements contestés", 4: "Échéance avancée",
    MADE: "Cartes perdues à Rennes",
}  # fmt: skip


@pytest.fixture
def many(brand: Brand, queue: Queue, now: datetime) -> None:
    """Tickets a minute apart, the first one the oldest."""
    person = Person.objects.create(brand=brand, search_key="", created_at=now, updated_at=now)
    tickets = []
    for number in range(1, MADE + 1):
        at = now - timedelta(minutes=MADE - number)
        talk = Conversation(brand=brand, person=person, channel="mail", started_at=at, last_message_at=at)
        tickets.append(
            Ticket(
                brand=brand,
                number=number,
                title=TITLES.get(number, f"Relevé du {number}"),
                person=person,
                conversation=talk,
                queue=queue,
                channel="mail",
                opened_at=at,
                updated_at=at,
            )
        )
    Conversation.objects.bulk_create(ticket.conversation for ticket in tickets)
    Ticket.objects.bulk_create(tickets)


def found(typed: str, brand: Brand, limit: int = 5) -> list[int]:
    return [ticket.number for ticket in queries.search(typed, [brand.id], limit)]


def test_the_newest_come_first_and_words_may_be_begun(many: None, brand: Brand, other_brand: Brand, queue: Queue) -> None:
    assert found("relev", brand) == [MADE - 1, MADE - 2, MADE - 3, MADE - 4, MADE - 5]
    assert found("carte perdue rennes", brand) == [MADE]
    assert found("carte perdue", brand) == [MADE, 1], "beyond the newest, those that have the whole words"
    assert found("carte perd", brand) == [MADE, 1]
    assert found("cartes perdues quimp", brand) == [2]
    assert found("prelev contest", brand) == [3], "nothing has these words whole: all may be begun"
    assert found("eche", brand) == [4]
    assert found("carte echeance", brand) == []
    assert found("4", brand)[:1] == [4], "a number before words"
    with visible([other_brand.id]):
        assert found("relev", brand) == found("carte perdue", brand) == found("eche", brand) == []
