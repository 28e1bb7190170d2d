"""Whose hands a ticket is in: offers taken, assignment, release."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.access.models import Staff
from entregent.journal.actions import append
from entregent.journal.kinds import Fact
from entregent.routing import actions as routing
from entregent.tickets import events
from entregent.tickets.models import Status, Task, Ticket


@transaction.atomic
def accept_offer(offer_id: UUID, staff: Staff, now: datetime) -> Ticket:
    """Take what is ringing: the ticket, or the task, becomes this agent's; a task leaves its ticket in the hands it is in.

    Returns the ticket to open. Raises what routing refuses.
    """
    item, facts = routing.accept(offer_id, staff.id, now)
    task = Task.objects.select_related("ticket").filter(id=item.subject).first()
    if task is not None:
        task.assignee = staff
        task.save(update_fields=["assignee"])
        append(facts)
        return task.ticket
    ticket = Ticket.objects.select_for_update().get(id=item.subject)
    append(facts + hand_over(ticket, staff, now, f"staff:{staff.id}"))
    return ticket


@transaction.atomic
def take(ticket_id: UUID, staff: Staff, now: datetime) -> Ticket:
    """Take a ticket by hand, waiting or in someone else's hands."""
    ticket = Ticket.objects.select_for_update().get(id=ticket_id)
    _item, facts = routing.take_subject(ticket.id, staff.id, now=now)
    append(facts + hand_over(ticket, staff, now, f"staff:{staff.id}"))
    return ticket


@transaction.atomic
def assign(ticket_id: UUID, to: Staff, *, now: datetime, actor: str) -> Ticket:
    """Give a ticket to an agent, whoever had it."""
    ticket = Ticket.objects.select_for_update().get(id=ticket_id)
    _item, facts = routing.take_subject(ticket.id, to.id, now=now, actor=actor)
    append(facts + hand_over(ticket, to, now, actor))
    return ticket


@transaction.atomic
def release(ticket_id: UUID, *, now: datetime, actor: str) -> Ticket:
    """Give a ticket back to its queue, with its age."""
    ticket = Ticket.objects.select_for_update().get(id=ticket_id)
    facts = routing.release_subject(ticket.id, now=now, actor=actor)
    append(facts + hand_over(ticket, None, now, actor))
    return ticket


def hand_over(ticket: Ticket, staff: Staff | None, now: datetime, actor: str) -> list[Fact]:
    """Change the assignee of a locked ticket; a new ticket in someone's hands is open."""
    before = ticket.assignee_id
    staff_id = staff.id if staff else None
    if staff and ticket.status == Status.NEW:
        ticket.status = Status.OPEN
    if before == staff_id:
        ticket.save(update_fields=["status"])
        return []
    ticket.assignee, ticket.updated_at = staff, now
    if staff and staff.team_id:
        ticket.team_id = staff.team_id
    ticket.save(update_fields=["assignee", "team", "status", "updated_at"])
    return [
        events.ticket_assigned(
            brand=ticket.brand_id,
            at=now,
            subject=ticket.id,
            actor=actor,
            person=ticket.person_id,
            staff=staff_id,
            before=before,
        )
    ]
