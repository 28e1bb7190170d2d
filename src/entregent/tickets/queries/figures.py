"""Figures of the day, read from the journal: each is a count of facts, whose formula is said here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import mean, median
from uuid import UUID

from django.db import connection
from django.db.models import Q

from entregent.journal.models import Event

BACKLOG_MOST = 5000
TASKS_MOST = 99


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """An agent's day. ``handled``: items finished; ``handling``: mean seconds from taking one to its end, wrap-up included;
    ``first_response``: median wall seconds of the first answers given; ``kept`` of ``due``: promises, fulfilled of those
    fulfilled or broken."""

    handled: int
    handling: float | None
    first_response: float | None
    kept: int
    due: int

    @property
    def share_kept(self) -> float | None:
        """Between 0 and 1; None when nothing fell due."""
        return self.kept / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class BrandFigures:
    """A brand's day: tickets received, human answers, tickets that wait for us (up to 5,000), since when the oldest does,
    promises kept of those due, median wall seconds of the first answers, tasks that should be done by now (up to 99)."""

    received: int
    answered: int
    backlog: int
    oldest: datetime | None
    kept: int
    due: int
    first_response: float | None
    late_tasks: int

    @property
    def share_kept(self) -> float | None:
        """Between 0 and 1; None when nothing fell due."""
        return self.kept / self.due if self.due else None


def own_figures(staff_id: UUID, brands: Iterable[UUID], since: datetime) -> OwnFigures:
    """The agent's figures since an instant (midnight, usually). One statement."""
    kinds = ["item.finished", "ticket.answered", "promise.fulfilled", "promise.breached"]
    theirs = Q(actor=f"staff:{staff_id}") | Q(data__staff=str(staff_id))
    facts = Event.objects.filter(theirs, brand__in=list(brands), kind__in=kinds, at__gte=since)
    rows = list(facts.values_list("kind", "data"))
    finished = [data for kind, data in rows if kind == "item.finished" and data.get("staff") == str(staff_id)]
    handling = [(data.get("handled") or 0) + (data.get("wrapped_up") or 0) for data in finished]
    kept = sum(kind == "promise.fulfilled" for kind, _ in rows)
    return OwnFigures(
        len(finished), mean(handling) if handling else None, _first_response(rows), kept,
        kept + sum(kind == "promise.breached" for kind, _ in rows),
    )  # fmt: skip


def days_of(midnights: Mapping[UUID, datetime], now: datetime) -> dict[UUID, BrandFigures]:
    """The figures of each brand since its instant (its midnight, usually). One statement for all of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            DAYS,
            {"brands": [*midnights], "since": [*midnights.values()], "most": BACKLOG_MOST + 1, "now": now,
             "most_tasks": TASKS_MOST + 1},
        )  # fmt: skip
        return {
            brand: BrandFigures(received, answered, backlog, oldest, kept, kept + broken, first, tasks)
            for brand, received, answered, kept, broken, first, backlog, oldest, tasks in cursor.fetchall()
        }


DAYS = """
SELECT day.brand, fact.received, fact.answered, fact.kept, fact.broken, fact.first, queue.waiting, oldest.opened_at,
       late.tasks
FROM unnest(%(brands)s::uuid[], %(since)s::timestamptz[]) AS day (brand, since)
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE kind = 'ticket.opened') AS received,
           count(*) FILTER (WHERE kind = 'ticket.answered') AS answered,
           count(*) FILTER (WHERE kind = 'promise.fulfilled') AS kept,
           count(*) FILTER (WHERE kind = 'promise.breached') AS broken,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY (data ->> 'wall_seconds')::float)
               FILTER (WHERE kind = 'ticket.answered' AND data ->> 'first' = 'true') AS first
    FROM journal_event
    WHERE brand_id = day.brand AND at >= day.since
      AND kind IN ('ticket.opened', 'ticket.answered', 'promise.fulfilled', 'promise.breached')
) fact
CROSS JOIN LATERAL (  -- what waits, in the index of the backlog, counted no further than is shown
    SELECT count(*) AS waiting FROM (
        SELECT FROM tickets_ticket
        WHERE brand_id = day.brand AND status IN ('new', 'open') AND merged_into_id IS NULL LIMIT %(most)s
    ) found
) queue
CROSS JOIN LATERAL (  -- the first of each status there: an index gives the first of one status, not of two
    SELECT least(
        (SELECT min(opened_at) FROM tickets_ticket WHERE brand_id = day.brand AND status = 'new' AND merged_into_id IS NULL),
        (SELECT min(opened_at) FROM tickets_ticket WHERE brand_id = day.brand AND status = 'open' AND merged_into_id IS NULL)
    ) AS opened_at
) oldest
CROSS JOIN LATERAL (
    SELECT count(*) AS tasks FROM (
        SELECT FROM tickets_task WHERE brand_id = day.brand AND done_at IS NULL AND due_at < %(now)s LIMIT %(most_tasks)s
    ) found
) late
"""


def _median(waits: Iterable[float | None]) -> float | None:
    known = [wait for wait in waits if wait is not None]
    return median(known) if known else None


def _first_response(rows: list[tuple[str, dict]]) -> float | None:
    return _median(data.get("wall_seconds") for kind, data in rows if kind == "ticket.answered" and data.get("first"))
