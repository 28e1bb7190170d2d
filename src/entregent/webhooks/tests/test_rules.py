"""When to try again, when to give up."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from entregent.webhooks.rules import STOP_AFTER, WAITS, must_stop, wait_after, wants


@given(some.integers(1, 30), some.floats(0, 1), some.none() | some.floats(0, 1e9))
def test_waits_stay_near_the_schedule_and_end(attempts: int, spread: float, asked: float | None) -> None:
    wait = wait_after(attempts, spread, asked)
    if attempts > len(WAITS):
        assert wait is None
        return
    planned = WAITS[attempts - 1]
    assert wait is not None and planned * 0.949 <= wait <= max(planned * 1.051, timedelta(hours=24))
    if asked is not None and asked <= 86400:
        assert wait >= timedelta(seconds=asked)


def test_an_endpoint_is_stopped_when_gone_or_after_days() -> None:
    since = datetime(2026, 11, 20, tzinfo=UTC)
    assert must_stop(since, since, 410) == "gone"
    assert must_stop(since, since + STOP_AFTER, 500) == "failing"
    assert must_stop(since, since + STOP_AFTER - timedelta(seconds=1), None) is None


def test_kinds_are_named_one_by_one_or_by_room() -> None:
    assert wants([], "ticket.opened") and wants(["ticket.*"], "ticket.opened") and wants(["ticket.opened"], "ticket.opened")
    assert not wants(["ticket.closed", "person.*"], "ticket.opened")
