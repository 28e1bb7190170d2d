"""Sending: what the relay refuses for good, what it puts off, seals, and addresses that are dead."""

import smtplib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from entregent.access.models import Staff
from entregent.channels.mail.models import MailAddress
from entregent.channels.mail.port import MailChannel
from entregent.channels.mail.tests.conftest import CONTACT, World, put, take_in_all
from entregent.channels.mail.tests.corpus import mail
from entregent.conversations.channel import Undeliverable
from entregent.conversations.content import Content
from entregent.conversations.jobs import deliver
from entregent.conversations.models import Message
from entregent.people.models import Handle
from entregent.tickets.actions import reply
from entregent.tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(desk: MailAddress, make_staff: Callable[..., Staff], now: datetime) -> Message:
    put(mail("From: Paul <paul@example.org>\nSubject: Facture\nMessage-ID: <1@example.org>\n", "Bonjour"), now=now)
    take_in_all()
    return reply(Ticket.objects.get().id, Content(text="Voici."), staff=make_staff(desk.brand), now=now)


def test_a_refusal_for_good_is_told_to_the_agent_and_the_address_is_dead(
    written: Message, world: World, channel: MailChannel
) -> None:
    world.answer = lambda address: "550 5.1.1 User unknown"
    deliver(brand=str(written.brand_id), message=str(written.id))
    written.refresh_from_db()
    assert (written.delivery, written.error) == ("failed", "550 5.1.1 User unknown")
    assert Handle.objects.get(value="paul@example.org").undeliverable_since is not None


def test_a_refusal_of_our_reputation_condemns_no_address(written: Message, world: World, channel: MailChannel) -> None:
    world.answer = lambda address: "554 5.7.1 Blocked by blocklist"
    with pytest.raises(Undeliverable):
        channel.prepare(written)()
    assert Handle.objects.get(value="paul@example.org").undeliverable_since is None


def test_a_refusal_for_now_and_a_relay_that_is_away_are_tried_again(
    written: Message, world: World, channel: MailChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.answer = lambda address: "451 4.7.1 Greylisted, try again"
    with pytest.raises(smtplib.SMTPException):
        channel.prepare(written)()
    monkeypatch.setenv("ENTREGENT_SMTP_PORT", "1")
    with pytest.raises(OSError, match="refused"):
        channel.prepare(written)()
    written.refresh_from_db()
    assert written.delivery == "queued"


def test_a_dead_address_is_not_written_to(written: Message, world: World, channel: MailChannel, now: datetime) -> None:
    Handle.objects.update(undeliverable_since=now)
    with pytest.raises(Undeliverable):
        channel.prepare(written)()
    assert world.mails == []


def test_without_any_address_of_the_brand_the_agent_is_told(written: Message, world: World, channel: MailChannel) -> None:
    MailAddress.objects.update(active=False)
    with pytest.raises(Undeliverable):
        channel.prepare(written)()


def test_a_subject_with_a_line_break_cannot_add_a_header(written: Message, world: World, channel: MailChannel) -> None:
    written.conversation.subject = "Facture\r\nBcc: autre@example.org"
    channel.prepare(written)()
    [(_, recipients, raw)] = world.mails
    assert recipients == ["paul@example.org"]
    assert b"\nBcc:" not in raw


def test_what_leaves_bears_the_seal_of_its_domain(
    written: Message, desk: MailAddress, world: World, channel: MailChannel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = rsa.generate_private_key(65537, 2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    (tmp_path / "k1.ponant.example.pem").write_bytes(private)
    monkeypatch.setenv("ENTREGENT_DKIM_KEYS", str(tmp_path))
    MailAddress.objects.update(dkim_selectors="k1")
    channel.prepare(written)()
    [(_, _, raw)] = world.mails
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    from base64 import b64encode

    asked = []

    def published(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return b"v=DKIM1; k=rsa; p=" + b64encode(public)

    assert dkim.verify(raw, dnsfunc=published)
    assert asked == [b"k1._domainkey.ponant.example."]
    assert f"From: Mutuelle Ponant <{CONTACT}>".encode() in raw
