"""Our SMTP and LMTP servers: what they refuse, what they promise, and what they say when they cannot keep it."""

import smtplib
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from entregent.brands.scope import visible
from entregent.channels.mail.intake.store import Delivery, NotStored, Store
from entregent.channels.mail.models import MailAddress, RawMail
from entregent.channels.mail.tests.conftest import CONTACT, Door, Doorman, Loop, conninfo
from entregent.channels.mail.tests.corpus import mail
from entregent.tickets.models import Ticket

MAIL = mail("From: A <a@example.org>\nSubject: Bonjour\nMessage-ID: <1@example.org>\n", "Bonjour\n")
FULL = 10**18


def refusal(door: Door, **delivery: object) -> int:
    with pytest.raises(smtplib.SMTPException) as refused:
        door.deliver(MAIL, **delivery)
    error = refused.value
    return next(iter(error.recipients.values()))[0] if isinstance(error, smtplib.SMTPRecipientsRefused) else error.smtp_code


def test_a_mail_is_on_the_disk_when_it_is_acknowledged(door: Door) -> None:
    door.deliver(MAIL)
    raw = RawMail.objects.get()
    assert bytes(raw.content).replace(b"\r\n", b"\n").strip() == MAIL.replace(b"\r\n", b"\n").strip()
    assert (raw.via, raw.sender, raw.recipients, raw.state, raw.size) == (
        "smtp", "helene@example.org", [CONTACT], "waiting", len(bytes(raw.content)),
    )  # fmt: skip


def test_nothing_is_relayed(door: Door) -> None:
    assert refusal(door, to="quelquun@example.org") == 550
    assert refusal(door, to="inconnu@ponant.example") == 550
    assert not RawMail.objects.exists()


def test_a_tag_and_capitals_lead_to_the_address(door: Door) -> None:
    door.deliver(MAIL, to="Contact+e42@Ponant.Example")
    assert RawMail.objects.get().recipients == [CONTACT]


def test_an_address_put_out_of_service_is_refused(door: Door, lived: MailAddress) -> None:
    with visible([lived.brand_id]):
        MailAddress.objects.update(active=False)
    door.book.refresh()
    assert refusal(door) == 550


def test_the_null_sender_is_welcome(door: Door) -> None:
    door.deliver(MAIL, sender="")
    assert RawMail.objects.get().sender == ""


