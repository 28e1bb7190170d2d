"""Moving a ticket's status, with its promises and its place in the queue."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.access.models import Staff
from entregent.journal.actions import append
from entregent.journal.kinds import Fact
from entregent.routing import actions as routing
from entregent.tickets import events, promises
from entregent.tickets.actions.locks import locked
from entregent.tickets.configuration import configuration
from entregent.tickets.errors import MoveRefused
from entregent.tickets.models import Promise, Status, Ticket
from entregent.tickets.rules import CLOSED, PENDING, RESOLVED, may_move


@transaction.atomic
def set_status(ticket_id: UUID, status: str, *, staff: Staff | None, now: datetime, actor: str) -> Ticket:
    """Move a ticket to another status; the same status changes nothing. Raises MoveRefused."""
    ticket = locked(ticket_id)
    append(move(ticket, status, staff=staff, now=now, actor=actor))
    return ticket


def move(ticket: Ticket, status: str, *, staff: Staff | None, now: datetime, actor: str) -> list[Fact]:
    """The same on a locked ticket, saved; the facts are the caller's to append."""
    before = ticket.status
    if status == before:
        return []
    if not may_move(before, status):
        raise MoveRefused(Status(before).label, Status(status).label)
    facts = [_told(ticket, before, status, staff, now, actor)]
    facts += _promises(ticket, before, status, now, actor)
    ticket.status, ticket.updated_at = status, now
    if status == RESOLVED:
        ticket.resolved_at = now
    elif status == CLOSED:
        ticket.closed_at = now
        ticket.resolved_at = ticket.resolved_at or now
    elif before == RESOLVED:
        ticket.resolved_at, ticket.reopened_count = None, ticket.reopened_count + 1
    ticket.save(update_fields=["status", "updated_at", "resolved_at", "closed_at", "reopened_count", "next_due_at"])
    if status in (PENDING, RESOLVED, CLOSED):
        facts += routing.settle(ticket.id, now=now, actor=actor)
    return facts


def _told(ticket: Ticket, before: str, status: str, staff: Staff | None, now: datetime, actor: str) -> Fact:
    about = {"brand": ticket.brand_id, "at": now, "subject": ticket.id, "actor": actor, "person": ticket.person_id}
    if status == RESOLVED:
        return events.ticket_resolved(
            **about, staff=staff.id if staff else None, wall_seconds=(now - ticket.opened_at).total_seconds()
        )
    if status == CLOSED:
        return events.ticket_closed(**about)
    if before == RESOLVED:
        return events.ticket_reopened(**about, before=before)
    return events.ticket_changed(**about, changes={"status": [before, status]})


def _promises(ticket: Ticket, before: str, status: str, now: datetime, actor: str) -> list[Fact]:
    running = list(ticket.promises.select_related("policy__calendar").filter(ended_at__isnull=True))
    facts: list[Fact] = []
    for promise in running:
        resolution = promise.kind == Promise.Kind.RESOLUTION
        if status == PENDING and resolution:
            facts += promises.pause(promise, ticket, now, actor)
        elif status in (RESOLVED, CLOSED):
            facts += (
                promises.fulfil(promise, ticket, now, actor) if resolution else promises.cancel(promise, ticket, now, actor)
            )
        elif before == PENDING:
            facts += promises.resume(promise, ticket, now, actor)
    Promise.objects.bulk_update(running, ["state", "due_at", "warn_at", "left_seconds", "ended_at", "breached_at"])
    if before == RESOLVED and status != CLOSED:
        policy = promises.best_policy(
            configuration(ticket.brand_id).policies, queue=ticket.queue_id, priority=ticket.priority, type=ticket.type
        )
        if policy is not None:
            made, promised = promises.activate(ticket, policy, [Promise.Kind.RESOLUTION], now, actor)
            Promise.objects.bulk_create(made)
            running += made
            facts += promised
    ticket.next_due_at = promises.nearest(running)
    return facts
