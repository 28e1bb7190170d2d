"""The clocks of the promises: every function takes the instant, reckons on the policy's business hours, and returns facts.

A promise is given with its ``policy`` and the policy's ``calendar`` (``select_related("policy__calendar")``).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from entregent.calendar.queries import parsed
from entregent.journal.kinds import Fact, Kind
from entregent.kernel.business_time import BusinessCalendar, add_business, business_seconds
from entregent.tickets import events
from entregent.tickets.models import Promise, PromisePolicy, Ticket

MINUTES = {
    Promise.Kind.FIRST_RESPONSE: "first_response_minutes",
    Promise.Kind.NEXT_RESPONSE: "next_response_minutes",
    Promise.Kind.RESOLUTION: "resolution_minutes",
}


def best_policy(policies: Iterable[PromisePolicy], *, queue: UUID, priority: int, type: str) -> PromisePolicy | None:
    """The most precise policy that fits: each of queue, priority and type that it names counts, in that order."""

    def precision(policy: PromisePolicy) -> tuple[bool, bool, bool]:
        return (policy.queue_id is not None, policy.priority is not None, bool(policy.type))

    fitting = [
        policy
        for policy in policies
        if policy.queue_id in (None, queue) and policy.priority in (None, priority) and policy.type in ("", type)
    ]
    return max(fitting, key=precision, default=None)


def activate(
    ticket: Ticket, policy: PromisePolicy, kinds: Iterable[str], at: datetime, actor: str, since: datetime | None = None
) -> tuple[list[Promise], list[Fact]]:
    """New promises of these kinds, unsaved, with their facts; a kind for which the policy says nothing is left out.

    ``since``: when their clocks began to run, where that was earlier; those that are late by now are broken.
    """
    calendar = parsed(policy.calendar.hours)
    promises, facts = [], []
    for kind in kinds:
        minutes = getattr(policy, MINUTES[Promise.Kind(kind)])
        if minutes is None:
            continue
        promise = Promise(
            brand_id=ticket.brand_id,
            ticket=ticket,
            policy=policy,
            kind=kind,
            target_seconds=minutes * 60,
            activated_at=since or at,
        )
        run(promise, calendar, promise.activated_at, minutes * 60.0, policy.warn_percent)
        promises.append(promise)
        facts.append(
            _fact(events.promise_activated, promise, ticket, at, actor, due=promise.due_at, target=promise.target_seconds)
        )
        if promise.due_at < at:
            facts += breach(promise, ticket)
    return promises, facts


def pause(promise: Promise, ticket: Ticket, at: datetime, actor: str) -> list[Fact]:
    """Stop the clock of a running promise and keep what is left of it."""
    if promise.state != Promise.State.ACTIVE:
        return []
    calendar = parsed(promise.policy.calendar.hours)
    promise.left_seconds = business_seconds(calendar, at, promise.due_at) if at < promise.due_at else 0.0
    promise.state, promise.due_at, promise.warn_at = Promise.State.PAUSED, None, None
    return [_fact(events.promise_paused, promise, ticket, at, actor, left=promise.left_seconds)]


def resume(promise: Promise, ticket: Ticket, at: datetime, actor: str) -> list[Fact]:
    """Let the clock of a paused promise run again."""
    if promise.state != Promise.State.PAUSED:
        return []
    policy = promise.policy
    run(promise, parsed(policy.calendar.hours), at, promise.left_seconds or 0.0, policy.warn_percent)
    return [_fact(events.promise_resumed, promise, ticket, at, actor, due=promise.due_at)]


def fulfil(promise: Promise, ticket: Ticket, at: datetime, actor: str) -> list[Fact]:
    """Keep a promise; one that is already broken is only ended, late."""
    if promise.state in (Promise.State.FULFILLED, Promise.State.CANCELLED) or promise.ended_at is not None:
        return []
    if promise.state == Promise.State.ACTIVE and at > promise.due_at:
        facts = breach(promise, ticket)
    else:
        facts = []
    promise.ended_at = at
    if promise.state == Promise.State.BREACHED:
        return facts
    used = promise.target_seconds - remaining(promise, at)
    promise.state, promise.warn_at = Promise.State.FULFILLED, None
    return [_fact(events.promise_fulfilled, promise, ticket, at, actor, used=used, target=promise.target_seconds)]


def breach(promise: Promise, ticket: Ticket) -> list[Fact]:
    """Mark a promise as broken at the exact instant it was due, whenever that is noticed."""
    promise.state, promise.breached_at, promise.warn_at = Promise.State.BREACHED, promise.due_at, None
    return [
        _fact(
            events.promise_breached,
            promise,
            ticket,
            promise.due_at,
            "system:clock",
            due=promise.due_at,
            staff=ticket.assignee_id,
        )
    ]


def cancel(promise: Promise, ticket: Ticket, at: datetime, actor: str) -> list[Fact]:
    """A promise without object any more (merged or closed ticket); one that is broken stays so, and is owed no more."""
    if promise.state == Promise.State.BREACHED:
        promise.ended_at = promise.ended_at or at
    if promise.state not in (Promise.State.ACTIVE, Promise.State.PAUSED):
        return []
    promise.state, promise.ended_at, promise.warn_at = Promise.State.CANCELLED, at, None
    return [_fact(events.promise_cancelled, promise, ticket, at, actor)]


def succeed(
    promise: Promise, policy: PromisePolicy | None, ticket: Ticket, at: datetime, actor: str
) -> tuple[Promise | None, list[Fact]]:
    """End a promise for one of the same kind under another policy (None: nothing is promised any more).

    What it has used of its time stays used, what it had paused stays paused: only the target changes. The new one is unsaved.
    """
    used = promise.target_seconds - remaining(promise, at)
    paused = promise.state == Promise.State.PAUSED
    began = promise.activated_at
    facts = cancel(promise, ticket, at, actor)
    minutes = getattr(policy, MINUTES[Promise.Kind(promise.kind)]) if policy is not None else None
    if policy is None or minutes is None:
        return None, facts
    successor = Promise(
        brand_id=ticket.brand_id, ticket=ticket, policy=policy, kind=promise.kind, target_seconds=minutes * 60,
        activated_at=began,
    )  # fmt: skip
    left = max(minutes * 60.0 - used, 0.0)
    run(successor, parsed(policy.calendar.hours), at, left, policy.warn_percent)
    due = successor.due_at
    if paused:
        successor.state, successor.due_at, successor.warn_at, successor.left_seconds = Promise.State.PAUSED, None, None, left
    activated = events.promise_activated
    facts.append(_fact(activated, successor, ticket, at, actor, due=due, target=successor.target_seconds))
    return successor, facts


def nearest(promises: Iterable[Promise]) -> datetime | None:
    """When the first of the running promises breaks."""
    return min(
        (promise.due_at for promise in promises if promise.state == Promise.State.ACTIVE and promise.due_at), default=None
    )


def remaining(promise: Promise, at: datetime) -> float:
    """Business seconds until it breaks: those kept while it is paused."""
    if promise.state == Promise.State.PAUSED:
        return promise.left_seconds or 0.0
    return business_seconds(parsed(promise.policy.calendar.hours), at, promise.due_at)


def run(promise: Promise, calendar: BusinessCalendar, at: datetime, seconds: float, warn_percent: int) -> None:
    """Let its clock run from an instant with so many business seconds left."""
    promise.state, promise.left_seconds = Promise.State.ACTIVE, None
    promise.due_at = add_business(calendar, at, timedelta(seconds=seconds))
    quiet = seconds - promise.target_seconds * (100 - warn_percent) / 100
    promise.warn_at = add_business(calendar, at, timedelta(seconds=quiet)) if quiet > 0 else None


def _fact(kind: Kind, promise: Promise, ticket: Ticket, at: datetime, actor: str, **data: object) -> Fact:
    return kind(
        brand=ticket.brand_id,
        at=at,
        subject=promise.id,
        actor=actor,
        person=ticket.person_id,
        ticket=ticket.id,
        promise=promise.kind,
        **data,
    )
