"""Reading the journal."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import QuerySet

from entregent.brands.statements import fetch
from entregent.journal.models import Event

LATEST = """
    SELECT id, at, kind, actor, subject, data::text FROM journal_event
    WHERE subject = ANY(%s) AND starts_with(kind, %s) AND at <= %s ORDER BY at DESC, id DESC LIMIT %s
"""


def about(subjects: Iterable[UUID]) -> QuerySet[Event]:
    """The facts about these things, oldest first."""
    return Event.objects.filter(subject__in=list(subjects)).order_by("id")


def latest(subjects: Iterable[UUID], kinds: str, until: datetime | None, limit: int) -> list[Event]:
    """The latest facts about these things whose kind begins so, up to a moment (None: now), the last one first.

    One statement whose plan is kept: the journal has a table a month, and planning takes longer than reading.
    """
    rows = fetch(LATEST, [list(subjects), kinds, until or datetime.max.replace(tzinfo=UTC), limit])
    names = ("id", "at", "kind", "actor", "subject")
    return [Event(**dict(zip(names, row, strict=False)), data=json.loads(row[-1])) for row in rows]


def of_person(persons: Iterable[UUID]) -> QuerySet[Event]:
    """The facts that concern these persons, oldest first."""
    return Event.objects.filter(person__in=list(persons)).order_by("id")
