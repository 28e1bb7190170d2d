"""The paperwork after a call is done."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.access.models import Staff
from entregent.journal.actions import append
from entregent.routing import actions as routing
from entregent.routing.models import WorkItem


@transaction.atomic
def finish_wrap_up(ticket: UUID, *, staff: Staff, now: datetime) -> bool:
    """The agent has room again; False when they had nothing to finish."""
    item = (
        WorkItem.objects.filter(subject=ticket, state=WorkItem.State.WRAP_UP, agent=staff).values_list("id", flat=True).first()
    )
    if item is None:
        return False
    append(routing.finish(item, now, f"staff:{staff.id}")[1])
    return True
