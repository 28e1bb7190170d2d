"""A backlog is gone through in several transactions: while one is open, the readers of the journal wait for it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.conversations.models import Conversation
from entregent.journal.models import Event
from entregent.people.models import Person
from entregent.tickets.jobs import close_old, watch_promises
from entregent.tickets.models import Promise, PromisePolicy, Task, Ticket
from entregent.tickets.tests.test_races import World

NOW = timezone.now()
LONG_AGO = NOW - timedelta(days=30)


@pytest.fixture
def world(committed: str, django_db_blocker: object) -> Iterator[World]:
    with django_db_blocker.unblock():
        yield World()


def tickets(world: World, number: int, **fields: object) -> list[Ticket]:
    brand: Brand = world.brand
    person = Person.objects.create(brand=brand, family_name="Le Goff", created_at=LONG_AGO, updated_at=LONG_AGO)
    talks = [
        Conversation(brand=brand, person=person, channel="mail", started_at=LONG_AGO, last_message_at=LONG_AGO)
        for _ in range(number)
    ]
    Conversation.objects.bulk_create(talks)
    made = [
        Ticket(brand=brand, number=place, title="Remboursement", person=person, conversation=talk, queue=world.queue,
               channel="mail", opened_at=LONG_AGO, updated_at=LONG_AGO, **fields)
        for place, talk in enumerate(talks)
    ]  # fmt: skip
    return Ticket.objects.bulk_create(made)


def transactions(kind: str) -> list[int]:
    """How many facts of a kind each transaction told, in the order of the transactions."""
    told: dict[int, int] = {}
    for number in Event.objects.filter(kind=kind).order_by("id").values_list("xid", flat=True):
        told[number] = told.get(number, 0) + 1
    return list(told.values())


def test_promises_break_a_batch_a_transaction(world: World) -> None:
    with visible([world.brand.id]):
        policy = PromisePolicy.objects.get()
        Promise.objects.bulk_create(
            Promise(brand=world.brand, ticket=ticket, policy=policy, kind="first_response", target_seconds=60,
                    activated_at=LONG_AGO, due_at=LONG_AGO)
            for ticket in tickets(world, 501)
        )  # fmt: skip
    watch_promises(0)
    with visible([world.brand.id]):
        assert transactions("promise.breached") == [500, 1]


def test_tasks_are_told_overdue_a_batch_a_transaction(world: World) -> None:
    with visible([world.brand.id]):
        ticket = tickets(world, 1)[0]
        Task.objects.bulk_create(
            Task(brand=world.brand, ticket=ticket, title="Vérifier", queue=world.queue, created_at=LONG_AGO, due_at=LONG_AGO)
            for _ in range(501)
        )
    watch_promises(0)
    with visible([world.brand.id]):
        assert transactions("task.overdue") == [500, 1]


def test_settled_tickets_are_closed_a_batch_a_transaction(world: World) -> None:
    with visible([world.brand.id]):
        tickets(world, 201, status="resolved", resolved_at=LONG_AGO)
    close_old(0)
    with visible([world.brand.id]):
        assert transactions("ticket.closed") == [200, 1]
