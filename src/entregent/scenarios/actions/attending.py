"""Asking a program outside that a session waits for: never with a transaction open, since it would hold the journal back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from entregent.access.sealing import SealBroken
from entregent.brands.scope import visible
from entregent.egress.client import exchange
from entregent.journal.actions import append
from entregent.scenarios import events
from entregent.scenarios import medium as media
from entregent.scenarios.actions.sessions import advance
from entregent.scenarios.medium import Turn
from entregent.scenarios.models import Connector, Session
from entregent.scenarios.performing.connecting import MOST_BYTES, SECONDS, Request, fields_of, headers_of, request
from entregent.scenarios.performing.looking_up import answered
from entregent.scenarios.tree import state as states
from entregent.scenarios.tree.inputs import Result
from entregent.understanding import provider

LEASE = timedelta(seconds=SECONDS + 7)
"""Past that, whoever asked was killed: another may ask."""
MOST_IN_A_ROW = 5
"""Programs asked one after the other without anybody answering in between; the job goes on with the rest."""


def attend(brand: UUID, session: UUID, now: datetime) -> Turn:
    """Ask the program that a session waits for, and go on with its answer; return where the session then stands.

    For a medium that can wait (three seconds at most a program) and has no transaction open; the others leave it to the job
    that ``answer`` put in the queue. Whoever comes second finds it being asked, and changes nothing. Raises RuntimeError
    inside a transaction, Session.DoesNotExist.
    """
    if connection.in_atomic_block:
        raise RuntimeError("A program outside is never waited for with a transaction open.")
    for _ in range(MOST_IN_A_ROW):
        with visible([brand]):
            asked = _claim(session, now)
        if isinstance(asked, Turn):
            return asked
        result, why = asked.ask()
        with visible([brand]):
            turn = _bring(session, result, asked.connector, why, now)
        if not turn.waits:
            return turn
    return turn


@dataclass(frozen=True)
class _Claimed:
    """What is asked, of whom; ``ask`` waits for it, and gives the result and why there is none."""

    ask: Callable[[], tuple[Result, str]]
    connector: UUID | None = None


def _claim(session: UUID, now: datetime) -> Turn | _Claimed:
    row = Session.objects.select_for_update().get(id=session)
    waiting = row.waiting
    if row.ended_at is not None or waiting is None or (row.waiting_until is not None and row.waiting_until > now):
        return media.from_json(row.turn)
    row.waiting_until = now + LEASE + timedelta(seconds=settings.GENERATIVE["seconds"] if "question" in waiting else 0)
    row.save(update_fields=["waiting_until"])
    if "question" in waiting:
        return _Claimed(partial(_written_for_them, row.brand_id, waiting, now))
    connector = Connector.objects.filter(id=waiting["connector"], active=True).first() if waiting["connector"] else None
    sent = None
    if connector is not None:
        try:
            sent = request(connector.method, connector.url, headers_of(connector.headers), waiting["by"])
        except (SealBroken, ValueError):
            sent = None
    return _Claimed(partial(_looked_up, connector, sent, waiting), connector.id if connector else None)


def _looked_up(connector: Connector | None, sent: Request | None, waiting: Mapping[str, Any]) -> tuple[Result, str]:
    """What a connector's program found."""
    serial, why, found = waiting["serial"], "unknown", None
    if connector is not None and sent is not None:
        answer = exchange(
            sent.method, sent.url, sent.body, sent.headers, seconds=SECONDS, most=MOST_BYTES,
            private=settings.SCENARIOS_MAY_REACH_PRIVATE_ADDRESSES,
        )  # fmt: skip
        why, found = fields_of(answer, connector.fields)
    return (Result(serial, "failed") if why else answered(serial, found, tuple(waiting["saves"].items()))), why


def _written_for_them(brand: UUID, waiting: Mapping[str, Any], now: datetime) -> tuple[Result, str]:
    """An answer made of the passages that were found, with its sources; the passages themselves where none can be believed."""
    found = [(title, words, url) for title, words, url in waiting["said"]]
    passages = [provider.Passage(str(place), words, title) for place, (title, words, _url) in enumerate(found)]
    grounded = provider.ground(brand, waiting["question"], passages, language=waiting["language"], now=now)
    if grounded is not None:
        sources = [found[int(place)] for place in grounded.sources]
        found = [(title, "" if place else grounded.answer, url) for place, (title, _words, url) in enumerate(sources)]
    return Result(waiting["serial"], "found", said=tuple(found)), ""


def _bring(session: UUID, result: Result, connector: UUID | None, why: str, now: datetime) -> Turn:
    row = Session.objects.select_for_update(of=["self"]).select_related("brand", "scenario", "ticket").get(id=session)
    if row.ended_at is not None or row.waiting is None or row.waiting["serial"] != result.serial:
        return media.from_json(row.turn)  # they went elsewhere meanwhile
    if why:
        append(
            [
                events.session_stuck(
                    brand=row.brand_id, at=now, subject=row.id, actor="system:scenarios", scenario=row.scenario_id,
                    connector=connector, why=why,
                )
            ]
        )  # fmt: skip
    row.waiting = row.waiting_until = None
    return advance(row, states.from_json(row.state), result, now)