def test_the_size_is_announced_and_held(door: Door) -> None:
    with door.client() as client:
        client.ehlo()
        assert client.esmtp_features["size"] == str(30 * 1024 * 1024)
        code, _told = client.mail(CONTACT, [f"SIZE={31 * 1024 * 1024}"])
        assert code == 552
    with pytest.raises(smtplib.SMTPException) as refused, door.client() as client:
        client.ehlo()
        client.esmtp_features.pop("size")  # a sender that does not say how large its mail is
        client.sendmail("a@example.org", [CONTACT], MAIL + (b"x" * 76 + b"\r\n") * (31 * 1024 * 1024 // 78))
    assert refused.value.smtp_code == 552
    door.deliver(MAIL)
    assert RawMail.objects.count() == 1


def test_thirty_megabytes_are_taken(door: Door) -> None:
    door.deliver(MAIL + (b"x" * 76 + b"\r\n") * (29 * 1024 * 1024 // 78))
    assert RawMail.objects.get().size > 28 * 1024 * 1024


def test_a_line_of_a_megabyte_is_no_reason_to_refuse(door: Door) -> None:
    door.deliver(MAIL + b"x" * 1_000_000 + b"\r\n")
    assert RawMail.objects.count() == 1


def test_ten_thousand_recipients_are_bounded(door: Door) -> None:
    with door.client() as client:
        client.ehlo()
        client.mail("a@example.org")
        codes = [client.rcpt(f"contact+{number}@ponant.example")[0] for number in range(10_000)]
        assert set(codes[:100]) == {250}
        assert set(codes[100:]) == {452}
        assert client.data(MAIL)[0] == 250
    assert RawMail.objects.get().recipients == [CONTACT]


def test_bytes_that_are_no_command_and_a_client_that_hangs_up_stop_nobody(door: Door) -> None:
    for said in (b"\x00\xff\xfe\r\n" * 30, b"EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<" + b"x" * 100_000, b"DATA\r\n" * 50):
        with socket.create_connection(("127.0.0.1", door.port), 10) as line:
            line.sendall(said)
    with socket.create_connection(("127.0.0.1", door.port), 10) as line:
        line.sendall(f"EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<{CONTACT}>\r\nDATA\r\nhalf a mail".encode())
    with door.client() as client:
        client.ehlo()
        assert client.docmd("MAIL FROM:<a\x01b@example.org>")[0] >= 500
    door.deliver(MAIL)
    assert RawMail.objects.count() == 1


def test_lmtp_answers_for_each_recipient(door: Door) -> None:
    with smtplib.LMTP("127.0.0.1", door.lmtp_port) as client:  # its sendmail reads one answer only
        client.ehlo()
        client.mail("a@example.org")
        asked = [client.rcpt(to)[0] for to in (CONTACT, "inconnu@ponant.example", "contact+b@ponant.example", CONTACT)]
        assert asked == [250, 550, 250, 250]
        assert client.docmd("DATA")[0] == 354
        client.send(MAIL + b"\r\n.\r\n")
        assert [client.getreply()[0] for _ in range(3)] == [250, 250, 250]
    assert RawMail.objects.get().via == "lmtp"


def test_deliveries_at_once_are_all_kept(door: Door) -> None:
    def send(number: int) -> None:
        door.deliver(MAIL.replace(b"<1@", b"<%d@" % number), sender=f"a{number}@example.org")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(send, range(40)))
    assert RawMail.objects.count() == 40


def test_a_full_disk_puts_mails_off(lived: MailAddress) -> None:
    with Doorman(conninfo(), least_room=FULL) as door:
        assert refusal(door) == 452
    assert not RawMail.objects.exists()


@pytest.fixture
def fragile(door: Door, committed: str) -> Iterator[psycopg.Connection]:
    """The owner of the database, who can take it away."""
    with psycopg.connect(committed, autocommit=True) as owner:
        yield owner
        owner.execute("ALTER ROLE entregent_test_app LOGIN")


def test_a_database_that_went_away_puts_mails_off_and_is_found_again(door: Door, fragile: psycopg.Connection) -> None:
    door.deliver(MAIL)
    fragile.execute("ALTER TABLE mail_rawmail RENAME TO away")
    fragile.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    assert refusal(door) == 451
    fragile.execute("ALTER TABLE away RENAME TO mail_rawmail")
    door.deliver(MAIL.replace(b"<1@", b"<2@"))
    from django.db import connection

    connection.close()
    assert RawMail.objects.count() == 2


def test_nobody_says_that_an_address_is_unknown_while_the_addresses_cannot_be_read() -> None:
    with Doorman("host=/nonexistent dbname=none user=none") as door:
        door.book._known, door.book._read_at = {}, float("inf")  # just read, and empty
        assert refusal(door) == 550

        def unreadable() -> None:
            raise psycopg.OperationalError

        door.book._read_at = float("-inf")
        door.book.refresh = unreadable
        assert refusal(door) == 451


def test_one_mail_that_the_database_refuses_does_not_carry_the_others_with_it(lived: MailAddress) -> None:
    import asyncio

    from django.utils import timezone

    store = Store(conninfo())

    async def three() -> list[object]:
        writer = asyncio.create_task(store.run())
        good = [Delivery(timezone.now(), "smtp", "a@example.org", (CONTACT,), MAIL) for _ in range(2)]
        bad = Delivery(timezone.now(), "smtp", "a\x00@example.org", (CONTACT,), MAIL)
        told = await asyncio.gather(*(store.keep(delivery) for delivery in (good[0], bad, good[1])), return_exceptions=True)
        writer.cancel()
        await asyncio.wait([writer])
        return told

    with Loop() as loop:
        told = loop.run(three())
    assert [type(one) for one in told] == [type(None), NotStored, type(None)]
    assert RawMail.objects.count() == 2


def test_the_same_mail_delivered_twice_is_one_ticket(door: Door, lived: MailAddress) -> None:
    door.deliver(MAIL)
    door.deliver(MAIL)
    assert door.take_in() == 2
    with visible([lived.brand_id]):
        assert Ticket.objects.count() == 1
    assert sorted(RawMail.objects.values_list("state", "reason")) == [("done", ""), ("ignored", "duplicate")]
