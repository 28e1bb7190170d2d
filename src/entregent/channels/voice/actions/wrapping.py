"""What an agent finishes after a call: their wrap-up, ended by hand, or made longer."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.channels.voice.errors import DispositionWanted
from entregent.channels.voice.models import Call, DispositionPolicy
from entregent.journal.actions import append
from entregent.routing import actions as routing


@transaction.atomic
def finish_wrap_up(call_id: UUID, *, staff: UUID, now: datetime) -> bool:
    """The paperwork after a call is done: its agent has room again. False when they had none. Raises DispositionWanted."""
    call = Call.objects.select_for_update(of=["self"]).get(id=call_id)
    if call.disposition_id is None and DispositionPolicy.objects.filter(brand=call.brand_id, required=True).exists():
        raise DispositionWanted
    facts = routing.finish_wrap_up(waits_as(call), staff, now)
    append(facts)
    return bool(facts)


@transaction.atomic
def prolong_wrap_up(call_id: UUID, *, staff: UUID, now: datetime) -> bool:
    """A minute more, within what the queue allows. False where there is none to be had."""
    call = Call.objects.get(id=call_id)
    facts = routing.prolong(waits_as(call), staff, now)
    append(facts)
    return bool(facts)


def waits_as(call: Call) -> UUID:
    """What a call stands under with the router: its request; one that we placed, itself."""
    return call.id if call.direction == Call.Direction.OUT or call.ticket_id is None else call.ticket_id
