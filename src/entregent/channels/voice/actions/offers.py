"""What rings for an agent, answered by their telephone."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.access.models import Staff
from entregent.journal.actions import append
from entregent.routing import actions as routing
from entregent.routing.models import Offer
from entregent.tickets import actions as tickets


@transaction.atomic
def accept_ringing(ticket: UUID, staff: UUID, now: datetime) -> bool:
    """The agent lifted the receiver: take what rings; False when it rings no more and they have not got it."""
    offer = _offer(ticket, staff, [Offer.State.RINGING, Offer.State.ACCEPTED])
    if offer is None:
        return False
    try:
        with transaction.atomic():
            tickets.accept_offer(offer, Staff.objects.get(id=staff), now)
    except ValueError:
        return False
    return True


@transaction.atomic
def refuse_ringing(ticket: UUID, staff: UUID, now: datetime) -> None:
    """The agent declined on their telephone: it goes to another."""
    offer = _offer(ticket, staff, [Offer.State.RINGING])
    if offer is not None:
        append(routing.refuse(offer, staff, now, "telephone")[1])


def _offer(ticket: UUID, staff: UUID, states: list[str]) -> UUID | None:
    rows = Offer.objects.filter(item__subject=ticket, staff=staff, state__in=states).order_by("-offered_at")
    return rows.values_list("id", flat=True).first()
