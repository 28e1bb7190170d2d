"""Several persons share the address that wrote: whose ticket it is, said, learnt, undone."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.journal.models import Event
from entregent.kernel.handles import mail_handle
from entregent.people import actions as people
from entregent.people.models import Handle, Person
from entregent.routing.models import WorkItem
from entregent.tickets import queries
from entregent.tickets.actions import Received, choose_person, undo_choice
from entregent.tickets.errors import ChoiceRefused
from entregent.tickets.models import Ticket

HOME = mail_handle("helene@example.org")
ACTOR = "system:test"
Write = Callable[..., Received]


def known(brand: Brand, name: str, now: datetime) -> Person:
    return people.create_person(
        brand.id, now=now, actor=ACTOR, source="test", given_name=name, family_name="Le Goff", addresses=[HOME]
    )


@pytest.fixture
def paul(brand: Brand, now: datetime) -> Person:
    return known(brand, "Paul", now - timedelta(days=2))


@pytest.fixture
def ticket(write_in: Write, brand: Brand, paul: Person, now: datetime) -> Ticket:
    """Written from the mailbox that Hélène shares with Paul, under her name."""
    known(brand, "Hélène", now - timedelta(days=3))
    return write_in("Bonjour", now).ticket


def test_the_ticket_is_that_of_whom_an_agent_chooses_with_all_that_hangs_on_it(
    ticket: Ticket, paul: Person, write_in: Write, now: datetime
) -> None:
    helene = ticket.person
    assert helene.given_name == "Hélène"
    moved = choose_person(ticket.id, paul.id, now=now, actor=ACTOR)
    assert moved.person == moved.conversation.person == paul
    assert set(moved.conversation.messages.values_list("person", flat=True)) == {paul.id}
    assert WorkItem.objects.get().person == paul.id
    fact = Event.objects.get(kind="ticket.person_chosen")
    assert (fact.data["before"], fact.data["after"], fact.data["fitting"]) == (str(helene.id), str(paul.id), 2)
    later = write_in("Encore", now + timedelta(hours=1), conversation=ticket.conversation_id)
    assert later.message.person_id == paul.id  # it is his request, whatever name comes with it


def test_a_choice_is_learnt_for_the_next_request(ticket: Ticket, paul: Person, write_in: Write, now: datetime) -> None:
    for _time in range(2):  # the name that comes says Hélène: two choices say more
        choose_person(ticket.id, paul.id, now=now, actor=ACTOR)
    assert write_in("Autre chose", now + timedelta(days=1)).ticket.person == paul


def test_it_is_undone_and_unlearnt(ticket: Ticket, paul: Person, now: datetime) -> None:
    helene = ticket.person_id
    choose_person(ticket.id, paul.id, now=now, actor=ACTOR)
    back = undo_choice(ticket.id, now=now, actor=ACTOR)
    assert (back.person_id, set(back.conversation.messages.values_list("person", flat=True))) == (helene, {helene})
    assert set(Handle.objects.values_list("times_chosen", flat=True)) == {0}
    assert Event.objects.filter(kind="ticket.choice_undone", person=helene).exists()
    with pytest.raises(ChoiceRefused):
        undo_choice(ticket.id, now=now, actor=ACTOR)


def test_whom_the_address_does_not_lead_to_is_refused(ticket: Ticket, brand: Brand, now: datetime) -> None:
    stranger = people.create_person(brand.id, now=now, actor=ACTOR, source="test", given_name="Anne")
    with pytest.raises(ChoiceRefused):
        choose_person(ticket.id, stranger.id, now=now, actor=ACTOR)
    assert Ticket.objects.get().person == ticket.person


def test_a_choice_of_whom_was_merged_since_is_undone_to_who_they_are_now(
    ticket: Ticket, paul: Person, brand: Brand, now: datetime
) -> None:
    helene = ticket.person
    choose_person(ticket.id, paul.id, now=now, actor=ACTOR)
    kept = people.create_person(brand.id, now=now, actor=ACTOR, source="test", given_name="Hélène", family_name="Le Goff")
    people.merge_persons(kept, helene, by=None, now=now, actor=ACTOR)
    assert undo_choice(ticket.id, now=now, actor=ACTOR).person == kept


def test_one_who_fits_alone_is_not_asked_about(write_in: Write, now: datetime) -> None:
    assert queries.recognition(write_in("Bonjour", now, sender="seule@example.org").ticket) is None


def test_over_rest(ticket: Ticket, paul: Person, brand: Brand, program: Callable[..., Client]) -> None:
    client = program(brand, "tickets.read", "tickets.write")
    address = f"/api/v1/tickets/{ticket.id}"
    asked = client.get(f"{address}/candidates").json()
    assert [one["person"] for one in asked["items"]] == [str(ticket.person_id), str(paul.id)]
    assert not asked["chosen"]
    said = client.post(f"{address}/person", {"person": str(paul.id)}, content_type="application/json")
    assert said.json()["person_id"] == str(paul.id)
    assert client.get(f"{address}/candidates").json()["chosen"]
    assert client.post(f"{address}/person/undo").json()["person_id"] == str(ticket.person_id)
    assert client.post(f"{address}/person/undo").status_code == 409


@pytest.mark.parametrize("role", ["agent", "auditor"])
def test_the_desk_shows_who_fits_and_only_who_may_write_chooses(
    role: str, ticket: Ticket, paul: Person, brand: Brand, make_staff: Callable[..., Staff], visit: Callable[..., Client]
) -> None:
    client = visit(make_staff(brand, role))
    address = f"/desk/ticket/{ticket.id}"
    page = client.get(f"{address}/").content.decode()
    assert "2 personnes correspondent" in page and "Paul Le Goff" in page
    assert ("/choose/" in page) == (role == "agent")
    answer = client.post(f"{address}/choose/", {"person": str(paul.id)}, headers={"HX-Request": "true"})
    assert answer.status_code == (200 if role == "agent" else 403)
    ticket.refresh_from_db()
    assert (ticket.person == paul) == (role == "agent")
    if role == "agent":
        assert "undo-choice" in answer.content.decode()
        client.post(f"{address}/undo-choice/")
        ticket.refresh_from_db()
        assert ticket.person != paul
