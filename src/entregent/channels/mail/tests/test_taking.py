"""What becomes of the mails that came: tickets, returned mails, nothing, quarantine."""

import errno
import os
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.brands.scope import visible
from entregent.channels.mail.intake.drain import ATTEMPTS
from entregent.channels.mail.models import MailAddress, RawMail
from entregent.channels.mail.tests.conftest import CONTACT, open_desk, put, take_in_all
from entregent.channels.mail.tests.corpus import ALL, base64_lines, mail, reports
from entregent.conversations.content import Content
from entregent.conversations.models import Attachment, Message
from entregent.files.queries import read
from entregent.journal.models import Event
from entregent.people.models import Handle
from entregent.routing.models import Queue
from entregent.tickets.actions import reply
from entregent.tickets.models import Ticket

HEAD = (
    "From: Paul Petit <paul@example.org>\nTo: contact@ponant.example\nSubject: Facture\n"
    "Message-ID: <1@example.org>\nMIME-Version: 1.0\n"
)
pytestmark = pytest.mark.django_db


def test_every_mail_of_the_corpus_finds_its_place_and_stops_nothing(desk: MailAddress) -> None:
    for content in ALL.values():
        put(content, sender=None)
    take_in_all()
    states = dict(RawMail.objects.values_list("id", "state"))
    assert len(states) == len(ALL)
    assert set(states.values()) <= {"done", "ignored", "quarantined"}
    assert not RawMail.objects.filter(reason__startswith="error").exists()


