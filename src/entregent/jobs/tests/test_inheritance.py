"""A worker that is killed leaves jobs under way: another takes them up, and what waited behind them moves on."""

import asyncio
import contextlib
from collections.abc import Callable

import psycopg
import pytest
from asgiref.sync import sync_to_async
from django.db import connection

from entregent.jobs import worker
from entregent.jobs.app import job, later

done: list[str] = []


@job(lock="tests.inheritance")
def note(name: str) -> None:
    """Write the name down."""
    done.append(name)


async def _work(over: Callable[[], bool], seconds: float = 60) -> None:
    """Work until it is over, or for so many seconds."""
    working = asyncio.create_task(worker.work(2))
    for _ in range(int(seconds * 10)):
        if over():
            break
        await asyncio.sleep(0.1)
    working.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await working
    await sync_to_async(lambda: connection.close())()  # the thread outlives the test, its database does not


def _die_while_doing(owner: psycopg.Connection, silent: str) -> None:
    """As a worker that took its first job, then was killed: silent since then."""
    owner.execute("SELECT procrastinate_fetch_job_v2(NULL, (SELECT id FROM procrastinate_workers))")
    owner.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - %s::interval", [silent])


def _nothing_left(owner: psycopg.Connection) -> Callable[[], bool]:
    """Whether no job waits or is under way: a job is noted as done a little after its work."""
    unsettled = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
    return lambda: owner.execute(unsettled).fetchone() == (0,)


@pytest.fixture
def owner(committed: str):
    done.clear()
    with psycopg.connect(committed, autocommit=True) as server:
        server.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
        yield server


def test_what_a_dead_worker_was_doing_is_done_and_its_lock_is_free_again(owner: psycopg.Connection) -> None:
    later(note, name="first")
    later(note, name="second")
    _die_while_doing(owner, "1 minute")
    asyncio.run(_work(_nothing_left(owner)))
    assert done == ["first", "second"]
    assert owner.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() == (0,)


def test_what_was_asked_for_again_meanwhile_is_done_once(owner: psycopg.Connection) -> None:
    later(note, once="tests.once", name="old")
    _die_while_doing(owner, "1 minute")
    later(note, once="tests.once", name="new")
    asyncio.run(_work(_nothing_left(owner)))
    assert done == ["new"]


def test_a_worker_that_gives_signs_of_life_keeps_its_job(owner: psycopg.Connection) -> None:
    later(note, name="theirs")
    _die_while_doing(owner, "1 second")
    later(note, name="ours, behind the same lock")
    asyncio.run(_work(lambda: bool(done), seconds=3))
    assert done == []
