"""The world in a real database: whole, behind its walls, and taken up by the running product."""

from datetime import timedelta

import psycopg
import pytest
from django.db import transaction

from entregent.access.models import Membership, Staff, WorkingWeek
from entregent.brands.models import Brand
from entregent.brands.scope import every_brand, visible
from entregent.conversations.content import Content
from entregent.conversations.models import Conversation
from entregent.demo.actions import is_empty, is_loaded, load
from entregent.demo.errors import NotEmpty
from entregent.demo.rows import Rows, write
from entregent.demo.staff import KNOWN, PASSWORD
from entregent.demo.tests.conftest import NOW
from entregent.journal.followers import Follower, advance, lag
from entregent.journal.models import Event
from entregent.kernel.handles import mail_handle
from entregent.kernel.ids import uuid7
from entregent.people.models import Person
from entregent.routing.models import Presence, WorkItem
from entregent.tickets import actions as tickets
from entregent.tickets.models import Ticket


def test_the_whole_world_is_written_and_lives_on(committed: str) -> None:
    assert is_empty(committed)
    world = load(committed, NOW, followers=["reactions"], size="small")
    assert is_loaded(committed)
    with every_brand():
        for model, rows in world.rows.tables.items():
            assert model._default_manager.count() >= len(rows), model.__name__
        assert Event.objects.count() == len(world.rows.facts)
        times = list(Event.objects.order_by("id").values_list("at", flat=True))
        assert times == sorted(times)
        ponant = Brand.objects.get(slug="ponant")
        numbers = list(Ticket.objects.filter(brand=ponant).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    with visible([ponant.id]):
        assert set(Ticket.objects.values_list("brand", flat=True)) == {ponant.id}
    _one_login_a_role()
    _the_clock_has_nothing_to_say()
    _a_new_mail_goes_on_counting(ponant, len(numbers))
    _nobody_reacts_to_the_past()
    with pytest.raises(NotEmpty):
        load(committed, NOW, size="small")


def _one_login_a_role() -> None:
    for role, (name, login, _team) in KNOWN.items():
        staff = Staff.objects.get(email=f"{login}@altiphone.example")
        assert staff.name == name
        assert staff.check_password(PASSWORD)
        assert set(Membership.objects.filter(staff=staff).values_list("role", flat=True)) == {role}
    assert Staff.objects.filter(is_active=True).count() == WorkingWeek.objects.count() == 120


def _the_clock_has_nothing_to_say() -> None:
    with every_brand():
        assert tickets.check_promises(NOW) == 0
        presence = Presence.objects.get(staff__email="claire@altiphone.example")
        assert presence.held == {"mail": WorkItem.objects.filter(agent=presence.staff_id, state="taken").count()}


def _a_new_mail_goes_on_counting(brand: Brand, last: int) -> None:
    with visible([brand.id]):
        known = Conversation.objects.filter(person__merged_into=None).order_by("-last_message_at")[0]
        before = Person.objects.count()
        received = tickets.receive(
            tickets.Incoming(
                brand=brand.id, channel="mail", handle=mail_handle(known.address), subject="Suite", source="mail",
                content=Content("Bonjour, encore une question."),
            ),
            NOW + timedelta(minutes=1),
        )  # fmt: skip
        assert received.ticket.number == last + 1
        assert Person.objects.count() == before
        assert received.ticket.next_due_at is not None


def _nobody_reacts_to_the_past() -> None:
    seen: list[str] = []
    follower = Follower("reactions", {"ticket.opened": [lambda event: seen.append(event.kind)]})
    behind = 1
    while behind:  # a transaction of another run on the server may hold the facts back for a moment
        advance(follower, NOW)
        with every_brand():
            behind = lag("reactions")
    assert seen == ["ticket.opened"], "only the one of the new mail"


def test_a_load_that_fails_leaves_nothing(committed: str) -> None:
    rows = Rows()
    rows.add(Brand, id=uuid7(), slug="x" * 500, code="TOOLONG")
    with pytest.raises(psycopg.Error), psycopg.connect(committed) as connection:
        connection.execute(
            "INSERT INTO access_site (name, country, time_zone, distance, abroad) VALUES ('x','FR','x','x',false)"
        )
        write(rows, [Brand], connection, lambda _: None)
    assert is_empty(committed)


def test_a_model_without_a_place_is_noticed(committed: str) -> None:
    rows = Rows()
    rows.add(Brand, slug="x")
    with transaction.atomic(), psycopg.connect(committed) as connection, pytest.raises(ValueError, match="Brand"):
        write(rows, [], connection, lambda _: None)
