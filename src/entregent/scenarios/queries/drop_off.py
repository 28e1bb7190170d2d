"""Where people leave: for each node of a version how often it was entered, how long it took, who went no further."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

NODES = """
    WITH stay AS (
        SELECT visit.node, visit.session_id, visit.at,
            lead(visit.at) OVER (PARTITION BY visit.session_id ORDER BY visit.place) AS next_at,
            visit.place = session.places AS is_last,
            session.outcome, CASE WHEN session.version_id = visit.version_id THEN session.ended_at END AS ended_at
        FROM scenarios_visit AS visit JOIN scenarios_session AS session ON session.id = visit.session_id
        WHERE visit.version_id = %(version)s AND visit.at >= %(since)s AND (%(medium)s = '' OR visit.medium = %(medium)s)
    )
    SELECT node, count(*), count(DISTINCT session_id), count(*) FILTER (WHERE is_last AND outcome = 'left'),
        count(*) FILTER (WHERE is_last AND outcome = 'handed'),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM coalesce(next_at, ended_at) - at))
    FROM stay GROUP BY node ORDER BY 2 DESC, 1
"""
OUTCOMES = """
    SELECT outcome, count(*) FROM scenarios_session
    WHERE version_id = %(version)s AND begun_at >= %(since)s AND (%(medium)s = '' OR medium = %(medium)s) GROUP BY outcome
"""
EVER = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


@dataclass(frozen=True)
class NodeFigures:
    """A node: ``visits``, those who came (``sessions``), those who went no further (``left``), those handed over there;
    ``seconds``: the median of the time until what came next, None where nothing has come yet."""

    node: str
    visits: int
    sessions: int
    left: int
    handed: int
    seconds: float | None

    @property
    def share_left(self) -> float:
        """Of those who came, the share who left there, from 0 to 1."""
        return self.left / self.sessions


@dataclass(frozen=True)
class DropOff:
    """A version on a medium, or on all: how many began, and how it went."""

    begun: int
    ended: int
    handed: int
    left: int
    running: int
    nodes: list[NodeFigures]


def drop_off(version: UUID, *, medium: str = "", since: datetime = EVER) -> DropOff:
    """Figures of a version, the most visited node first; two statements. Sessions that another tree ran through this one
    count for its nodes, not among those that began."""
    asked = {"version": version, "medium": medium, "since": since}
    with connection.cursor() as cursor:
        cursor.execute(NODES, asked)
        nodes = [NodeFigures(*row) for row in cursor.fetchall()]
        cursor.execute(OUTCOMES, asked)
        by = dict(cursor.fetchall())
    return DropOff(sum(by.values()), by.get("ended", 0), by.get("handed", 0), by.get("left", 0), by.get("", 0), nodes)
