"""Mails that would go round for ever: two of our own addresses, a robot that greets ours, our own mail come back."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.brands.scope import every_brand, visible
from entregent.channels.mail.models import Acknowledged, MailAddress, RawMail
from entregent.channels.mail.port import MailChannel
from entregent.channels.mail.reactions import REACTIONS
from entregent.channels.mail.tests.conftest import CONTACT, Door, World, answer, letter, open_desk
from entregent.conversations.jobs import deliver
from entregent.conversations.models import Message
from entregent.journal.models import Event
from entregent.tickets.models import Ticket

ROUNDS = 12


@pytest.fixture
def house(lived: MailAddress) -> MailAddress:
    """Both addresses acknowledge whatever comes, at any hour."""
    with visible([lived.brand_id]):
        MailAddress.objects.update(auto_reply="always")
    return lived


@pytest.fixture
def turn(door: Door, world: World, channel: MailChannel) -> Callable[[], int]:
    """One turn of the whole house: take in, react, deliver, and carry what leaves to whom it is for. Returns what left."""
    seen: set[int] = set()

    def turned() -> int:
        door.take_in()
        with every_brand():
            new = [event for event in Event.objects.filter(kind__in=REACTIONS).order_by("id") if event.id not in seen]
            seen.update(event.id for event in new)
            for event in new:
                for react in REACTIONS[event.kind]:
                    react(event)
            waiting = list(Message.objects.filter(delivery="queued").values_list("brand_id", "id"))
        before = len(world.mails)
        for brand, message in waiting:
            deliver(brand=str(brand), message=str(message))
        return len(world.mails) - before

    return turned


def carry(door: Door, world: World, first: int) -> None:
    """What left towards one of our own addresses comes in by the door, as from the relay."""
    for sender, recipients, raw in world.mails[first:]:
        for recipient in recipients:
            if recipient.endswith(".example"):
                door.deliver(raw, sender=sender if sender not in (None, "<>") else "", to=recipient)


@pytest.mark.parametrize("brands", ["one brand", "two brands"])
def test_two_of_our_own_addresses_that_write_to_each_other_fall_silent(
    brands: str, house: MailAddress, agent: Staff, door: Door, world: World, turn: Callable[[], int]
) -> None:
    """Even after an agent of one has answered the other: what that becomes is greeted by nobody."""
    if brands == "one brand":
        with visible([house.brand_id]):
            MailAddress.objects.create(brand_id=house.brand_id, address="aide@ponant.example", auto_reply="always")
        other = "aide@ponant.example"
    else:
        armor = Brand.objects.create(slug="armor", name="Armor", code="ARM")
        with visible([armor.id]):
            open_desk(armor, "contact@armor.example", auto_reply="always")
        other = "contact@armor.example"
    door.book.refresh()
    door.deliver(letter("Bonjour\n").replace(b"helene@example.org", other.encode()), sender=other)
    assert turn() == 0
    answer(house, agent, "Voici")
    first = 0
    for _ in range(ROUNDS):
        carried, first = first, len(world.mails)
        carry(door, world, carried)
        turn()
    assert len(world.mails) == 1
    assert RawMail.objects.count() == 2
    with every_brand():
        assert Ticket.objects.count() == (1 if brands == "one brand" else 2)


@pytest.mark.parametrize("honest", [True, False], ids=["a robot that says so", "a robot that hides"])
def test_a_robot_that_answers_everything_gets_one_acknowledgement_at_most(
    honest: bool, house: MailAddress, door: Door, world: World, turn: Callable[[], int]
) -> None:
    door.deliver(letter("Bonjour\n"))
    answered = 0
    for number in range(ROUNDS):
        turn()
        for _sender, _recipients, raw in world.mails[answered:]:
            theirs = message_from_bytes(raw, policy=default)
            headers = {"Auto-Submitted": "auto-replied"} if honest else {}
            headers |= {"Message_ID": f"<robot{number}@example.org>", "Subject": f"Absence {number}"}
            if honest:
                headers["In_Reply_To"] = theirs["Message-ID"]
            door.deliver(letter("Je suis absente.\n", **headers))
            answered += 1
    assert len(world.mails) == 1
    sent = message_from_bytes(world.mails[0][2], policy=default)
    assert sent["Auto-Submitted"] == "auto-replied"
    assert world.mails[0][0] in (None, "", "<>")
    with visible([house.brand_id]):
        assert Ticket.objects.count() == (1 if honest else 2)  # what hides is taken for a new request, and greeted no more


def test_our_own_answer_come_back_by_a_forwarding_is_ignored(
    house: MailAddress, door: Door, world: World, turn: Callable[[], int]
) -> None:
    door.deliver(letter("Bonjour\n"))
    turn()
    [(_, _, ours)] = world.mails
    for _ in range(3):
        door.deliver(b"Received: from mx.example.org by mx.example.org\r\n" + ours, to=CONTACT)
        assert turn() == 0
    assert set(RawMail.objects.filter(state="ignored").values_list("reason", flat=True)) == {"loop:loop-header"}
    with visible([house.brand_id]):
        assert Message.objects.filter(kind="in").count() == 1


def test_a_mail_that_went_round_between_servers_is_ignored(house: MailAddress, door: Door, turn: Callable[[], int]) -> None:
    rounds = b"".join(b"Received: from a.example.org by b.example.org; %d\r\n" % number for number in range(60))
    door.deliver(rounds + letter("Bonjour\n"))
    assert turn() == 0
    assert RawMail.objects.get().reason == "loop:received"


def test_an_acknowledgement_is_sent_again_to_the_same_address_only_after_a_day(
    house: MailAddress, door: Door, world: World, turn: Callable[[], int]
) -> None:
    for number in range(3):
        door.deliver(letter("Bonjour\n", Message_ID=f"<{number}@example.org>"))
        turn()
    assert len(world.mails) == 1
    with visible([house.brand_id]):
        Acknowledged.objects.update(at=timezone.now() - timedelta(days=2))
    door.deliver(letter("Bonjour\n", Message_ID="<9@example.org>"))
    turn()
    assert len(world.mails) == 2
