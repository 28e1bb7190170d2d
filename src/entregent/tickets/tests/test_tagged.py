"""Lists by tag hold what the plain filter holds, in the same order, whatever happened to the tickets before."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pytest

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.conversations.models import Conversation
from entregent.people.models import Person
from entregent.routing.models import Queue
from entregent.tickets import queries
from entregent.tickets.actions import Received, change_fields, merge, undo_merge
from entregent.tickets.models import TagPlace, Ticket
from entregent.tickets.queries import Filters
from entregent.tickets.queries.lists import EVERY_STATUS

Write = Callable[..., Received]
MADE = 600


@pytest.fixture
def many(brand: Brand, queue: Queue, now: datetime) -> list[Ticket]:
    """Settled and unsettled tickets; "partout" is on most, "ancienne" only on the oldest, "rare" on a few."""
    dice = random.Random(5)
    person = Person.objects.create(brand=brand, search_key="", created_at=now, updated_at=now)
    common = {"brand": brand, "person": person, "channel": "mail"}
    tickets = []
    for number in range(1, MADE + 1):
        at = now - timedelta(minutes=dice.randrange(MADE) // 2)
        old = at < now - timedelta(minutes=MADE // 2 - 30)
        tags = [tag for tag, has in (("partout", dice.random() < 0.9), ("ancienne", old), ("rare", number % 97 == 0)) if has]
        conversation = Conversation(brand=brand, person=person, channel="mail", started_at=at, last_message_at=at)
        tickets.append(
            Ticket(
                **common,
                number=number,
                title=f"Demande {number}",
                conversation=conversation,
                queue=queue,
                opened_at=at,
                updated_at=at,
                status="closed" if number % 300 else "open",
                priority=number % 3,
                tags=tags,
            )
        )
    Conversation.objects.bulk_create(ticket.conversation for ticket in tickets)
    made = Ticket.objects.bulk_create(tickets)
    Ticket.objects.filter(number=97 * 2).update(merged_into=made[0])
    return made


def walked(filters: Filters, now: datetime, size: int) -> list[int]:
    """All the pages of a list, one after the other."""
    numbers, after = [], ""
    while True:
        page = queries.listing(filters, now, after=after, size=size)
        numbers += [ticket.number for ticket in page.tickets]
        if page.after is None:
            return numbers
        after = page.after


def test_a_list_by_tag_holds_what_the_plain_filter_does(many: list[Ticket], brand: Brand, now: datetime) -> None:
    tags = ("partout", "ancienne", "rare", "aucune", "l'o''r")
    kinds = ({}, {"priority": 1}, {"assignee": "none", "type": "question"})
    for tag, order, kept in product(tags, ("-updated_at", "updated_at"), kinds):
        plain = Ticket.objects.filter(tags__contains=[tag], merged_into=None).order_by(order, f"{order[:-10]}id")
        filters = Filters((brand.id,), EVERY_STATUS, tag=tag, order=order, **kept)
        also = {name: value for name, value in kept.items() if name != "assignee"}
        expected = list(plain.filter(**also).values_list("number", flat=True))
        assert walked(filters, now, 400) == expected, (tag, order, kept)


def test_a_list_by_tag_is_walked_backwards(many: list[Ticket], brand: Brand, now: datetime) -> None:
    back = queries.listing(Filters((brand.id,), EVERY_STATUS, tag="partout"), now, size=400)
    second = queries.listing(Filters((brand.id,), EVERY_STATUS, tag="partout"), now, after=back.after, size=400)
    before = queries.listing(Filters((brand.id,), EVERY_STATUS, tag="partout"), now, before=second.before, size=400)
    assert before.tickets == back.tickets


def test_tags_do_not_look_over_the_wall(many: list[Ticket], brand: Brand, other_brand: Brand, now: datetime) -> None:
    with visible([other_brand.id]):
        assert queries.listing(Filters((brand.id, other_brand.id), EVERY_STATUS, tag="partout"), now).tickets == []
        assert not TagPlace.objects.exists()


def test_the_lists_by_tag_follow_every_change_of_a_ticket(write_in: Write, brand: Brand, now: datetime) -> None:
    def same() -> None:
        for tag in ("vip", "presse", "ancien"):
            plain = Ticket.objects.filter(tags__contains=[tag], merged_into=None).order_by("-updated_at", "-id")
            for statuses in (EVERY_STATUS, ("open",), ("closed",)):
                found = walked(Filters((brand.id,), statuses, tag=tag), now, 2)
                assert found == list(plain.filter(status__in=statuses).values_list("number", flat=True))
        placed = Ticket.objects.filter(merged_into=None).values_list("tags", flat=True)
        assert TagPlace.objects.count() == sum(len(set(tags)) for tags in placed)

    one, two, three = (write_in(f"demande {n}", now, sender=f"client{n}@example.org").ticket for n in range(3))
    for ticket, tags in ((one, ["vip", "presse"]), (two, ["vip"]), (three, ["ancien"])):
        change_fields(ticket.id, {"tags": tags}, now=now, actor="system:test")
    same()
    change_fields(two.id, {"tags": []}, now=now + timedelta(hours=1), actor="system:test")
    change_fields(one.id, {"title": "Autre"}, now=now + timedelta(hours=2), actor="system:test")
    same()
    Ticket.objects.filter(id=one.id).update(status="closed", tags=["vip", "vip"])
    Ticket.objects.filter(id=one.id).update(status="open")
    same()
    made = merge(three.id, [one.id], now=now + timedelta(hours=3), actor="system:test")
    same()
    undo_merge(made.id, now=now + timedelta(hours=4), actor="system:test")
    same()
    Ticket.objects.filter(id=three.id).update(tags=["ancien", "presse"], updated_at=now - timedelta(days=1))
    same()


def test_a_list_by_queue_or_reason_is_read_once_for_all_brands(
    many: list[Ticket], brand: Brand, other_brand: Brand, queue: Queue, now: datetime, django_assert_num_queries: Callable
) -> None:
    with django_assert_num_queries(2):
        page = queries.listing(Filters((brand.id, other_brand.id), EVERY_STATUS, queue=queue.id), now, size=50)
    newest = Ticket.objects.filter(queue=queue, merged_into=None).order_by("-updated_at", "-id")[:50]
    assert page.tickets == list(newest)
    assert queries.listing(Filters((other_brand.id,), EVERY_STATUS, queue=queue.id), now).tickets == []


def test_a_list_of_chosen_tickets_by_tag_holds_no_other(many: list[Ticket], brand: Brand, now: datetime) -> None:
    of_tag = Filters((brand.id,), EVERY_STATUS, tag="rare")
    first = queries.listing(of_tag, now).tickets[0]
    assert walked(replace(of_tag, ids=(first.id,)), now, 10) == [first.number]
    assert walked(replace(of_tag, ids=()), now, 10) == []
