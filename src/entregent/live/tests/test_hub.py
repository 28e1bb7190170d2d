"""Streams carry what concerns them, within their pass, and resume where they were."""

import asyncio

import pytest

from entregent.kernel.news import News, decode, encode
from entregent.live.hub import RESET, WAITING, Hub, Listener
from entregent.live.token import Pass, Refused, issue, read

PASS = Pass("claire", frozenset({"ponant"}))


def news(id: int, brand: str = "ponant", **more: str) -> News:
    return News(id=id, name="offer.made", brand=brand, subject="o1", **more)


def listener(*topics: str) -> Listener:
    return Listener(PASS, frozenset(topics))


def heard(one: Listener) -> list[str]:
    messages = []
    while not one.queue.empty():
        messages.append(one.queue.get_nowait())
    return messages


def test_news_reach_those_who_listen_to_a_topic_of_theirs_and_see_their_brand() -> None:
    hub = Hub()
    mine, other, deaf = listener("staff:claire"), listener("staff:samir"), listener("ticket:t9")
    for one in (mine, other, deaf):
        hub.join(one, None)
    hub.publish(news(7, staff="claire"))
    hub.publish(news(8, brand="telecom", staff="claire"))
    assert heard(mine) == ['id: 7\ndata: {"topic":"staff:claire","name":"offer.made","id":"o1"}\n\n']
    assert heard(other) == heard(deaf) == []
    hub.leave(mine)
    hub.publish(news(9, staff="claire"))
    assert heard(mine) == []


def test_a_browser_that_comes_back_hears_what_it_missed_or_is_told_to_fetch_again() -> None:
    hub = Hub()
    for id in (5, 7, 6):  # the order of commits is not the order of ids
        hub.publish(news(id, queue="q1"))
    back, lost = listener("queue:q1"), listener("queue:q1")
    hub.join(back, 5)
    hub.join(lost, 4)
    assert [message.split("\n")[0] for message in heard(back)] == ["id: 7", "id: 6"]
    assert heard(lost) == [RESET]


def test_a_browser_too_slow_is_reset_and_never_holds_the_others_back() -> None:
    hub = Hub()
    slow = listener("queue:q1")
    hub.join(slow, None)
    for id in range(WAITING + 1):
        hub.publish(news(id, queue="q1"))
    assert heard(slow) == [RESET]


@pytest.mark.parametrize("topic", ["staff:samir", "staff:", "", "ticket", "ticket:"])
def test_a_pass_does_not_open_the_topics_of_others(topic: str) -> None:
    assert not PASS.may_hear(topic)


def test_a_pass_is_signed() -> None:
    token = issue("key", "claire", ["ponant"])
    assert read("key", token) == PASS
    for forged in (token + "x", "x", ""):
        with pytest.raises(Refused):
            read("key", forged)
    with pytest.raises(Refused):
        read("other key", token)


def test_many_news_are_cut_to_what_a_notification_holds() -> None:
    many = [news(id, staff="s" * 36, queue="q" * 36) for id in range(200)]
    payloads = list(encode(many))
    assert all(len(payload.encode()) < 8000 for payload in payloads)
    assert [one for payload in payloads for one in decode(payload)] == many


def test_the_queue_of_a_listener_needs_no_running_loop() -> None:
    assert isinstance(listener("a:b").queue, asyncio.Queue)
