"""One change for many tickets: asked here, done in the background, watched, undone."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Schema
from pydantic import model_validator

from entregent.rest.cursor import Page, page
from entregent.rest.door import needs
from entregent.rest.problems import invalid
from entregent.rest.words import Listing, Word, author_of
from entregent.tickets import actions
from entregent.tickets.actions.bulk import MOST
from entregent.tickets.errors import ActionUnknown
from entregent.tickets.models import BulkRun
from entregent.tickets.rest.router import router
from entregent.tickets.rest.schemas import PriorityNumber, StatusName, TypeName
from entregent.tickets.rules import tidy_tags

ACTIONS = {
    "status": ("status", "status"), "assignee": ("assign", "assignee"), "priority": ("priority", "priority"),
    "queue": ("queue", "queue"), "type": ("type", "type"), "add_tags": ("add_tags", "tags"), "merge_into": ("merge", "into"),
}  # fmt: skip
"""What a request names → the action and its parameter."""


class BulkIn(Schema):
    """Which tickets, and exactly one change."""

    tickets: Annotated[list[UUID], Field(min_length=1, max_length=MOST)]
    author: UUID | None = Field(None, description="The member of staff in whose name it is done; needed from a program.")
    status: StatusName | None = None
    assignee: UUID | None = Field(None, description="null: back to their queues.")
    priority: PriorityNumber | None = None
    queue: UUID | None = None
    type: TypeName | None = None
    add_tags: Annotated[list[Word], Field(min_length=1, max_length=20)] | None = None
    merge_into: UUID | None = None

    @model_validator(mode="after")
    def one_change(self) -> "BulkIn":
        """One change, of which only the assignee may be null."""
        named = self.model_fields_set & ACTIONS.keys()
        if len(named) != 1 or (named != {"assignee"} and getattr(self, *named) is None):
            raise ValueError(f"give exactly one of {', '.join(ACTIONS)}")
        return self

    def action(self) -> tuple[str, str, dict[str, Any]]:
        """The field named, the action, and its parameters as a run keeps them."""
        (field,) = self.model_fields_set & ACTIONS.keys()
        action, name = ACTIONS[field]
        value = getattr(self, field)
        if isinstance(value, list):
            value = tidy_tags(value)
        return field, action, {name: str(value) if isinstance(value, UUID) else value}


class UndoneBy(Schema):
    """Who undoes it."""

    staff: UUID | None = Field(None, description="Needed from a program; staff do it themselves.")


class RefusedTicket(Schema):
    """A ticket that would not change."""

    ticket: UUID
    reason: str


class BulkRunOut(Schema):
    """How far a change has come: `done` of `total` gone through, the refused ones too."""

    id: UUID
    brand_id: UUID
    by_id: UUID
    action: str
    parameters: dict[str, Any]
    state: str = Field(description="queued, running, done, undone")
    total: int
    done: int
    failures: list[RefusedTicket]
    asked_at: datetime
    ended_at: datetime | None


@router.post("/bulk-runs", response={201: list[BulkRunOut]}, summary="Change many tickets")
@needs("tickets.bulk")
def start_bulk(request: HttpRequest, wanted: BulkIn):
    """Asked at once, done in batches in the background: one run a brand. Tickets of other brands are left out."""
    brands = request.rights.brands_where("tickets.bulk")
    staff = author_of(request, wanted.author, brands[0])
    field, action, parameters = wanted.action()
    try:
        runs = actions.ask_bulk(wanted.tickets, action, parameters, staff=staff, brands=brands, now=request.now)
    except ActionUnknown as error:
        raise invalid(f"/{field}", "it does not exist") from error
    if not runs:
        raise invalid("/tickets", "none of these tickets exists")
    return runs


@router.get("/bulk-runs", response=Page[BulkRunOut], summary="Changes of many tickets")
@needs("tickets.bulk")
def list_bulk_runs(request: HttpRequest, query: Annotated[Listing, Query(...)]):
    """Latest first."""
    rows = BulkRun.objects.filter(brand__in=request.rights.brands_where("tickets.bulk"))
    return page(rows, ("-id",), query.cursor, query.limit)


@router.get("/bulk-runs/{uuid:id}", response=BulkRunOut, summary="How far a change has come")
@needs("tickets.bulk")
def read_bulk_run(request: HttpRequest, id: UUID):
    """Its progress, then its result."""
    return BulkRun.objects.get(id=id)


@router.post("/bulk-runs/{uuid:id}/undo", response=BulkRunOut, summary="Undo a change of many tickets")
@needs("tickets.bulk")
def undo_bulk_run(request: HttpRequest, id: UUID, by: UndoneBy):
    """What it replaced comes back, where nobody has changed it since; what refuses is added to `failures`."""
    staff = author_of(request, by.staff, BulkRun.objects.values_list("brand_id", flat=True).get(id=id), "/staff")
    return actions.undo_bulk(id, staff=staff, now=request.now)
