"""The dispatcher: brings items and agents together when something changes. It runs in the worker process; several may run."""

import logging
import threading
import time
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import psycopg
from django.db import connection
from django.utils import timezone

from entregent.brands.scope import every_brand
from entregent.journal.actions import append
from entregent.journal.kinds import Fact
from entregent.kernel.news import CHANNEL, News, decode
from entregent.routing import queries
from entregent.routing.actions import EVERYTHING, Scope, offer
from entregent.routing.actions.sweep import end_wrap_ups, expire_offers, overflow, part_with_the_vanished
from entregent.routing.rules import SILENCE

log = logging.getLogger(__name__)

BATCH = 20
"""Offers a transaction: their commit is shared, and no agent waits long to hear the first ring."""

SWEEP_SECONDS = 1.0

_BACK = {"item.released", "item.moved", "offer.expired", "offer.refused", "offer.withdrawn"}
QUEUE_NEWS = frozenset(_BACK | {"item.queued", "item.prioritised"})
AGENT_NEWS = frozenset(_BACK | {"item.cancelled", "item.finished", "item.taken", "presence.changed"})


def scope_of(news: Iterable[News]) -> Scope:
    """Where the router has something new to look at: the queues where something waits, the agents who may have room."""
    news = list(news)
    return Scope(
        queues=frozenset(UUID(item.queue) for item in news if item.queue and item.name in QUEUE_NEWS),
        agents=frozenset(UUID(item.staff) for item in news if item.staff and item.name in AGENT_NEWS),
    )


def dispatch(now: datetime, *, scope: Scope = EVERYTHING, closed: Iterable[UUID] = ()) -> int:
    """Offer until nothing more fits, and append the facts; return the number of offers. Opens every brand itself."""
    closed = list(closed)
    total = 0
    while True:
        with every_brand():
            made, facts = offer(now, scope=scope, closed=closed, limit=BATCH)
            append(facts)
        total += made
        if made < BATCH:
            return total


def sweep(now: datetime, *, judging: bool = True) -> list[Fact]:
    """What time alone does, each in a transaction of its own; the facts are appended. Without ``judging`` no agent is held to
    be gone: while the database was away none could give a sign of life."""
    told: list[Fact] = []
    for pass_ in (expire_offers, *([part_with_the_vanished] if judging else []), end_wrap_ups, overflow):
        with every_brand():
            facts = pass_(now)
            append(facts)
        told += facts
    return told


def closed_queues(now: datetime) -> list[UUID]:
    """The queues outside their hours, of every brand."""
    with every_brand():
        return queries.closed_queues(now)


def dispatch_forever(stop: threading.Event) -> None:
    """Dispatch on every piece of news, and look at everything each second, until ``stop`` is set.

    A fault, such as the database going away, is logged, waited out and the loop starts afresh: it keeps nothing in memory that
    the tables do not say.
    """
    while not stop.is_set():
        try:
            with _listening() as ears:
                _dispatch_until(stop, ears)
        except Exception:  # a centre without dispatcher rings no more: whatever the fault, it is told and the loop goes on
            log.exception("the dispatcher starts again")
            connection.close()
            stop.wait(1)
    connection.close()


def _listening() -> psycopg.Connection:
    ears = psycopg.connect(**_address(), autocommit=True)
    ears.execute(f"LISTEN {CHANNEL}")
    return ears


def _address() -> dict[str, object]:
    settings = connection.settings_dict
    return {
        "host": settings["HOST"], "port": settings["PORT"], "dbname": settings["NAME"], "user": settings["USER"],
        "password": settings["PASSWORD"], "application_name": "entregent dispatch",
    }  # fmt: skip


def _dispatch_until(stop: threading.Event, ears: psycopg.Connection) -> None:
    closed: list[UUID] = []
    swept, began = 0.0, time.monotonic()
    scope = EVERYTHING
    while not stop.is_set():
        now = timezone.now()
        if time.monotonic() - swept >= SWEEP_SECONDS:
            sweep(now, judging=time.monotonic() - began > SILENCE.total_seconds())
            closed = closed_queues(now)
            scope, swept = EVERYTHING, time.monotonic()
        if scope != Scope():
            dispatch(now, scope=scope, closed=closed)
        scope = scope_of(_hear(ears, stop, until=swept + SWEEP_SECONDS))


def _hear(ears: psycopg.Connection, stop: threading.Event, until: float) -> list[News]:
    """The news there are, as soon as some concern the router; none once it is time to sweep."""
    heard: list[News] = []
    while not stop.is_set():
        left = until - time.monotonic()
        if left <= 0:
            break
        for notice in ears.notifies(timeout=min(left, 0.25), stop_after=1):
            heard += decode(notice.payload)
        if scope_of(heard) != Scope():
            for notice in ears.notifies(timeout=0):
                heard += decode(notice.payload)
            break
    return heard
