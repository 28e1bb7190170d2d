"""What becomes of a callback once its request waits for an agent."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.callbacks import events
from entregent.callbacks.actions.booking import fact_of
from entregent.callbacks.actions.trying import judge
from entregent.callbacks.models import Callback
from entregent.journal.actions import append


@transaction.atomic
def take(ticket: UUID, at: datetime) -> None:
    """An agent has the request in hand, and calls. Twice is once."""
    callback = _of(ticket, [Callback.State.DUE])
    if callback is None:
        return
    callback.state, callback.taken_at = Callback.State.TAKEN, at
    callback.save(update_fields=["state", "taken_at"])


@transaction.atomic
def end(ticket: UUID, actor: str, at: datetime) -> None:
    """The request is settled: so is the callback. Where no call of ours was placed they were called by other means, when an
    agent took it up."""
    callback = _of(ticket, [Callback.State.DUE, Callback.State.TAKEN])
    if callback is None:
        return
    callback.state, callback.ended_at = Callback.State.DONE, at
    callback.save(update_fields=["state", "ended_at"])
    facts = [fact_of(events.done, callback, at, actor)]
    if callback.taken_at is not None and not callback.tries:
        facts.append(judge(callback, callback.taken_at, actor))
    append(facts)


def _of(ticket: UUID, states: list[str]) -> Callback | None:
    return Callback.objects.select_for_update(of=["self"]).filter(ticket=ticket, state__in=states).first()
