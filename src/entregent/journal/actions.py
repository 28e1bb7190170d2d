"""Appending facts, and telling the live screens about them."""

import json
from collections.abc import Iterable

from django.db import connection, transaction

from entregent.brands.statements import fetch
from entregent.journal.kinds import Fact
from entregent.kernel.news import CHANNEL, News, encode

APPEND = """
    INSERT INTO journal_event (at, kind, brand_id, actor, subject, person, v, data)
    SELECT at, kind, brand, actor, subject, person, v, data
    FROM json_to_recordset(%s::json) AS fact (
        at timestamptz, kind varchar, brand uuid, actor varchar, subject uuid, person uuid, v smallint, data jsonb
    )
    RETURNING id
"""


def append(facts: Iterable[Fact]) -> list[int]:
    """Append facts in the current transaction, in one statement; return their ids in order.

    The live screens hear of them after the commit, in one notification: sent inside the transaction it would make every
    commit of the server wait for the one before. A process killed in between loses that ring, not the fact.
    Raises RuntimeError outside a transaction: a fact stands or falls with its change.
    """
    facts = list(facts)
    if not facts:
        return []
    if not connection.in_atomic_block:
        raise RuntimeError("A fact is appended in the transaction of the change it tells.")
    rows = [
        {
            "at": fact.at, "kind": fact.kind, "brand": fact.brand, "actor": fact.actor, "subject": fact.subject,
            "person": fact.person, "v": fact.version, "data": fact.data,
        }
        for fact in facts
    ]  # fmt: skip
    ids = [row[0] for row in fetch(APPEND, [json.dumps(rows, default=str)])]
    _announce([_news(fact, id) for fact, id in zip(facts, ids, strict=True)])
    return ids


def _news(fact: Fact, id: int) -> News:
    return News(
        id=id,
        name=fact.kind,
        brand=str(fact.brand),
        subject=str(fact.subject),
        person=str(fact.person) if fact.person else None,
        staff=_text(fact.data.get("staff")),
        queue=_text(fact.data.get("queue")),
        ticket=_text(fact.data.get("ticket")),
    )


def _text(value: object) -> str | None:
    return str(value) if value else None


class _Announcement:
    """The news of one transaction, gathered over several appends and sent once."""

    def __init__(self) -> None:
        self.news: list[News] = []

    def __call__(self) -> None:
        with connection.cursor() as cursor:
            for payload in encode(self.news):
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])


def _announce(news: list[News]) -> None:
    savepoints = set(connection.savepoint_ids)
    for sids, callback, _robust in connection.run_on_commit:
        if isinstance(callback, _Announcement) and sids == savepoints:
            callback.news.extend(news)
            return
    announcement = _Announcement()
    announcement.news.extend(news)
    transaction.on_commit(announcement)
