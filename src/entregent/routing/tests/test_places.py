"""Where somebody stands in their queue, and what they are told to expect."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entregent.routing import actions
from entregent.routing.queries import place_of
from entregent.routing.rules import AT_HAND, RECENT, expected_wait


@given(st.integers(1, 500), st.integers(0, 50), st.integers(0, 500))
def test_who_stands_further_back_waits_no_less(place: int, free: int, taken: int) -> None:
    here, behind = expected_wait(place, free, taken), expected_wait(place + 1, free, taken)
    assert (here is None) == (free < place and not taken)
    if here is not None and behind is not None and free < place:
        assert behind >= here


def test_the_wait_is_that_of_littles_law() -> None:
    assert expected_wait(3, 3, 0) == AT_HAND
    assert expected_wait(3, 0, 60) == 3 * RECENT.total_seconds() / 60
    assert expected_wait(1, 0, 0) is None


@pytest.mark.django_db
def test_places_go_by_priority_then_age_and_each_channel_has_its_own(queue, now, wait, django_assert_num_queries) -> None:
    waiting = {
        name: wait(queue, now, channel, since=now - timedelta(minutes=age), priority=priority).subject
        for name, channel, priority, age in (
            ("late", "chat", 0, 1), ("early", "chat", 0, 9), ("dear", "chat", 5, 0), ("mail", "mail", 9, 60),
        )
    }  # fmt: skip
    with django_assert_num_queries(1):
        assert place_of(waiting["late"], now).place == 3
    assert [place_of(waiting[name], now).place for name in ("dear", "early", "mail")] == [1, 2, 1]
    assert place_of(uuid4(), now) is None


@pytest.mark.django_db
def test_the_first_forecast_stands_and_is_told_when_somebody_takes_it(queue, now, wait, serve) -> None:
    before, item = wait(queue, now, "chat"), wait(queue, now, "chat")
    assert actions.forecast(item.subject, now).wait is None, "nobody is there and nothing was served: nothing tells"
    claire = serve("Claire", now, queue)
    actions.take(before.id, claire.id, now)
    assert actions.forecast(item.subject, now).wait == AT_HAND
    assert actions.forecast(item.subject, now + timedelta(minutes=40)).told == AT_HAND
    taken = actions.take(item.id, claire.id, now + timedelta(seconds=50))[1][-1]
    assert (taken.kind, taken.data["forecast"], taken.data["waited"]) == ("item.taken", AT_HAND, 50)
