"""Work left after a contact (back office): routed like a call, with a date."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.access.models import Staff
from entregent.journal.actions import append
from entregent.routing import actions as routing
from entregent.tickets import events
from entregent.tickets.actions.locks import locked_where_it_went
from entregent.tickets.errors import FieldRefused, TaskOver
from entregent.tickets.models import Task, Ticket


@transaction.atomic
def create_task(
    ticket_id: UUID, title: str, *, queue: UUID | None = None, due: datetime | None = None, staff: Staff, now: datetime
) -> Task:
    """Leave a task on a ticket, or on the one that it was merged into: it waits in the queue (the ticket's when left out)
    for whoever is free.

    Raises FieldRefused for an empty title, Ticket.DoesNotExist.
    """
    title = " ".join(title.split())[:200]
    if not title:
        raise FieldRefused("title")
    ticket = locked_where_it_went(id=ticket_id)
    if ticket is None:
        raise Ticket.DoesNotExist
    task = Task.objects.create(
        brand_id=ticket.brand_id, ticket=ticket, title=title, queue_id=queue or ticket.queue_id, created_by=staff,
        created_at=now, due_at=due,
    )  # fmt: skip
    actor = f"staff:{staff.id}"
    _item, queued = routing.enqueue(
        ticket.brand_id, task.queue_id, "task", task.id, ticket.person_id, priority=ticket.priority, now=now, actor=actor
    )
    created = events.task_created(
        brand=ticket.brand_id, at=now, subject=task.id, actor=actor, person=ticket.person_id, ticket=ticket.id,
        queue=task.queue_id, due=due,
    )  # fmt: skip
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
    done = events.task_done(
        brand=task.brand_id, at=now, subject=task.id, actor=actor, person=task.ticket.person_id, ticket=task.ticket_id,
        staff=staff.id,
    )  # fmt: skip
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
    _item, queued = routing.enqueue(
        task.brand_id, task.queue_id, "task", task.id, task.ticket.person_id, now=now, actor=f"staff:{staff.id}"
    )
    append(queued)
    return task
