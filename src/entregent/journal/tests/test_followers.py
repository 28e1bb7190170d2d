"""Followers miss nothing: not even what commits late, fails, or is read by two at once."""

import threading
from datetime import datetime
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction

from entregent.brands.models import Brand
from entregent.brands.scope import every_brand, visible
from entregent.journal.actions import append
from entregent.journal.followers import WAITS, Follower, advance, lag, replay
from entregent.journal.kinds import KINDS, Fact, kind
from entregent.journal.models import Cursor, Event, Failure
from entregent.kernel.ids import uuid7
from entregent.kernel.news import CHANNEL, decode

happened = KINDS.get("test.happened") or kind("test.happened", "For the tests.", step="a number")


def fact(brand: Brand, now: datetime, step: int) -> Fact:
    return happened(brand=brand.id, at=now, subject=uuid7(), actor="system:test", step=step)


@pytest.fixture
def real_brand(committed: str) -> Brand:
    return Brand.objects.create(slug="ponant", name="Ponant", code="PON")


def tell(brand: Brand, now: datetime, *steps: int) -> None:
    with visible([brand.id]):
        append(fact(brand, now, step) for step in steps)


def read_all(follower: Follower, now: datetime) -> int:
    """How many were read: all. The horizon stands still while a transaction of another database of the server ends."""
    done = 0
    while unread(follower):
        done += advance(follower, now)
    return done


def unread(follower: Follower) -> int:
    with every_brand():
        return lag(follower.name)


def test_a_fact_needs_a_transaction_and_only_declared_fields(real_brand: Brand, now: datetime) -> None:
    with pytest.raises(RuntimeError):
        append([fact(real_brand, now, 1)])
    with pytest.raises(TypeError, match="no field colour"):
        happened(brand=real_brand.id, at=now, subject=uuid7(), actor="system:test", colour="red")


def test_facts_are_read_once_in_order_and_again_from_where_it_stopped(real_brand: Brand, now: datetime) -> None:
    heard: list[int] = []
    follower = Follower("test", {"test.happened": [lambda event: heard.append(event.data["step"])]})
    tell(real_brand, now, 1, 2, 3)
    assert read_all(follower, now) == 3
    tell(real_brand, now, 4)
    assert read_all(follower, now) == 1
    assert advance(follower, now) == 0
    assert heard == [1, 2, 3, 4]


def test_what_commits_late_is_not_jumped_over(real_brand: Brand, now: datetime, committed: str) -> None:
    heard: list[int] = []
    follower = Follower("test", {"test.happened": [lambda event: heard.append(event.data["step"])]})
    with psycopg.connect(committed) as slow:
        slow.execute(
            "INSERT INTO journal_event (at, kind, brand_id, actor, subject, data) "
            "VALUES (%s, 'test.happened', %s, 'x', %s, %s)",
            [now, real_brand.id, uuid7(), '{"step": 1}'],
        )
        tell(real_brand, now, 2)  # a later id, committed first
        assert advance(follower, now) == 0
        assert heard == []
        slow.commit()
    read_all(follower, now)
    assert sorted(heard) == [1, 2]
    assert unread(follower) == 0


def test_a_failing_reaction_stops_then_is_put_aside_and_can_be_replayed(real_brand: Brand, now: datetime) -> None:
    broken = True
    heard: list[int] = []

    def react(event: Event) -> None:
        if broken and event.data["step"] == 1:
            raise ValueError("not yet")
        heard.append(event.data["step"])

    follower = Follower("test", {"test.happened": [react]})
    tell(real_brand, now, 1, 2)
    for tries, wait in enumerate(WAITS, 1):
        while not Cursor.objects.filter(attempts=tries).exists():
            assert advance(follower, now) == 0
        assert advance(follower, now + wait / 2) == 0  # woken meanwhile by other news, it does not use its tries up
        now += wait
    assert read_all(follower, now) == 2
    assert heard == [2]
    failure = Failure.objects.get()
    with pytest.raises(ValueError, match="not yet"):
        replay(failure, follower, now)
    assert Failure.objects.get().replayed_at is None
    broken = False
    replay(failure, follower, now)
    assert heard == [2, 1]
    assert Failure.objects.get().replayed_at == now


def test_two_processes_at_once_take_nothing_twice(real_brand: Brand, now: datetime) -> None:
    heard: list[int] = []
    follower = Follower("test", {"test.happened": [lambda event: heard.append(event.data["step"])]})
    tell(real_brand, now, *range(60))

    def run() -> None:
        try:
            for _ in range(40):
                advance(follower, now, limit=3)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    read_all(follower, now)
    assert heard == list(range(60))


def test_live_screens_hear_once_a_transaction_after_the_commit_and_not_of_what_was_undone(
    real_brand: Brand, now: datetime, committed: str
) -> None:
    with psycopg.connect(committed, autocommit=True) as ear:
        ear.execute(f"LISTEN {CHANNEL}")
        with visible([real_brand.id]):
            append([fact(real_brand, now, 1)])
            append([fact(real_brand, now, 2)])
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                append([fact(real_brand, now, 3)])
                raise ZeroDivisionError
        heard = [decode(one.payload) for one in ear.notifies(timeout=2, stop_after=1)]
        more = list(ear.notifies(timeout=0.3))
    assert [len(news) for news in heard] == [2]
    assert more == []
    assert heard[0][0].name == "test.happened"
    assert UUID(heard[0][0].brand) == real_brand.id


def test_a_long_transaction_in_another_database_of_the_server_holds_nobody_back(
    real_brand: Brand, now: datetime, committed: str
) -> None:
    follower = Follower("test", {})
    with psycopg.connect(committed, dbname="postgres") as neighbour:
        neighbour.execute("SELECT pg_current_xact_id()")
        tell(real_brand, now, 1)
        assert read_all(follower, now) == 1
