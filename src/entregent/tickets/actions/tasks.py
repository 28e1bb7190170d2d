"""Work left after a contact (back office): routed like a call, with a date."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from entregent.access.models import Staff
from entregent.journal.actions import append
from entregent.journal.kinds import Fact
from entregent.routing import actions as routing
from entregent.tickets import events
from entregent.tickets.actions.locks import locked_where_it_went
from entregent.tickets.actions.openings import is_queue
from entregent.tickets.errors import FieldRefused, TaskOver
from entregent.tickets.models import Task, Ticket


@transaction.atomic
def create_task(
    ticket_id: UUID, title: str, *, queue: UUID | None = None, due: datetime | None = None, staff: Staff, now: datetime
) -> Task:
    """Leave a task on a ticket, or on the one that it was merged into: it waits in the queue (the ticket's when left out)
    for whoever is free.

    Raises FieldRefused for an empty title or another brand's queue, Ticket.DoesNotExist.
    """
    title = " ".join(title.split())[:200]
    if not title:
        raise FieldRefused("title")
    ticket = locked_where_it_went(id=ticket_id)
    if ticket is None:
        raise Ticket.DoesNotExist
    if queue is not None and not is_queue(queue, ticket.brand_id):
        raise FieldRefused("queue")
    task = Task.objects.create(
        brand_id=ticket.brand_id, ticket=ticket, title=title, queue_id=queue or ticket.queue_id, created_by=staff,
        created_at=now, due_at=due,
    )  # fmt: skip
    actor = f"staff:{staff.id}"
    _item, queued = routing.enqueue(
        ticket.brand_id, task.queue_id, "task", task.id, ticket.person_id, priority=ticket.priority, now=now, actor=actor
    )
    created = events.task_created(**_about(task, now, actor), queue=task.queue_id, due=due)
    append([created, *queued])
    return task


@transaction.atomic
def finish_task(task_id: UUID, *, staff: Staff, now: datetime) -> Task:
    """The task is done, whoever had it. Raises TaskOver."""
    task = Task.objects.select_for_update(of=["self"]).select_related("ticket").get(id=task_id)
    if task.done_at is not None:
        raise TaskOver()
    actor = f"staff:{staff.id}"
    task.done_at, task.assignee_id = now, task.assignee_id or staff.id
    task.save(update_fields=["done_at", "assignee"])
    done = events.task_done(**_about(task, now, actor), staff=staff.id)
    append([done, *routing.settle(task.id, now=now, actor=actor)])
    return task


@transaction.atomic
def reopen_task(task_id: UUID, *, staff: Staff, now: datetime) -> Task:
    """The task was not done after all: it waits in its queue again."""
    task = Task.objects.select_for_update(of=["self"]).select_related("ticket").get(id=task_id)
    if task.done_at is None:
        return task
    task.done_at = task.assignee = None
    task.save(update_fields=["done_at", "assignee"])
    actor = f"staff:{staff.id}"
    _item, queued = routing.enqueue(
        task.brand_id,
        task.queue_id,
        "task",
        task.id,
        task.ticket.person_id,
        priority=task.ticket.priority,
        now=now,
        actor=actor,
    )
    reopened = events.task_reopened(**_about(task, now, actor))
    append([reopened, *queued])
    return task


@transaction.atomic
def change_task(task_id: UUID, changes: dict[str, Any], *, now: datetime, actor: str) -> Task:
    """Change some of title, due (None: whenever), queue (by id; it waits there) and assignee (by id; None: back to its queue).

    The same values change nothing. Raises TaskOver, FieldRefused, what routing refuses.
    """
    task = Task.objects.select_for_update(of=["self"]).select_related("ticket").get(id=task_id)
    if task.done_at is not None:
        raise TaskOver()
    facts: list[Fact] = []
    told: dict[str, list[Any]] = {}
    for name, value in changes.items():
        field, value = _checked(task, name, value)
        before = getattr(task, field)
        if value == before:
            continue
        setattr(task, field, value)
        if name == "due":
            task.overdue_at = None  # in time again, or late from another instant: the clock looks anew
        told[name] = [None, None] if name == "title" else [before, value]  # a title may name someone
        if name == "queue":
            facts += routing.transfer_subject(task.id, value, now=now, actor=actor)
            task.assignee_id = None
        elif name == "assignee" and value is None:
            facts += routing.release_subject(task.id, now=now, actor=actor)
        elif name == "assignee":
            facts += routing.take_subject(task.id, value, now=now, actor=actor)[1]
    if told:
        task.save(update_fields=["title", "due_at", "overdue_at", "queue", "assignee"])
        append([events.task_changed(**_about(task, now, actor), changes=told), *facts])
    return task


def _checked(task: Task, name: str, value: Any) -> tuple[str, Any]:
    """The column and its value. ``queue`` comes before ``assignee`` in what is asked: who takes it has the last word."""
    if name == "title" and (value := " ".join(str(value).split())[:200]):
        return "title", value
    if name == "due":
        return "due_at", value
    if name == "queue" and is_queue(value, task.brand_id):
        return "queue_id", value
    if name == "assignee" and (value is None or _serves(value, task.brand_id)):
        return "assignee_id", value
    raise FieldRefused(name)


def _serves(staff: UUID, brand: UUID) -> bool:
    return Staff.objects.filter(id=staff, is_active=True, memberships__of_brand=brand).exists()


def _about(task: Task, now: datetime, actor: str) -> dict[str, Any]:
    ticket = task.ticket
    return {
        "brand": task.brand_id, "at": now, "subject": task.id, "actor": actor, "person": ticket.person_id, "ticket": ticket.id
    }  # fmt: skip
