"""Followers read the journal in the order of commits, each at its own pace, and never miss a fact."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction

from entregent.brands.scope import every_brand
from entregent.journal.models import Cursor, Event, Failure

log = logging.getLogger(__name__)
TRIES = 5
WAITS = [timedelta(seconds=2**tried) for tried in range(1, TRIES)]  # before each further try: half a minute in all
READ = """
    SELECT * FROM journal_event
    WHERE (xid, id) > (%s, %s) AND xid < (SELECT journal_horizon())
    ORDER BY xid, id LIMIT %s
"""


@dataclass(frozen=True)
class Follower:
    """A named reader: ``reactions`` maps a kind of fact to the functions that take the event.

    They run in the transaction that moves the cursor; a reaction with effects outside the database must bear being
    called twice. A follower that takes every kind gives a ``batch`` instead: it gets all the events of a read at once.
    """

    name: str
    reactions: dict[str, list[Callable[[Event], None]]] = field(default_factory=dict)
    batch: Callable[[Sequence[Event]], None] | None = None


def advance(follower: Follower, now: datetime, limit: int = 200) -> int:
    """Take in the next events; return how many were read (0: up to date, waiting, or another process is at it).

    An event whose reaction fails stops the follower there; after five tries, further and further apart, it is put aside in
    ``Failure``.
    """
    Cursor.objects.get_or_create(follower=follower.name)
    with every_brand():
        cursor = Cursor.objects.select_for_update(skip_locked=True).filter(follower=follower.name).first()
        if cursor is None or (cursor.again_at and now < cursor.again_at):
            return 0
        events = list(Event.objects.raw(READ, [cursor.xid, cursor.event, limit]))
        if events and follower.batch is not None and cursor.attempts == 0 and _take_in_all(follower, events):
            done, last = len(events), events[-1]
            cursor.xid, cursor.event = last.xid, last.id
        else:  # one by one, and after a batch that failed: the event that is at fault is put aside alone
            done = 0
            for event in events:
                if not _take_in(follower, event, cursor):
                    cursor.again_at = now + WAITS[cursor.attempts - 1]
                    break
                cursor.xid, cursor.event, cursor.attempts, cursor.again_at = event.xid, event.id, 0, None
                done += 1
        if events:
            cursor.save()
        return done


def replay(failure: Failure, follower: Follower, now: datetime) -> None:
    """Give a put-aside event to its follower again; raises what the reaction raises, and then changes nothing."""
    with every_brand():
        _give(follower, Event.objects.get(id=failure.event))
        failure.replayed_at = now
        failure.save(update_fields=["replayed_at"])


def _give(follower: Follower, event: Event) -> None:
    if follower.batch is not None:
        follower.batch([event])
    for react in follower.reactions.get(event.kind, ()):
        react(event)


def _take_in_all(follower: Follower, events: Sequence[Event]) -> bool:
    try:
        with transaction.atomic():
            follower.batch(events)
        return True
    except Exception:  # found out which one below
        log.exception("follower %s failed on events %s to %s", follower.name, events[0].id, events[-1].id)
        return False


def _take_in(follower: Follower, event: Event, cursor: Cursor) -> bool:
    try:
        with transaction.atomic():
            _give(follower, event)
        return True
    except Exception as error:  # whatever a reaction raises must not stop the house
        cursor.attempts += 1
        log.exception("follower %s failed on event %s (%s), try %s", follower.name, event.id, event.kind, cursor.attempts)
        if cursor.attempts < TRIES:
            return False
        Failure.objects.get_or_create(
            follower=follower.name, event=event.id, defaults={"kind": event.kind, "error": type(error).__name__}
        )
        return True


def gather(tables: Iterable[dict[str, list[Callable[[Event], None]]]]) -> dict[str, list[Callable[[Event], None]]]:
    """Join the ``REACTIONS`` tables of several rooms into one."""
    joined: dict[str, list[Callable[[Event], None]]] = {}
    for table in tables:
        for kind, functions in table.items():
            joined.setdefault(kind, []).extend(functions)
    return joined


def lag(follower: str) -> int:
    """How many committed facts the follower has still to read."""
    cursor = Cursor.objects.filter(follower=follower).first()
    with connection.cursor() as sql:
        sql.execute(
            "SELECT count(*) FROM journal_event WHERE (xid, id) > (%s, %s)",
            [cursor.xid if cursor else 0, cursor.event if cursor else 0],
        )
        return sql.fetchone()[0]
