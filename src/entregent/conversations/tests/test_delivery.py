"""What we write leaves once, is tried again while there is hope, and is said to have failed when there is none."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.conversations import actions, jobs
from entregent.conversations.channel import CHANNELS, Capabilities, Sent, Undeliverable
from entregent.conversations.content import Content
from entregent.conversations.models import Message
from entregent.journal.actions import append
from entregent.journal.models import Event
from entregent.kernel.handles import mail_handle
from entregent.people.actions import identify


class Pigeon:
    """A channel that does what it is told."""

    name = "pigeon"
    capabilities = Capabilities()

    def __init__(self) -> None:
        self.carried: list[str] = []
        self.trouble: Exception | None = None

    def prepare(self, message: Message) -> Callable[[], Sent]:
        def fly() -> Sent:
            if self.trouble is not None:
                raise self.trouble
            self.carried.append(message.text)
            self.flew_in_transaction = connection.in_atomic_block
            return Sent(f"pigeon-{message.id}")

        return fly


@pytest.fixture
def pigeon(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pigeon]:
    bird = Pigeon()
    monkeypatch.setitem(CHANNELS, bird.name, bird)
    yield bird


def write(brand: Brand, pigeon: Pigeon, staff: Staff | None) -> Message:
    now = timezone.now()
    known = identify(brand.id, mail_handle("odile@example.org"), source="mail", now=now)
    conversation, _facts = actions.start(brand.id, known.person_id, pigeon.name, now=now, actor="system:test")
    message, facts = actions.write(
        conversation,
        Content(text="Bonjour"),
        staff=staff,
        channel=pigeon.name,
        ticket=None,
        now=now,
        actor="system:test",
    )
    append(facts)
    return message


@pytest.fixture
def written(brand: Brand, make_staff: Callable[..., Staff], pigeon: Pigeon) -> Message:
    return write(brand, pigeon, make_staff(brand))


def deliver(message: Message) -> Message:
    jobs.deliver.func(brand=str(message.brand_id), message=str(message.id))
    message.refresh_from_db()
    return message


def test_a_message_leaves_once(written: Message, pigeon: Pigeon) -> None:
    assert deliver(written).delivery == "sent"
    assert deliver(written).external_id == f"pigeon-{written.id}"
    assert pigeon.carried == ["Bonjour"]
    assert Event.objects.filter(kind="message.sent").count() == 1


def test_a_refusal_is_shown_and_not_tried_again(written: Message, pigeon: Pigeon) -> None:
    pigeon.trouble = Undeliverable("No such address")
    assert (deliver(written).delivery, written.error) == ("failed", "No such address")


def test_trouble_is_tried_again_for_hours_then_said_to_have_failed(written: Message, pigeon: Pigeon) -> None:
    pigeon.trouble = ConnectionRefusedError()
    with pytest.raises(ConnectionRefusedError):
        deliver(written)
    Message.objects.filter(id=written.id).update(at=timezone.now() - jobs.PATIENCE - timedelta(minutes=1))
    assert deliver(written).delivery == "failed"
    assert Event.objects.get(kind="message.failed").data["reason"] == "soft"


def test_no_transaction_waits_for_the_other_server(committed: str, pigeon: Pigeon) -> None:
    """Readers of the journal stop before the oldest open transaction: a slow relay would hold every brand back."""
    brand = Brand.objects.create(slug="ponant", name="Ponant", code="PON")
    with visible([brand.id]):
        message = write(brand, pigeon, None)
    jobs.deliver.func(brand=str(brand.id), message=str(message.id))
    assert pigeon.flew_in_transaction is False
    with visible([brand.id]):
        assert Message.objects.get().delivery == "sent"
