"""A script beside a ticket: begun, answered by its agent, handed where it says. Each is one transaction."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from entregent.access.models import Staff
from entregent.scenarios import actions, queries
from entregent.scenarios.medium import Input, Leave, Turn
from entregent.scenarios.models import Session
from entregent.tickets import actions as tickets
from entregent.tickets.models import Ticket

MEDIUM = "script"


@transaction.atomic
def begin(ticket: Ticket, scenario: UUID, staff: Staff, now: datetime) -> Turn:
    """Begin a script beside a ticket, with what is known of its person; the one that runs there already goes on instead.

    Raises NotPublished.
    """
    Ticket.objects.select_for_update(of=["self"]).get(id=ticket.id)  # two who click at once begin one
    running = running_of(ticket)
    if running is not None:
        return queries.turn(running.id)
    return actions.begin(
        scenario,
        MEDIUM,
        person=ticket.person_id,
        conversation=ticket.conversation_id,
        ticket=ticket.id,
        now=now,
        actor=_by(staff),
    )


@transaction.atomic
def answer(ticket: Ticket, session: UUID, input: Input, staff: Staff, now: datetime, *, key: str, number: int) -> Turn:
    """What the customer answered, or what the agent said. Handed over: the ticket waits in that queue.

    Raises Overtaken when a colleague was faster, what a transfer refuses.
    """
    before = queries.turn(session)
    turn = actions.answer(session, input, now, key=key, number=number, actor=_by(staff))
    handed = turn.outcome if turn.outcome is not None and turn.outcome.kind == "handed" else None
    if handed is not None and before.outcome is None and handed.queue not in (None, ticket.queue_id):
        name = Session.objects.values_list("scenario__name", flat=True).get(id=session)
        note = _("Handed over by the script “%(name)s”.") % {"name": name}
        tickets.transfer(ticket.id, queue=handed.queue, note=note, staff=staff, now=now)
    return turn


def stop(session: UUID, staff: Staff, now: datetime) -> Turn:
    """The script is given up where it stands; what was answered stays."""
    return actions.answer(session, Leave(), now, actor=_by(staff))


def running_of(ticket: Ticket) -> Session | None:
    """The script under way beside a ticket, whoever began it."""
    return queries.beside(ticket.id, ticket.conversation_id).filter(medium=MEDIUM, ended_at=None).first()


def _by(staff: Staff) -> str:
    return f"staff:{staff.id}"
