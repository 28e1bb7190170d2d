"""The history of a ticket reaches back to the first thing that hangs on it, however late the ticket itself was opened."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.test import Client
from django.urls import reverse

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.conversations.content import Content
from entregent.journal.queries import about
from entregent.tickets import queries
from entregent.tickets.actions import Received, add_note, create_task, merge

Write = Callable[..., Received]


def test_what_came_by_a_merge_is_told_though_older_than_the_ticket(
    write_in: Write, brand: Brand, make_staff: Callable[..., Staff], now: datetime
) -> None:
    absorbed = write_in("il y a longtemps", now - timedelta(days=40)).ticket
    message = absorbed.conversation.messages.get()
    task = create_task(absorbed.id, "Vérifier", staff=make_staff(brand), now=now - timedelta(days=40))
    kept = write_in("aujourd’hui", now).ticket
    merge(kept.id, [absorbed.id], now=now, actor="system:test")
    told = queries.facts_of(kept)
    assert {fact.id for fact in about([task.id, message.id])} <= {fact.id for fact in told}
    assert {fact.id for fact in about([kept.id])} <= {fact.id for fact in told}
    assert [fact.kind for fact in queries.facts_to_tell(kept) if fact.subject == task.id] == ["task.created"]


def test_a_long_history_shows_its_last_facts_and_the_others_when_asked(
    write_in: Write, brand: Brand, make_staff: Callable[..., Staff], now: datetime, visit: Callable[..., Client]
) -> None:
    ticket, claire = write_in("Bonjour", now).ticket, make_staff(brand)
    for number in range(120):
        add_note(ticket.id, Content(text=str(number)), staff=claire, now=now + timedelta(minutes=number))
    client, address = visit(claire), reverse("tickets:history", args=[ticket.id])
    first = client.get(address)
    assert first.content.decode().count("<li>") == 100
    assert first.context["more"] == 300
    second = client.get(address, {"more": first.context["more"]})
    assert second.context["more"] == 0
    assert second.content.decode().count("<li>") == len(second.context["lines"]) > 120
    assert second.context["lines"][-100:] == first.context["lines"]
    assert client.get(address, {"more": "x" * 9}).context["more"] == 300
