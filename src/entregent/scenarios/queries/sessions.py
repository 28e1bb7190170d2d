"""Where a session stands, and what was said in it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from entregent.scenarios import medium as media
from entregent.scenarios.medium import Turn
from entregent.scenarios.models import Session
from entregent.scenarios.trees import tree_of

USED = """
    SELECT act->>'what', count(*) FROM scenarios_session, jsonb_array_elements(acts) AS act
    WHERE version_id = %s AND begun_at >= %s AND act->>'kind' = 'objection' GROUP BY 1
"""


def turn(session: UUID) -> Turn:
    """What was last said and is asked now, for whoever comes back or waited. Raises Session.DoesNotExist."""
    return media.from_json(Session.objects.values_list("turn", flat=True).get(id=session))


def standing(session: UUID) -> tuple[Turn, list[dict[str, str]]]:
    """The same, with all that was said and answered before: ``who`` (us, them) and ``text``. Raises Session.DoesNotExist."""
    turn, lines = Session.objects.values_list("turn", "transcript").get(id=session)
    return media.from_json(turn), lines


@dataclass(frozen=True, slots=True)
class Line:
    """What was said (``who``: us) or answered (them). ``sure``: in %, of what was heard and not typed or pressed."""

    who: str
    text: str
    sure: int | None = None


def transcript(session: UUID) -> list[Line]:
    """All that was said and answered, for whoever takes over. Raises Session.DoesNotExist."""
    lines = Session.objects.values_list("transcript", flat=True).get(id=session)
    return [Line(line["who"], line["text"], round(100 * line["sure"]) if "sure" in line else None) for line in lines]


def beside(ticket: UUID, conversation: UUID) -> QuerySet[Session]:
    """The sessions of a ticket, whatever performed them: those of its conversation, those that opened it. The newest first."""
    rows = Session.objects.filter(Q(ticket=ticket) | Q(conversation=conversation))
    return rows.select_related("scenario", "version", "brand").order_by("-begun_at")


def objections(session: Session) -> list[tuple[str, str]]:
    """(which, title) of what may be objected in a session, in the order of its author."""
    return [(which, one.title) for which, one in tree_of(session).form.objections.items()]


def mentions(session: Session) -> dict[str, str]:
    """Which mention → its title, or its first words."""
    form = tree_of(session).form
    titled = {id: node.title or node.kind for id, node in form.nodes.items()}
    return {act["what"]: titled.get(act["what"], act["what"]) for act in session.acts if act["kind"] == "mention"}


def objected(version: UUID, since: datetime) -> dict[str, int]:
    """Which objection → how often it was answered since then, in the sessions of a version; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(USED, [version, since])
        return dict(cursor.fetchall())
