"""Several threads take in what waits: in the order in which each sender wrote."""

import threading
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from entregent.brands.scope import every_brand, visible
from entregent.channels.mail.addresses import AddressBook
from entregent.channels.mail.intake.drain import _claim, drain_once
from entregent.channels.mail.intake.room import Room
from entregent.channels.mail.models import MailAddress, RawMail
from entregent.channels.mail.tests.conftest import put
from entregent.channels.mail.tests.corpus import mail
from entregent.tickets.models import Ticket

PAIRS = 30


def written(number: int, turn: int) -> bytes:
    answers = f"In-Reply-To: <{number}.0@example.org>\n" if turn else ""
    head = f"From: Client <c{number}@example.org>\nSubject: Demande {number}\nMessage-ID: <{number}.{turn}@example.org>\n"
    return mail(head + answers, f"Message {turn}")


def test_a_senders_second_mail_never_overtakes_the_first_in_another_thread(lived: MailAddress) -> None:
    for number in range(PAIRS):
        put(written(number, 0), sender=f"c{number}@example.org")
        put(written(number, 1), sender=f"c{number}@example.org")
    start = threading.Barrier(3)

    def drain() -> None:
        book, room = AddressBook(), Room(Path(settings.MEDIA_ROOT), 0)
        start.wait()
        while RawMail.objects.filter(state="waiting").exists():
            drain_once(book, room, limit=3)
        connection.close()

    threads = [threading.Thread(target=drain) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with visible([lived.brand_id]):
        assert Ticket.objects.count() == PAIRS


def test_what_another_thread_has_in_hand_holds_back_its_sender_only(lived: MailAddress) -> None:
    first = put(written(1, 0), sender="c1@example.org")
    second = put(written(1, 1), sender="c1@example.org")
    other = put(written(2, 0), sender="c2@example.org")
    bounces = [put(written(number, 0), sender="") for number in (3, 4)]
    found: list[object] = []

    def look() -> None:
        with every_brand():
            found.extend(_claim(timezone.now(), 10))
        connection.close()

    with every_brand():
        assert _claim(timezone.now(), 1) == [first.id]
        beside = threading.Thread(target=look)
        beside.start()
        beside.join(20)
    assert found == [other.id, *(bounce.id for bounce in bounces)]
    assert second.id not in found


def test_a_mail_that_failed_does_not_hold_back_the_next_of_its_sender(lived: MailAddress) -> None:
    put(written(1, 0), sender="c1@example.org", not_before=timezone.now() + timedelta(minutes=5))
    second = put(written(1, 1), sender="c1@example.org")
    with every_brand():
        assert _claim(timezone.now(), 10) == [second.id]
