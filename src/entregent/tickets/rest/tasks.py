"""Work left for the back office."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Schema
from pydantic import AwareDatetime

from entregent.rest.cursor import Page, page
from entregent.rest.door import needs
from entregent.rest.words import Line, Listing, author_of
from entregent.tickets import actions
from entregent.tickets.models import Task, Ticket
from entregent.tickets.rest.changing import brand_of_ticket, pointing
from entregent.tickets.rest.router import router

Title = Annotated[Line, Field(min_length=1, max_length=200)]


class TaskOut(Schema):
    """Work left on a ticket, routed like a call."""

    id: UUID
    brand_id: UUID
    ticket_id: UUID
    title: str
    queue_id: UUID
    assignee_id: UUID | None
    created_by_id: UUID | None
    created_at: datetime
    due_at: datetime | None
    done_at: datetime | None


class TaskIn(Schema):
    """A new task."""

    title: Title
    queue: UUID | None = Field(None, description="The ticket's own when left out.")
    due: AwareDatetime | None = None
    author: UUID | None = Field(None, description="The member of staff who leaves it; needed from a program.")


class TaskFields(Schema):
    """What may be changed of a task that is not done; what is left out is left as it is."""

    title: Title | None = None
    due: AwareDatetime | None = Field(None, description="null: whenever.")
    queue: UUID | None = Field(None, description="It waits there.")
    assignee: UUID | None = Field(None, description="null: back to its queue.")

    def given(self) -> dict[str, Any]:
        """What the request names; null empties what may be empty, and says nothing of the rest."""
        fields = self.dict(exclude_unset=True)
        return {name: value for name, value in fields.items() if value is not None or name in ("due", "assignee")}


class DoneBy(Schema):
    """Who did it."""

    staff: UUID | None = Field(None, description="Needed from a program; staff do it themselves.")


class TaskFilter(Listing):
    """Which tasks. In the order of their due dates, those without one are left out."""

    ticket: UUID | None = None
    queue: UUID | None = None
    assignee: UUID | None = None
    done: bool | None = None
    due_before: AwareDatetime | None = None
    order: Literal["id", "due_at"] = "id"


@router.get("/tasks", response=Page[TaskOut], summary="Tasks")
@needs("tickets.read")
def list_tasks(request: HttpRequest, query: Annotated[TaskFilter, Query(...)]):
    """Those that fit every filter, oldest first or by due date."""
    rows = Task.objects.filter(brand__in=request.rights.brands_where("tickets.read"))
    exact = {name: getattr(query, name) for name in ("ticket", "queue", "assignee")}
    rows = rows.filter(**{name: value for name, value in exact.items() if value is not None})
    if query.done is not None:
        rows = rows.filter(done_at__isnull=not query.done)
    if query.due_before is not None:
        rows = rows.filter(due_at__lt=query.due_before)
    if query.order == "due_at":
        rows = rows.filter(due_at__isnull=False)
    return page(rows, ("due_at", "id") if query.order == "due_at" else ("id",), query.cursor, query.limit)


@router.get("/tickets/{uuid:id}/tasks", response=Page[TaskOut], summary="A ticket's tasks")
@needs("tickets.read")
def tasks_of_ticket(request: HttpRequest, id: UUID, query: Annotated[Listing, Query(...)]):
    """Done and not done, oldest first."""
    return page(Task.objects.filter(ticket=Ticket.objects.only("id").get(id=id)), ("id",), query.cursor, query.limit)


@router.post("/tickets/{uuid:id}/tasks", response={201: TaskOut}, summary="Leave a task")
@needs("tickets.write")
def create_task(request: HttpRequest, response: HttpResponse, id: UUID, task: TaskIn):
    """It waits in its queue for whoever is free."""
    staff = author_of(request, task.author, brand_of_ticket(id))
    with pointing():
        made = actions.create_task(id, task.title, queue=task.queue, due=task.due, staff=staff, now=request.now)
    response["Location"] = f"/api/v1/tasks/{made.id}"
    return made


@router.get("/tasks/{uuid:id}", response=TaskOut, summary="A task")
@needs("tickets.read")
def read_task(request: HttpRequest, id: UUID):
    """One task."""
    return Task.objects.get(id=id)


@router.patch("/tasks/{uuid:id}", response=TaskOut, summary="Change a task")
@needs("tickets.write")
def change_task(request: HttpRequest, id: UUID, task: TaskFields):
    """What, by when, where it waits, who has it."""
    with pointing():
        return actions.change_task(id, task.given(), now=request.now, actor=request.actor)


@router.post("/tasks/{uuid:id}/done", response=TaskOut, summary="A task is done")
@needs("tickets.write")
def finish_task(request: HttpRequest, id: UUID, by: DoneBy):
    """Whoever had it."""
    return actions.finish_task(id, staff=author_of(request, by.staff, _brand_of(id), "/staff"), now=request.now)


@router.post("/tasks/{uuid:id}/reopen", response=TaskOut, summary="A task was not done after all")
@needs("tickets.write")
def reopen_task(request: HttpRequest, id: UUID, by: DoneBy):
    """It waits in its queue again."""
    return actions.reopen_task(id, staff=author_of(request, by.staff, _brand_of(id), "/staff"), now=request.now)


def _brand_of(task: UUID) -> UUID:
    return Task.objects.values_list("brand_id", flat=True).get(id=task)
