"""Customers who write by themselves: to a real SMTP server, on this machine only, and never for ever."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.scope import every_brand
from entregent.conversations.models import Conversation, Message
from entregent.demo import live
from entregent.demo.actions import load
from entregent.demo.dice import Dice
from entregent.demo.live import Correspondence, NobodyListens, write_for_a_while
from entregent.demo.people import MAIL_DOMAINS
from entregent.demo.plan import BRANDS, brand_plan
from entregent.kernel.tests.ports import free_port


class _Box:
    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.senders: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        self.senders.append(envelope.mail_from)
        return "250 OK"


@pytest.fixture
def box() -> Iterator[tuple[_Box, int]]:
    """A real SMTP server of this machine, and what it took."""
    taken, port = _Box(), free_port()
    server = Controller(taken, hostname="127.0.0.1", port=port)
    server.start()
    yield taken, port
    server.stop()


def test_customers_write_and_answer(committed: str, box: tuple[_Box, int], monkeypatch: pytest.MonkeyPatch) -> None:
    taken, port = box
    load(committed, timezone.now(), size="small")
    monkeypatch.setattr(live, "THINKING", (0.0, 0.1))
    monkeypatch.setattr(live, "ANSWERS", 1.0)
    with every_brand():
        conversation = Conversation.objects.filter(channel="mail").order_by("id").first()
        Message.objects.create(
            brand_id=conversation.brand_id, conversation=conversation, kind="out", channel="mail", text="Voici la réponse.",
            staff=Staff.objects.get(email="claire@altiphone.example"), delivery="sent", external_id="<abc@ponant.example>",
            at=timezone.now() + timedelta(seconds=1),
        )  # fmt: skip
    sent = write_for_a_while(0.05, 600.0, port, seed=3)
    assert sent == len(taken.mails) > 3
    answers = [mail for mail in taken.mails if mail["In-Reply-To"]]
    assert len(answers) == 1
    assert answers[0]["In-Reply-To"] == "<abc@ponant.example>"
    assert answers[0]["Subject"].startswith("Re: ")
    assert "> Voici la réponse." in answers[0].get_content()
    brands = {brand_plan(slug).address_of(queue["name"]) for slug in BRANDS for queue in brand_plan(slug).queues}
    assert {mail["To"] for mail in taken.mails} <= brands
    assert all(sender.rpartition("@")[2] in MAIL_DOMAINS for sender in taken.senders)
    assert len({mail["Message-ID"] for mail in taken.mails}) == len(taken.mails)


def test_it_says_when_nobody_listens(committed: str) -> None:
    load(committed, timezone.now(), size="small")
    with pytest.raises(NobodyListens, match="entregent serve"):
        write_for_a_while(0.1, 60.0, free_port(), seed=1)


def test_it_says_when_there_is_nobody_to_write(committed: str, box: tuple[_Box, int]) -> None:
    with pytest.raises(NobodyListens, match="entregent demo"):
        Correspondence(Dice(1, "empty"), timezone.now()).request()
    assert not box[0].mails


@pytest.mark.parametrize(("minutes", "rate"), [(0, 1), (-1, 1), (25 * 60, 1), (1, 0), (1, 10_000)])
def test_it_is_bounded(minutes: float, rate: float) -> None:
    with pytest.raises(ValueError, match="At most"):
        write_for_a_while(minutes, rate, 2525)
