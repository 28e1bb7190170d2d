"""Items and agents meet: one decision a statement (``offer.sql``), among the first of each lane (``heads.sql``)."""

import json
from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection
from psycopg.rows import dict_row

from entregent.journal.kinds import Fact
from entregent.kernel.ids import uuid7
from entregent.routing import events
from entregent.routing.queries import WORKING_ROLES
from entregent.routing.rules import BOUND_BY_HOURS, REFUSAL_REST

OFFER = Path(__file__).with_name("offer.sql").read_text()
HEADS = Path(__file__).with_name("heads.sql").read_text()
ROOM = Path(__file__).with_name("room.sql").read_text()
ACTOR = "system:dispatch"


@dataclass(frozen=True)
class Scope:
    """Where something changed: items of these queues, or these agents. What could not be given before still cannot be."""

    queues: frozenset[UUID] = frozenset()
    agents: frozenset[UUID] = frozenset()
    everything: bool = False


EVERYTHING = Scope(everything=True)


@dataclass
class Skips:
    """What another dispatcher was holding during this round."""

    items: set[UUID] = field(default_factory=set)
    agents: set[UUID] = field(default_factory=set)


Head = tuple[int, float, str]
"""An item and what sorts it: priority and pressure turned round, the most urgent is the smallest (``rules.urgency``)."""


def offer(now: datetime, *, scope: Scope = EVERYTHING, closed: Iterable[UUID] = (), limit: int = 1) -> tuple[int, list[Fact]]:
    """Make up to ``limit`` offers, each the best one there is at that point; return how many, and their facts.

    ``closed`` are queues outside their hours: a caller who waits there is offered to nobody, what was written is. Fewer
    than ``limit`` means that nothing more fits. Must run with every brand open, else it only sees those that are. Raises
    RuntimeError outside a transaction: its locks would last no longer than each decision.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("offers are made in a transaction")
    facts: list[Fact] = []
    made = 0
    _plan_once()
    skips = Skips()
    where = {"everything": scope.everything, "queues": list(scope.queues), "agents": list(scope.agents)}
    room = {(row["queue_id"], channel) for row in _fetch(ROOM, where) for channel in row["open_to"]}
    fixed = {
        **where,
        "now": now,
        "closed": list(closed),
        "bound_by_hours": sorted(BOUND_BY_HOURS),
        "roles": WORKING_ROLES,
        "refusal_rest": REFUSAL_REST,
        "room_queues": _literal(queue for queue, _ in room),
        "room_channels": _literal(channel for _, channel in room),
    }
    heads: list[Head] = []
    looked = False  # whether nothing was offered since the lanes were walked
    while room and made < limit:
        held = {"skip_items": list(skips.items), "skip_agents": list(skips.agents)}
        if not heads and not looked:
            heads, looked = _heads(fixed | held), True
        if not heads:
            break
        offer_id = uuid7()
        found = _fetch(OFFER, fixed | held | {"offer": offer_id, "items": _literal(item for *_, item in heads)})
        if not found:
            # Of what was first when the batch began: another dispatcher may have given some since, and others follow.
            heads = []
            continue
        (row,) = found
        looked = False
        heads = _without(heads, row)
        if row["expires"] is None:
            skips.items.add(row["item"])
            skips.agents.add(row["staff"])
            continue
        made += 1
        facts.append(_told(row, offer_id, now))
    return made, facts


def _heads(parameters: dict[str, Any]) -> list[Head]:
    return [(row["priority"], row["pressure"], str(row["id"])) for row in _fetch(HEADS, parameters)]


def _without(heads: list[Head], row: dict[str, Any]) -> list[Head]:
    """The heads once an item is given: the next of its lane stands in its place, in the order of urgency."""
    given = str(row["item"])
    left = [head for head in heads if head[2] != given]
    if row["next"] is not None:
        insort(left, (row["priority"], row["next_pressure"], str(row["next"])))
    return left


def _plan_once() -> None:
    # The statement is long and its cost is in planning: keep one plan, and do not compile it.
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('plan_cache_mode', 'force_generic_plan', true), set_config('jit', 'off', true)")


def _literal(words: Iterable[object]) -> str:
    """An array as PostgreSQL writes it: the driver takes ten times as long to put one of hundreds in words."""
    return "{" + ",".join([str(word) for word in words]) + "}"


def _fetch(query: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """Run a prepared statement, which Django's own cursors do not use."""
    raw: psycopg.Connection[Any] = connection.connection
    before, raw.prepare_threshold = raw.prepare_threshold, 0
    try:
        with psycopg.Cursor(raw, row_factory=dict_row) as cursor:
            return cursor.execute(query, parameters, prepare=True).fetchall()
    finally:
        raw.prepare_threshold = before


def _told(row: dict[str, Any], offer_id: UUID, now: datetime) -> Fact:
    return events.offer_made(
        brand=row["brand"], at=now, subject=row["subject"], actor=ACTOR, person=row["person"], offer=offer_id,
        item=row["item"], queue=row["queue"], ticket=row["subject"], staff=row["staff"], expires=row["expires"].isoformat(),
        reasons=json.loads(row["reasons"]),  # Django's connections give jsonb as text
    )  # fmt: skip
