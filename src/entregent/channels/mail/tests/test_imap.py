"""Mailboxes read from a real Dovecot on loopback."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from entregent.brands.scope import visible
from entregent.channels.mail.intake.imap import Reader, mailbox_of, read_forever
from entregent.channels.mail.models import MailAddress, Mailbox, RawMail
from entregent.channels.mail.sealing import seal
from entregent.channels.mail.tests.certificates import self_signed
from entregent.channels.mail.tests.conftest import take_in_all
from entregent.channels.mail.tests.dovecot import PASSWORD, Dovecot, running
from entregent.tickets.models import Ticket


def letter(number: int, size: int = 0) -> bytes:
    return (
        f"From: Paul <paul{number}@example.org>\r\nTo: contact@ponant.example\r\nSubject: Demande {number}\r\n"
        f"Date: Fri, 20 Nov 2026 10:00:00 +0100\r\nMessage-ID: <{number}.{size}@example.org>\r\n\r\nBonjour {number}\r\n"
        + "x" * 70
        + "\r\n"
        + ("y" * 76 + "\r\n") * (size // 78)
    ).encode()


@pytest.fixture
def box(lived: MailAddress, dovecot: Dovecot) -> Mailbox:
    name = f"boite{time.monotonic_ns()}"
    dovecot.client(name).logout()
    with visible([lived.brand_id]):
        return Mailbox.objects.create(
            brand_id=lived.brand_id, address=lived, host="127.0.0.1", port=dovecot.port, security="none", login=name,
            password=seal(PASSWORD), takes_old=True,
        )  # fmt: skip


def look(box: Mailbox) -> int:
    reader = Reader(mailbox_of(box.id), lambda: None)
    with reader.connected() as client:
        return reader.read(client)


def test_what_is_in_the_mailbox_becomes_tickets_once_and_is_marked_as_read(box: Mailbox, dovecot: Dovecot) -> None:
    dovecot.put(letter(1), letter(2), user=box.login)
    assert look(box) == 2
    assert look(box) == 0
    assert take_in_all() == 2
    with visible([box.brand_id]):
        assert sorted(Ticket.objects.values_list("title", flat=True)) == ["Demande 1", "Demande 2"]
    client = dovecot.client(box.login)
    client.select_folder("INBOX", readonly=True)
    assert client.search("UNSEEN") == []
    client.logout()


def test_a_fall_between_storing_and_noting_how_far_we_are_loses_and_doubles_nothing(box: Mailbox, dovecot: Dovecot) -> None:
    dovecot.put(letter(1), letter(2), user=box.login)
    reader = Reader(mailbox_of(box.id), lambda: None)
    with pytest.raises(ConnectionError), reader.connected() as client:
        reader._store(client, reader._next(client))
        raise ConnectionError
    dovecot.put(letter(3), user=box.login)
    assert look(box) == 1
    with visible([box.brand_id]):
        Mailbox.objects.update(last_uid=0)
    look(box)
    assert RawMail.objects.count() == 3


@pytest.mark.parametrize("takes_old", [True, False])
def test_a_new_uidvalidity_reads_again_and_doubles_nothing(box: Mailbox, dovecot: Dovecot, takes_old: bool) -> None:
    dovecot.put(letter(1), letter(2), user=box.login)
    look(box)
    with visible([box.brand_id]):
        Mailbox.objects.update(uidvalidity=1, takes_old=takes_old)
    dovecot.put(letter(3), user=box.login)
    look(box)
    assert RawMail.objects.count() == 3


def test_what_was_there_before_us_is_left_alone_unless_asked_for(box: Mailbox, dovecot: Dovecot) -> None:
    with visible([box.brand_id]):
        Mailbox.objects.update(takes_old=False)
    dovecot.put(letter(1), user=box.login)
    assert look(box) == 0
    dovecot.put(letter(2), user=box.login)
    assert look(box) == 1


def test_a_large_mailbox_is_read_in_steps(box: Mailbox, dovecot: Dovecot) -> None:
    dovecot.put(*(letter(number) for number in range(120)), user=box.login)
    assert look(box) == 120
    assert RawMail.objects.count() == 120


def test_of_a_mail_that_is_too_large_the_head_goes_to_quarantine(
    box: Mailbox, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("entregent.channels.mail.intake.imap.MAX_BYTES", 50_000)
    dovecot.put(letter(1), letter(2, size=80_000), user=box.login)
    assert look(box) == 2
    large = RawMail.objects.get(state="quarantined")
    assert (large.reason, b"Subject: Demande 2" in bytes(large.content), large.size < 1000) == ("too-large", True, True)


def test_read_mails_are_moved_where_asked(box: Mailbox, dovecot: Dovecot) -> None:
    with visible([box.brand_id]):
        Mailbox.objects.update(move_to="Lus")
    dovecot.put(letter(1), letter(2), user=box.login)
    look(box)
    client = dovecot.client(box.login)
    assert client.select_folder("INBOX", readonly=True)[b"EXISTS"] == 0
    assert client.select_folder("Lus", readonly=True)[b"EXISTS"] == 2
    client.logout()


def until(done: Callable[[], bool]) -> None:
    for _ in range(200):
        if done():
            return
        time.sleep(0.1)
    pytest.fail("it did not happen")


def test_idle_announces_a_mail_and_a_wrong_password_is_told(box: Mailbox, dovecot: Dovecot) -> None:
    stop, rung = threading.Event(), threading.Event()
    with visible([box.brand_id]):
        Mailbox.objects.update(poll_seconds=3600)
    thread = threading.Thread(target=read_forever, args=(box.id, rung.set, stop))
    thread.start()
    try:
        until(lambda: mailbox_of(box.id).read_at is not None)
        dovecot.put(letter(7), user=box.login)
        assert rung.wait(20)
        assert RawMail.objects.count() == 1
    finally:
        stop.set()
        thread.join(20)
    with visible([box.brand_id]):
        Mailbox.objects.update(password=seal("env:ENTREGENT_NOT_SET"), read_at=timezone.now())
    stop.clear()
    thread = threading.Thread(target=read_forever, args=(box.id, rung.set, stop))
    thread.start()
    try:
        until(lambda: mailbox_of(box.id).trouble == "The variable ENTREGENT_NOT_SET is not set.")
    finally:
        stop.set()
        thread.join(20)


def test_without_idle_the_mailbox_is_looked_at_from_time_to_time(lived: MailAddress) -> None:
    stop, rung = threading.Event(), threading.Event()
    with running(idle=False) as server:
        with visible([lived.brand_id]):
            box = Mailbox.objects.create(
                brand_id=lived.brand_id, address=lived, host="127.0.0.1", port=server.port, security="none", login="contact",
                password=seal(PASSWORD), takes_old=True, poll_seconds=1,
            )  # fmt: skip
        assert not server.client().has_capability("IDLE")
        thread = threading.Thread(target=read_forever, args=(box.id, rung.set, stop))
        thread.start()
        try:
            until(lambda: mailbox_of(box.id).read_at is not None)
            server.put(letter(8))
            assert rung.wait(20)
            assert RawMail.objects.count() == 1
        finally:
            stop.set()
            thread.join(20)


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return self_signed(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def secret(pem: Path) -> Iterator[Dovecot]:
    with running(pem) as server:
        yield server


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_mailbox_is_read_through_tls_from_a_server_that_is_known(
    security: str, lived: MailAddress, secret: Dovecot, pem: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    login = f"boite-{security}"
    secret.put(letter(1), user=login)
    with visible([lived.brand_id]):
        box = Mailbox.objects.create(
            brand_id=lived.brand_id, address=lived, host="127.0.0.1", security=security, login=login, password=seal(PASSWORD),
            port=secret.tls_port if security == "tls" else secret.port, takes_old=True,
        )  # fmt: skip
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        look(box)
    assert RawMail.objects.count() == 0
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    assert look(box) == 1
