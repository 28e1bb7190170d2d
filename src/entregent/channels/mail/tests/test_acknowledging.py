"""Acknowledgements: outside business hours, once a day, never to a robot."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
import time_machine

from entregent.calendar.models import Calendar
from entregent.calendar.rules import office
from entregent.channels.mail.models import MailAddress
from entregent.channels.mail.port import MailChannel
from entregent.channels.mail.reactions import REACTIONS
from entregent.channels.mail.tests.conftest import World, open_desk, put, take_in_all
from entregent.channels.mail.tests.corpus import mail
from entregent.conversations.jobs import deliver
from entregent.conversations.models import Message
from entregent.journal.models import Event
from entregent.tickets.models import Promise

FRIDAY_NIGHT = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)
MONDAY_MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HEAD = "From: Paul Petit <paul@example.org>\nSubject: Facture\nMessage-ID: <%d@example.org>\n"
pytestmark = pytest.mark.django_db
Write = Callable[..., list[Message]]


@pytest.fixture
def address(brand) -> MailAddress:
    Calendar.objects.create(brand=brand, name="Lille", hours=office("Europe/Paris", "FR"), is_default=True)
    return open_desk(brand, auto_reply="closed")


@pytest.fixture
def write(address: MailAddress) -> Write:
    """Paul writes; the follower reads what happened; the acknowledgements written so far are given."""
    read: set[int] = set()

    def written(at: datetime, *, headers: str = "", sender: str = "paul@example.org") -> list[Message]:
        with time_machine.travel(at, tick=False):
            put(mail(HEAD % len(read) + headers, "Bonjour"), sender=sender, now=at)
            take_in_all()
            for event in Event.objects.filter(kind__in=REACTIONS).exclude(id__in=read).order_by("id"):
                read.add(event.id)
                for react in REACTIONS[event.kind]:
                    react(event)
        return list(Message.objects.filter(kind="out").order_by("at"))

    return written


def test_at_night_the_customer_gets_their_reference_once_a_day(write: Write, world: World, channel: MailChannel) -> None:
    [told] = write(FRIDAY_NIGHT)
    assert "PON-2026-000001" in told.text
    assert "fermés" in told.text
    assert len(write(FRIDAY_NIGHT + timedelta(hours=2))) == 1
    assert len(write(FRIDAY_NIGHT + timedelta(hours=30))) == 2
    deliver(brand=str(told.brand_id), message=str(told.id))
    [(envelope_sender, recipients, raw)] = world.mails
    sent = message_from_bytes(raw, policy=default)
    assert envelope_sender in (None, "", "<>")
    assert recipients == ["paul@example.org"]
    assert sent["Auto-Submitted"] == "auto-replied"
    assert sent["In-Reply-To"] == "<0@example.org>"


def test_an_acknowledgement_is_no_answer(write: Write) -> None:
    write(FRIDAY_NIGHT)
    assert not Promise.objects.filter(state="fulfilled").exists()


def test_during_business_hours_a_person_answers(write: Write) -> None:
    assert write(MONDAY_MORNING) == []


def test_an_address_may_always_acknowledge_in_its_own_words(write: Write, address: MailAddress) -> None:
    MailAddress.objects.update(auto_reply="always", auto_reply_text="Bien reçu : {reference}.")
    assert write(MONDAY_MORNING)[0].text == "Bien reçu : PON-2026-000001."


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: auto-replied\n",
        "Precedence: bulk\n",
        "List-Id: <liste.example.org>\n",
        "X-Auto-Response-Suppress: All\n",
    ],
)
def test_a_robot_never_gets_one(headers: str, write: Write) -> None:
    assert write(FRIDAY_NIGHT, headers=headers) == []


def test_the_null_sender_never_gets_one(write: Write) -> None:
    assert write(FRIDAY_NIGHT, sender="") == []


def test_two_addresses_of_the_house_do_not_greet_each_other(write: Write, address: MailAddress) -> None:
    MailAddress.objects.create(brand=address.brand, address="paul@example.org")
    assert write(FRIDAY_NIGHT) == []


def test_a_worker_that_was_down_for_a_day_does_not_wake_customers(write: Write) -> None:
    put(mail(HEAD % 99, "Bonjour"), now=FRIDAY_NIGHT - timedelta(hours=20))
    assert len(write(FRIDAY_NIGHT)) == 1
