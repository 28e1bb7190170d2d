"""What time does to the requests of rights: few days are left, or none."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from entregent.brands.scope import every_brand, visible
from entregent.journal.actions import append
from entregent.rights import events
from entregent.rights.actions.asking import fact_of
from entregent.rights.models import RightRequest
from entregent.rights.rules import WARN_DAYS
from entregent.tickets import actions as tickets
from entregent.tickets.models import Priority, Ticket

CLOCK = "system:clock"
BATCH = 200


def press(now: datetime) -> int:
    """Give a high priority to the requests that have few days left, a transaction each; return how many. Each once."""
    with every_brand():
        left = RightRequest.objects.filter(
            answered_at=None, warned_at=None, due_on__lte=(now + timedelta(days=WARN_DAYS)).date()
        )
        found = list(left.values_list("brand", "id")[:BATCH])
    for brand, id in found:
        with visible([brand]):
            request = _locked().filter(id=id, answered_at=None, warned_at=None).first()
            if request is None:
                continue
            request.warned_at = now
            request.save(update_fields=["warned_at"])
            append([fact_of(events.due_soon, request, now, CLOCK)])
            ticket = Ticket.objects.get(id=request.ticket_id)
            if ticket.priority < Priority.HIGH:
                tickets.change_fields(ticket.id, {"priority": Priority.HIGH}, now=now, actor=CLOCK)
    return len(found)


def tell_overdue(now: datetime) -> int:
    """Tell once of each request whose last day is over without an answer; return how many."""
    with every_brand():
        waiting = _locked().select_related("brand").filter(answered_at=None, overdue_at=None, due_on__lte=now.date())
        late = [one for one in waiting[:BATCH] if now.astimezone(ZoneInfo(one.brand.time_zone)).date() > one.due_on]
        for one in late:
            one.overdue_at = now
        RightRequest.objects.bulk_update(late, ["overdue_at"])
        append([fact_of(events.overdue, one, now, CLOCK) for one in late])
    return len(late)


def _locked():
    return RightRequest.objects.select_for_update(of=["self"], skip_locked=True).order_by("due_on", "id")
