"""What calls out cost, and the limits that they met."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from entregent.channels.voice import events
from entregent.channels.voice.actions.beginning import ACTOR
from entregent.channels.voice.models import Call, Charge, Number, Trunk
from entregent.journal.actions import append
from entregent.tickets.models import Ticket


def charge(brand: UUID, trunk: UUID, prefix: str, seconds: float, cents: int, now: datetime) -> None:
    """Write what a call out has cost."""
    Charge.objects.create(brand_id=brand, trunk_id=trunk, prefix=prefix, seconds=round(seconds, 1), cents=cents, at=now)


@transaction.atomic
def limit_met(brand: UUID, trunk: UUID, why: str, now: datetime) -> None:
    """A call was refused for what it costs (``spending.refused``): it stands on the settings, and is told once a day."""
    row = Trunk.objects.select_for_update().filter(id=trunk).first()
    if row is None:
        return
    told = row.limited_why == why and row.limited_at is not None and row.limited_at.date() == now.date()
    row.limited_at, row.limited_why = now, why
    row.save(update_fields=["limited_at", "limited_why"])
    if not told:
        append([events.trunk_limited(brand=brand, at=now, subject=trunk, actor=ACTOR, why=why)])


def shown_number(ticket: UUID | None) -> UUID | None:
    """The number of ours that a call about a request shows: the one that its caller dialled, else that of its queue; None: the
    trunk's own."""
    if ticket is None:
        return None
    dialled = Call.objects.filter(ticket=ticket, direction=Call.Direction.IN, number__active=True, by_browser=False)
    if number := dialled.order_by("-begun_at").values_list("number", flat=True).first():
        return number
    queue = Ticket.objects.filter(id=ticket).values_list("queue", flat=True).first()
    return Number.objects.filter(Q(queue=queue, active=True)).order_by("number").values_list("id", flat=True).first()