HOSTILE = {
    "nothing": b"",
    "zeros": b"\0" * 10_000,
    "no headers": b"\r\n\r\nBonjour",
    "a lying charset": mail(HEAD + "Content-Type: text/plain; charset=x-klingon\n", "é\xe9", "utf-8"),
    "bytes that are no text": mail(HEAD + "Content-Type: text/plain; charset=utf-8\n", b"\xff\xfe\xfa caf\xe9"),
    "nested a thousand times": mail(
        HEAD + 'Content-Type: multipart/mixed; boundary="0"\n',
        "".join(f'--{n}\nContent-Type: multipart/mixed; boundary="{n + 1}"\n\n' for n in range(1000)),
    ),
    "ten thousand recipients": mail(
        HEAD.replace("To: contact@ponant.example", "To: " + ",\n ".join(f"r{n}@example.org" for n in range(10_000))), "x"
    ),
    "an injected header": mail(HEAD.replace("Facture", "=?utf-8?q?a=0D=0ABcc:_x@example.org?="), "x"),
    "a torn boundary": mail(HEAD + 'Content-Type: multipart/mixed; boundary="never"\n', "--else\n\nx"),
    "a zip bomb": mail(
        HEAD + 'Content-Type: application/zip; name="bombe.zip"\nContent-Transfer-Encoding: base64\n',
        base64_lines(b"PK\x03\x04" + b"\0" * 5000),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_is_a_ticket_or_in_quarantine_with_its_reason_and_the_next_one_passes(
    name: str, desk: MailAddress
) -> None:
    raw = put(HOSTILE[name])
    put(mail(HEAD.replace("<1@", "<2@"), "Le suivant"))
    take_in_all()
    raw.refresh_from_db()
    assert raw.state in ("done", "quarantined")
    assert (raw.state == "quarantined") == bool(raw.reason)
    assert bytes(raw.content) == HOSTILE[name]
    assert Message.objects.filter(text="Le suivant").exists()


def test_an_injected_header_does_not_come_back_out(desk: MailAddress) -> None:
    put(HOSTILE["an injected header"])
    take_in_all()
    assert "\n" not in Ticket.objects.get().title


def test_files_are_kept_pictures_shown_inside_and_what_would_run_is_refused_and_told(desk: MailAddress) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + b"p" * 50
    body = (
        '--r\nContent-Type: text/html; charset=utf-8\n\n<p>Voici <img src="cid:photo@x"></p>\n'
        '--r\nContent-Type: image/png; name="photo.png"\nContent-ID: <photo@x>\nContent-Transfer-Encoding: base64\n\n'
        + base64_lines(picture)
        + '--r\nContent-Type: application/octet-stream; name="jeu.exe"\nContent-Transfer-Encoding: base64\n\n'
        + base64_lines(b"MZ")
        + "--r--\n"
    )
    put(mail(HEAD + 'Content-Type: multipart/related; boundary="r"\n', body))
    take_in_all()
    message = Message.objects.get()
    [attached] = Attachment.objects.select_related("file")
    assert (attached.inline, attached.file.name, read(attached.file)) == (True, "photo.png", picture)
    assert f'src="/files/{attached.file_id}/photo.png?inline=1"' in message.html
    assert message.extra["refused_files"] == [{"name": "jeu.exe", "why": "refused"}]


def test_numbers_of_cards_and_accounts_are_masked_in_text_html_and_title(desk: MailAddress) -> None:
    card = "4111 1111 1111 1111"
    body = (
        f"--a\nContent-Type: text/plain\n\nMa carte {card}\n"
        f'--a\nContent-Type: text/html\n\n<p>Ma carte <b>{card}</b> <a href="https://example.org/4111111111111111">lien</a></p>\n--a--\n'
    )
    put(mail(HEAD.replace("Facture", f"Carte {card}") + 'Content-Type: multipart/alternative; boundary="a"\n', body))
    take_in_all()
    message = Message.objects.get()
    for text in (message.text, Ticket.objects.get().title):
        assert "••••1111" in text
        assert "4111 1111" not in text
    assert "4111 1111" not in message.html
    assert "https://example.org/4111111111111111" in message.html


def test_a_calendar_part_and_a_card_are_read(desk: MailAddress) -> None:
    body = (
        "--m\nContent-Type: text/plain\n\nRendez-vous\n"
        "--m\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1\n"
        "SUMMARY:Visite\nDTSTART:20261123T090000Z\nEND:VEVENT\nEND:VCALENDAR\n"
        "--m\nContent-Type: text/vcard\n\nBEGIN:VCARD\nVERSION:4.0\nFN:Paul Petit\nTEL:+33199001234\nEND:VCARD\n--m--\n"
    )
    put(mail(HEAD + 'Content-Type: multipart/mixed; boundary="m"\n', body))
    take_in_all()
    extra = Message.objects.get().extra
    assert extra["events"][0]["summary"] == "Visite"
    assert extra["vcards"][0]["name"] == "Paul Petit"


def test_a_robot_opens_a_quiet_ticket_and_its_answer_to_ours_moves_nothing(
    desk: MailAddress, make_staff: Callable[..., Staff]
) -> None:
    put(mail(HEAD + "Auto-Submitted: auto-generated\n", "Votre sauvegarde est faite"))
    take_in_all()
    ticket = Ticket.objects.get()
    assert (ticket.priority, ticket.tags) == (-1, ["automatic"])
    reply(ticket.id, Content(text="Merci"), staff=make_staff(desk.brand), now=timezone.now())
    put(mail(HEAD.replace("<1@", "<2@") + "In-Reply-To: <1@example.org>\nAuto-Submitted: auto-replied\n", "Je suis absent"))
    take_in_all()
    ticket.refresh_from_db()
    assert Ticket.objects.count() == 1
    assert ticket.status == "pending"
    assert Message.objects.filter(automatic=True, kind="in").count() == 2


def test_our_own_mail_come_back_is_ignored(desk: MailAddress) -> None:
    from entregent.channels.mail.configuration import own_host

    put(mail(HEAD + f"X-Entregent-Loop: {own_host(CONTACT)}\n", "Boucle"))
    take_in_all()
    raw = RawMail.objects.get()
    assert (raw.state, raw.reason) == ("ignored", "loop:loop-header")
    assert not Ticket.objects.exists()


def test_a_mail_to_two_brands_is_taken_in_by_each_behind_its_own_wall(desk: MailAddress, other_brand: Brand) -> None:
    with visible([other_brand.id]):
        open_desk(other_brand, "contact@armor.example")
    put(mail(HEAD, "Bonjour à tous"), to=(CONTACT, "contact@armor.example"))
    take_in_all()
    assert Ticket.objects.count() == 1
    with visible([other_brand.id]):
        assert Ticket.objects.get().brand == other_brand


def test_the_customer_waits_since_the_mail_came_whenever_it_is_read(desk: MailAddress, now: datetime) -> None:
    put(mail(HEAD, "x"), now=now)
    take_in_all()
    assert Ticket.objects.get().opened_at == now


@pytest.fixture
def sent(desk: MailAddress, make_staff: Callable[..., Staff]) -> Message:
    """A mail of ours that left for Paul."""
    from entregent.channels.mail.composing import message_id_of

    put(mail(HEAD, "Bonjour"))
    take_in_all()
    message = reply(Ticket.objects.get().id, Content(text="Voici"), staff=make_staff(desk.brand), now=timezone.now())
    message.external_id, message.delivery = message_id_of(message, desk), "sent"
    message.save()
    return message


def bounce(original: str, recipient: str = "paul@example.org") -> bytes:
    report = reports.POSTFIX_DSN.replace(b"<e.sent-by-us@altiphone.invalid>", original.encode())
    return report.replace(b"paul.petit@example.org", recipient.encode()).replace(b"paul.petit@Example.org", recipient.encode())


def test_a_hard_bounce_is_told_on_the_message_and_the_address_is_written_to_no_more(sent: Message) -> None:
    put(bounce(sent.external_id), sender="")
    take_in_all()
    sent.refresh_from_db()
    assert sent.delivery == "failed"
    assert sent.error.startswith("5.1.1")
    assert Handle.objects.get(value="paul@example.org").undeliverable_since is not None
    assert {"mail.bounced", "message.failed"} <= set(Event.objects.values_list("kind", flat=True))
    assert RawMail.objects.get(sender="").reason == "bounce:hard"
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("forged", ["the id", "the recipient"])
def test_a_forged_bounce_condemns_nobody(forged: str, sent: Message) -> None:
    id = (
        "<e.aaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbb.cccccccccccccccc@x>"
        if forged == "the id"
        else sent.external_id
    )
    put(bounce(id, "paul@example.org" if forged == "the id" else "autre@example.org"), sender="")
    take_in_all()
    assert Handle.objects.get(value="paul@example.org").undeliverable_since is None
    assert not Handle.objects.filter(value="autre@example.org").exists()


def test_a_brand_without_queue_keeps_its_mails_in_quarantine_until_it_has_one(
    desk: MailAddress, make_staff: Callable[..., Staff]
) -> None:
    from django.core.cache import caches

    from entregent.channels.mail.actions import replay

    MailAddress.objects.update(queue=None)
    Queue.objects.all().delete()
    caches["process"].clear()
    raw = put(mail(HEAD, "Bonjour"))
    for attempt in range(ATTEMPTS):
        take_in_all()
        raw.refresh_from_db()
        assert raw.attempts == attempt + 1
        RawMail.objects.update(not_before=None)
    assert (raw.state, raw.reason) == ("quarantined", "no-queue")
    Queue.objects.create(brand=desk.brand, name="Contrats", is_default=True)
    caches["process"].clear()
    replay(raw.id, by=make_staff(desk.brand, "administrator"), now=timezone.now())
    take_in_all()
    assert Ticket.objects.count() == 1


def test_a_full_disk_under_the_files_makes_the_mail_wait_not_fail(desk: MailAddress, monkeypatch: pytest.MonkeyPatch) -> None:
    body = (
        '--m\nContent-Type: application/pdf; name="a.pdf"\nContent-Transfer-Encoding: base64\n\n'
        + base64_lines(b"%PDF")
        + "--m--\n"
    )
    raw = put(mail(HEAD + 'Content-Type: multipart/mixed; boundary="m"\n', body))

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        take_in_all()
    raw.refresh_from_db()
    assert (raw.state, raw.reason, raw.attempts) == ("waiting", "storage-full", 0)
    assert raw.not_before > timezone.now() + timedelta(seconds=10)
    RawMail.objects.update(not_before=None)
    take_in_all()
    assert Attachment.objects.count() == 1


def test_old_raw_mails_are_forgotten_what_is_in_quarantine_stays(desk: MailAddress) -> None:
    from entregent.channels.mail.jobs import forget

    long_ago = timezone.now() - timedelta(days=200)
    for state in ("done", "ignored", "quarantined", "waiting"):
        put(mail(HEAD, "x"), now=long_ago, state=state)
    put(mail(HEAD, "x"), state="done")
    forget(timestamp=0)
    assert sorted(RawMail.objects.values_list("state", flat=True)) == ["done", "quarantined", "waiting"]
