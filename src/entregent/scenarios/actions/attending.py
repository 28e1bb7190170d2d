"""Asking a program outside that a session waits for: never with a transaction open, since it would hold the journal back."""

from datetime import datetime, timedelta
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
        serial, connector, sent, saves = asked
        why, found = "unknown", None
        if connector is not None and sent is not None:
            answer = exchange(
                sent.method, sent.url, sent.body, sent.headers, seconds=SECONDS, most=MOST_BYTES,
                private=settings.SCENARIOS_MAY_REACH_PRIVATE_ADDRESSES,
            )  # fmt: skip
            why, found = fields_of(answer, connector.fields)
        result = Result(serial, "failed") if why else answered(serial, found, tuple(saves.items()))
        with visible([brand]):
            turn = _bring(session, result, connector, why, now)
        if not turn.waits:
            return turn
    return turn


def _claim(session: UUID, now: datetime) -> Turn | tuple[int, Connector | None, Request | None, dict[str, str]]:
    row = Session.objects.select_for_update().get(id=session)
    waiting = row.waiting
    if row.ended_at is not None or waiting is None or (row.waiting_until is not None and row.waiting_until > now):
        return media.from_json(row.turn)
    row.waiting_until = now + LEASE
    row.save(update_fields=["waiting_until"])
    connector = Connector.objects.filter(id=waiting["connector"], active=True).first() if waiting["connector"] else None
    sent = None
    if connector is not None:
        try:
            sent = request(connector.method, connector.url, headers_of(connector.headers), waiting["by"])
        except (SealBroken, ValueError):
            sent = None
    return waiting["serial"], connector, sent, waiting["saves"]


def _bring(session: UUID, result: Result, connector: Connector | None, why: str, now: datetime) -> Turn:
    row = Session.objects.select_for_update(of=["self"]).select_related("brand", "scenario", "ticket").get(id=session)
    if row.ended_at is not None or row.waiting is None or row.waiting["serial"] != result.serial:
        return media.from_json(row.turn)  # they went elsewhere meanwhile
    if why:
        append(
            [
                events.session_stuck(
                    brand=row.brand_id, at=now, subject=row.id, actor="system:scenarios", scenario=row.scenario_id,
                    connector=connector.id if connector else None, why=why,
                )
            ]
        )  # fmt: skip
    row.waiting = row.waiting_until = None
    return advance(row, states.from_json(row.state), result, now)
