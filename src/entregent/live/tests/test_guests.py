"""Visitors of sites hear that their own request moved, and nothing else; what lasts a moment goes to the other side only."""

import pytest

from entregent.kernel.news import News
from entregent.live.hub import Hub, Listener
from entregent.live.token import GUEST_LIFETIME, Guest, Pass, Refused, issue, issue_guest, read, read_guest
from entregent.live.whispers import LEAST, Whispers

SITE = "https://boutique.ponant.example"
GUEST = Guest({"ticket:t1": ("message.", "item.taken"), "queue:q1": ("item.taken",)}, frozenset({"ponant"}), SITE)
STAFF = Pass("claire", frozenset({"ponant"}))


def news(name: str, brand: str = "ponant", **more: str) -> News:
    return News(id=7, name=name, brand=brand, subject="m1", **more)


def heard(one: Listener) -> list[str]:
    return [one.queue.get_nowait() for _ in range(one.queue.qsize())]


def both(hub: Hub) -> tuple[Listener, Listener]:
    guest, staff = Listener(GUEST, frozenset(GUEST.hears)), Listener(STAFF, frozenset({"ticket:t1"}))
    for one in (guest, staff):
        hub.join(one, None)
    return guest, staff


def test_a_guest_is_told_the_names_that_their_pass_names_without_what_is_inside() -> None:
    hub = Hub()
    guest, staff = both(hub)
    hub.publish(news("message.written", ticket="t1"))
    hub.publish(news("note.written", ticket="t1"))
    hub.publish(news("message.written", ticket="t2"))
    hub.publish(news("item.enqueued", queue="q1"))
    hub.publish(news("message.written", brand="telecom", ticket="t1"))
    assert heard(guest) == ['id: 7\ndata: {"topic":"ticket:t1","name":"message.written"}\n\n']
    assert len(heard(staff)) == 2


def test_a_guest_who_comes_back_hears_what_they_missed_in_the_same_words() -> None:
    hub = Hub()
    hub.publish(news("message.written", ticket="t0"))
    hub.publish(News(id=8, name="message.written", brand="ponant", subject="m2", ticket="t1"))
    hub.publish(News(id=9, name="note.written", brand="ponant", subject="m3", ticket="t1"))
    guest = Listener(GUEST, frozenset(GUEST.hears))
    hub.join(guest, 7)
    assert heard(guest) == ['id: 8\ndata: {"topic":"ticket:t1","name":"message.written"}\n\n']


def test_whispers_go_to_the_other_side_of_their_own_brand() -> None:
    hub = Hub()
    guest, staff = both(hub)
    hub.whisper("ponant", "ticket:t1", "typing", to_guests=False)
    hub.whisper("telecom", "ticket:t1", "typing", to_guests=True)
    assert (len(heard(staff)), heard(guest)) == (1, [])
    assert (hub.guests("ponant", "ticket:t1"), hub.guests("telecom", "ticket:t1")) == (1, 0)


def test_whoever_whispers_all_the_time_is_heard_now_and_then() -> None:
    whispers = Whispers()
    assert [whispers.may("t1 typing", moment * LEAST / 3) for moment in range(7)] == [
        True,
        False,
        False,
        True,
        False,
        False,
        True,
    ]
    assert whispers.may("t2 typing", 0.1)


def test_a_pass_of_staff_is_none_of_a_guest_and_the_other_way_round(monkeypatch: pytest.MonkeyPatch) -> None:
    guest, staff = issue_guest("key", "ponant", GUEST.hears, SITE), issue("key", "claire", ["ponant"])
    assert read_guest("key", guest) == GUEST
    for reader, text in ((read, guest), (read_guest, staff), (read_guest, guest[:-1]), (read_guest, ""), (read_guest, "x.y.z")):
        with pytest.raises(Refused):
            reader("key", text)
    with pytest.raises(Refused):
        read_guest("another key", guest)
    import time

    later = time.time() + GUEST_LIFETIME + 2
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    with pytest.raises(Refused):
        read_guest("key", guest)
