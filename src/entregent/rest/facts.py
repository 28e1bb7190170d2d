"""Reading the journal: every fact of the brand, in the order of commits."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.db import connection
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from entregent.journal.kinds import KINDS
from entregent.journal.models import Event
from entregent.rest.cursor import Page, page
from entregent.rest.door import needs
from entregent.rest.words import Listing, Word

router = Router(tags=["events"])


class EventOut(Schema):
    """A fact: ids and decided values, never personal data. ``kind`` is explained by ``GET /event-kinds``."""

    id: int
    at: datetime
    kind: str
    brand_id: UUID
    actor: str
    subject: UUID
    person: UUID | None
    v: int
    data: dict[str, Any]


class EventKind(Schema):
    """A kind of fact, and the keys of its data."""

    name: str
    meaning: str
    version: int
    fields: dict[str, str]


class EventFilter(Listing):
    """Which facts."""

    kind: Annotated[list[Word] | None, Field(max_length=50)] = None
    subject: UUID | None = None
    person: UUID | None = None


ORDER = ("xid", "id")


@router.get("/events", response=Page[EventOut], summary="Facts, oldest first")
@needs("supervise")
def list_events(request: HttpRequest, query: Annotated[EventFilter, Query(...)]):
    """In the order of commits: keep the last `next` and ask again with it to hear what is new; nothing is missed."""
    rows = Event.objects.filter(brand__in=request.rights.brands_where("supervise"), xid__lt=_settled())
    if query.kind:
        rows = rows.filter(kind__in=query.kind)
    if query.subject:
        rows = rows.filter(subject=query.subject)
    if query.person:
        rows = rows.filter(person=query.person)
    return page(rows, ORDER, query.cursor, query.limit, endless=True)


@router.get("/event-kinds", response=list[EventKind], summary="Kinds of facts")
@needs("supervise")
def list_kinds(request: HttpRequest):
    """Every kind that the journal and the webhooks know."""
    return [KINDS[name] for name in sorted(KINDS)]


def _settled() -> int:
    """Transactions from this one on may still commit: their facts are told once those before them are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_horizon()")
        return cursor.fetchone()[0]
