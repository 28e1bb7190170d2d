"""What becomes of a callback once its request waits for an agent."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.callbacks import events
from entregent.callbacks.actions.booking import fact_of
from entregent.callbacks.models import Callback
from entregent.journal.actions import append


@transaction.atomic
def take(ticket: UUID, staff: str, at: datetime) -> None:
    """An agent has the request in hand: the promise is kept, or the wait is over late. Twice is once."""
    callback = _of(ticket, [Callback.State.DUE])
    if callback is None:
        return
    callback.state, callback.taken_at = Callback.State.TAKEN, at
    actor = f"staff:{staff}"
    if at <= callback.due_at:
        fact = fact_of(events.kept, callback, at, actor, early_seconds=(callback.due_at - at).total_seconds())
    else:
        callback.missed_at = callback.due_at
        fact = fact_of(events.taken_late, callback, at, actor, late_seconds=(at - callback.due_at).total_seconds())
    callback.save(update_fields=["state", "taken_at", "missed_at"])
    append([fact])


@transaction.atomic
def end(ticket: UUID, actor: str, at: datetime) -> None:
    """The request is settled: so is the callback."""
    callback = _of(ticket, [Callback.State.DUE, Callback.State.TAKEN])
    if callback is None:
        return
    callback.state, callback.ended_at = Callback.State.DONE, at
    callback.save(update_fields=["state", "ended_at"])
    append([fact_of(events.done, callback, at, actor)])


def _of(ticket: UUID, states: list[str]) -> Callback | None:
    return Callback.objects.select_for_update(of=["self"]).filter(ticket=ticket, state__in=states).first()
