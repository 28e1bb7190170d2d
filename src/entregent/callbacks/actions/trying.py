"""Calling back: the place kept in a queue, each try, and the promise, judged by the call that reached somebody."""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from entregent.calendar.queries import default_calendar, parsed
from entregent.callbacks import events
from entregent.callbacks.actions.booking import about_it, fact_of
from entregent.callbacks.errors import AlreadyBooked
from entregent.callbacks.models import Callback, Offering
from entregent.callbacks.queries.agenda import OPEN
from entregent.callbacks.rules import next_try
from entregent.journal.actions import append
from entregent.kernel.business_time import BusinessCalendar, add_business
from entregent.people import actions as people
from entregent.routing.models import Queue
from entregent.tickets import actions as tickets
from entregent.tickets.errors import TicketRefusal

ACTOR = "system:callbacks"
CHANNEL = "callback"
UNDER_WAY = (Callback.State.BOOKED, Callback.State.DUE, Callback.State.TAKEN)


@transaction.atomic
def keep_place(
    brand: UUID, person: UUID, phone: str, queue: UUID, ticket: UUID, *, wait: int | None, source: str, now: datetime
) -> Callback:
    """Promise to call somebody who waits on the telephone, at ``phone`` (E.164), when it is their turn; ``ticket`` is what they
    wait under. The promise: within the wait that is expected (seconds), or the queue's target if that is longer.

    Raises AlreadyBooked when they wait for a call of this queue already.
    """
    person = people.hold(person)
    if Callback.objects.filter(person=person, queue=queue, state__in=OPEN).exists():
        raise AlreadyBooked()
    row = Queue.objects.select_related("calendar").get(id=queue)
    patience = timedelta(seconds=max(wait or 0, row.target_seconds))
    made = Callback.objects.create(
        brand_id=brand, person_id=person, queue=row, phone=phone, source=source, state=Callback.State.DUE, starts_at=now,
        due_at=add_business(_hours(row), now, patience), ticket_id=ticket, asked_at=now,
    )  # fmt: skip
    booked = events.booked(**about_it(made, now, f"person:{person}"), slot=None, due=made.due_at, source=source)
    append([booked, fact_of(events.fell_due, made, now, ACTOR)])
    return made


@transaction.atomic
def reached(ticket: UUID, at: datetime, actor: str) -> None:
    """They answered: the promise is kept, or the wait is over late. Twice is once."""
    callback = _under_way(ticket)
    if callback is not None and callback.reached_at is None:
        callback.tries, callback.reached_at, callback.state = callback.tries + 1, at, Callback.State.TAKEN
        callback.save(update_fields=["tries", "reached_at", "state"])
        append([judge(callback, at, actor)])


@transaction.atomic
def not_reached(ticket: UUID, at: datetime, actor: str) -> None:
    """They did not answer: they are called again after a while, in the queue's hours, and for the last time given up; the
    request leaves the agent's hands meanwhile."""
    callback = _under_way(ticket)
    if callback is None or callback.reached_at is not None:
        return
    offering = Offering.objects.filter(queue=callback.queue_id).first() or Offering()
    callback.tries, callback.tried_at = callback.tries + 1, at
    again = next_try(
        callback.tries, offering.most_tries, at, timedelta(minutes=offering.retry_minutes), _hours(callback.queue)
    )  # fmt: skip
    if again is None:
        callback.state, callback.ended_at = Callback.State.UNREACHED, at
        fact = fact_of(events.given_up, callback, at, actor, tries=callback.tries)
    else:
        callback.state, callback.starts_at = Callback.State.BOOKED, again
        fact = fact_of(events.tried, callback, at, actor, tries=callback.tries, again=again)
    callback.save(update_fields=["tries", "tried_at", "state", "starts_at", "ended_at"])
    append([fact])
    with suppress(TicketRefusal):  # it is settled already
        tickets.set_status(ticket, "pending", staff=None, now=at, actor=actor)


def judge(callback: Callback, at: datetime, actor: str) -> object:
    """The fact of a promise kept, or kept late; the lateness is noted, saved."""
    if at <= callback.due_at:
        return fact_of(events.kept, callback, at, actor, early_seconds=(callback.due_at - at).total_seconds())
    callback.missed_at = callback.due_at
    callback.save(update_fields=["missed_at"])
    return fact_of(events.late, callback, at, actor, late_seconds=(at - callback.due_at).total_seconds())


def _hours(queue: Queue) -> BusinessCalendar:
    return parsed(queue.calendar.hours) if queue.calendar else default_calendar(queue.brand_id)


def _under_way(ticket: UUID) -> Callback | None:
    rows = Callback.objects.select_for_update(of=["self"]).select_related("queue__calendar")
    return rows.filter(ticket=ticket, state__in=UNDER_WAY).first()
