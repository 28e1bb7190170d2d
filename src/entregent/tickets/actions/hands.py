"""Whose hands a ticket is in: offers taken, assignment, release."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.access.models import Staff
from entregent.journal.actions import append
from entregent.journal.kinds import Fact
from entregent.routing import actions as routing
from entregent.routing.models import Offer
from entregent.tickets import events
from entregent.tickets.actions.locks import locked
from entregent.tickets.errors import AlreadyClosed
from entregent.tickets.models import Status, Task, Ticket


@transaction.atomic
def accept_offer(offer_id: UUID, staff: Staff, now: datetime) -> Ticket:
    """Take what is ringing: the ticket, or the task, becomes this agent's; a task leaves its ticket in the hands it is in.

    Returns the ticket to open. Raises what routing refuses.
    """
    # What it is about is locked before its place in the queue, as everywhere: two acts that cross do not wait for ever.
    subject = Offer.objects.filter(id=offer_id).values_list("item__subject", flat=True).first()
    task = Task.objects.select_for_update(of=["self"]).select_related("ticket").filter(id=subject).first()
    ticket = Ticket.objects.select_for_update().filter(id=subject).first()
    _item, facts = routing.accept(offer_id, staff.id, now)
    if task is not None:
        task.assignee = staff
        task.save(update_fields=["assignee"])
        append(facts)
        return task.ticket
    append(facts + hand_over(ticket, staff, now, f"staff:{staff.id}"))
    return ticket


@transaction.atomic
def take(ticket_id: UUID, staff: Staff, now: datetime) -> Ticket:
    """Take a ticket by hand, waiting or in someone else's hands. Raises AlreadyClosed, what routing refuses."""
    ticket = _not_closed(ticket_id)
    _item, facts = routing.take_subject(ticket.id, staff.id, now=now)
    append(facts + hand_over(ticket, staff, now, f"staff:{staff.id}"))
    return ticket


@transaction.atomic
def assign(ticket_id: UUID, to: Staff, *, now: datetime, actor: str) -> Ticket:
    """Give a ticket to an agent, whoever had it. Raises AlreadyClosed, what routing refuses."""
    ticket = _not_closed(ticket_id)
    _item, facts = routing.take_subject(ticket.id, to.id, now=now, actor=actor)
    append(facts + hand_over(ticket, to, now, actor))
    return ticket


@transaction.atomic
def release(ticket_id: UUID, *, now: datetime, actor: str) -> Ticket:
    """Give a ticket back to its queue, with its age. Raises AlreadyClosed: whose it was stays known."""
    ticket = _not_closed(ticket_id)
    facts = routing.release_subject(ticket.id, now=now, actor=actor)
    append(facts + hand_over(ticket, None, now, actor))
    return ticket


@transaction.atomic
def finish_wrap_up(ticket_id: UUID, *, staff: Staff, now: datetime) -> bool:
    """The agent's paperwork after an exchange is done: they have room again. False when there was none."""
    facts = routing.finish_wrap_up(ticket_id, staff.id, now)
    append(facts)
    return bool(facts)


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


def _not_closed(ticket_id: UUID) -> Ticket:
    ticket = locked(ticket_id)
    if ticket.status == Status.CLOSED:
        raise AlreadyClosed()
    return ticket
