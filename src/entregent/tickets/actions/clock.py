"""The clock that notices broken promises, warns before they break, and notices tasks that are overdue."""

from datetime import datetime

from django.db import transaction

from entregent.journal.actions import append
from entregent.tickets import events, promises
from entregent.tickets.models import Promise, Task, Ticket


@transaction.atomic
def check_promises(now: datetime, limit: int = 500) -> int:
    """Mark what is due by now as broken, warn about what soon will be; return how many were found.

    Several clocks may run at once: each takes what nobody else has locked. A ticket that someone is changing waits for the
    next look: waiting for it while holding its promise would be the wrong way round.
    """
    active = (
        Promise.objects.select_for_update(skip_locked=True, of=["self", "ticket"])
        .select_related("ticket")
        .filter(state=Promise.State.ACTIVE)
    )
    broken = list(active.filter(due_at__lte=now).order_by("due_at")[:limit])
    warned = list(active.filter(warn_at__lte=now, due_at__gt=now).order_by("warn_at")[:limit])
    facts = []
    for promise in broken:
        facts += promises.breach(promise, promise.ticket)
    for promise in warned:
        promise.warn_at = None
        facts.append(
            events.promise_warned(
                brand=promise.brand_id,
                at=now,
                subject=promise.id,
                actor="system:clock",
                person=promise.ticket.person_id,
                ticket=promise.ticket_id,
                promise=promise.kind,
                due=promise.due_at,
                staff=promise.ticket.assignee_id,
            )
        )
    Promise.objects.bulk_update(broken + warned, ["state", "breached_at", "warn_at"])
    for promise in broken:
        nearest = promises.nearest(Promise.objects.filter(ticket=promise.ticket_id, state=Promise.State.ACTIVE))
        Ticket.objects.filter(id=promise.ticket_id).update(next_due_at=nearest)
    append(facts)
    return len(broken) + len(warned)


@transaction.atomic
def check_tasks(now: datetime, limit: int = 500) -> int:
    """Tell once of each task that should be done by now, at the exact instant it was due; return how many were found."""
    unfinished = Task.objects.select_for_update(skip_locked=True, of=["self"]).select_related("ticket").filter(done_at=None)
    overdue = list(unfinished.filter(overdue_at=None, due_at__lte=now).order_by("due_at")[:limit])
    for task in overdue:
        task.overdue_at = task.due_at
    Task.objects.bulk_update(overdue, ["overdue_at"])
    append(
        events.task_overdue(
            brand=task.brand_id,
            at=task.due_at,
            subject=task.id,
            actor="system:clock",
            person=task.ticket.person_id,
            ticket=task.ticket_id,
            queue=task.queue_id,
            due=task.due_at,
            staff=task.assignee_id,
        )
        for task in overdue
    )
    return len(overdue)
