"""A request merged while it is acknowledged: what we write is found in the conversation that was kept, wherever it went."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from entregent.brands.scope import visible
from entregent.channels.mail.models import MailAddress
from entregent.channels.mail.reactions import acknowledge
from entregent.conversations.content import Content
from entregent.conversations.models import Message
from entregent.journal.models import Event
from entregent.kernel.handles import mail_handle
from entregent.tickets.actions import Incoming, merge, receive
from entregent.tickets.models import Ticket
from entregent.tickets.tests.test_races import World

ACTOR = "system:test"
ROUNDS = 12
OURS = "contact@ponant.example"


class Letters(World):
    """The world of races, with an address that acknowledges whatever is written to it."""

    def __init__(self) -> None:
        super().__init__()
        with visible([self.brand.id]):
            MailAddress.objects.create(brand=self.brand, address=OURS, auto_reply="always")

    def mail(self, sender: str) -> Ticket:
        content = Content(text="Bonjour", extra={"may_auto_answer": True})
        incoming = Incoming(
            brand=self.brand.id, channel="mail", handle=mail_handle(sender), subject="Remboursement", content=content,
            source="mail", brand_address=OURS,
        )  # fmt: skip
        with visible([self.brand.id]):
            return receive(incoming, timezone.now()).ticket

    def opening(self, ticket: Ticket) -> Event:
        with visible([self.brand.id]):
            return Event.objects.get(kind="ticket.opened", subject=ticket.id)


@pytest.fixture
def world(committed: str, django_db_blocker: object) -> Iterator[Letters]:
    with django_db_blocker.unblock():
        yield Letters()


def test_an_acknowledgement_written_during_a_merge_is_in_the_conversation_that_is_kept(world: Letters) -> None:
    for number in range(ROUNDS):
        kept, absorbed = world.mail(f"paul.{number}@example.org"), world.mail(f"anne.{number}@example.org")
        opening = world.opening(absorbed)
        acts = [
            lambda opening=opening: acknowledge(opening),
            lambda kept=kept, absorbed=absorbed: merge(kept.id, [absorbed.id], now=timezone.now(), actor=ACTOR),
        ]
        world.at_once(*(acts if number % 2 else reversed(acts)))
        with visible([world.brand.id]):
            assert not Message.objects.filter(conversation=absorbed.conversation_id).exists()
            told = Message.objects.get(conversation=kept.conversation_id, kind="out")
            assert told.recipients == [f"anne.{number}@example.org"]


def test_merged_before_it_was_acknowledged_its_writer_is_told_the_reference_that_was_kept(world: Letters) -> None:
    kept, absorbed = world.mail("paul@example.org"), world.mail("anne@example.org")
    opening = world.opening(absorbed)
    with visible([world.brand.id]):
        merge(kept.id, [absorbed.id], now=timezone.now(), actor=ACTOR)
        acknowledge(opening)
        [told] = Message.objects.filter(kind="out")
        assert (told.conversation_id, told.recipients) == (kept.conversation_id, ["anne@example.org"])
        assert f"{kept.number:06d}" in told.text
        fact = Event.objects.get(kind="message.written", subject=told.id)
        assert fact.data["ticket"] == str(kept.id)
