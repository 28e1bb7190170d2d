"""What becomes of promises when tickets become one, and when they are several again.

Customers were promised the nearer of two instants: the ticket kept takes over what falls due before its own, and what it had
not promised. Given back, an absorbed ticket owes what it would owe had it never been merged; the kept one its own terms,
less the business time used since.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from entregent.calendar.queries import parsed
from entregent.journal.kinds import Fact
from entregent.tickets import events, promises
from entregent.tickets.configuration import configuration
from entregent.tickets.models import Promise, Status, Ticket

State = Promise.State
TERMS = (
    "policy_id", "target_seconds", "activated_at", "state", "due_at", "warn_at", "left_seconds", "breached_at", "ended_at",
)  # fmt: skip
Terms = Mapping[str, Any]


def owed(ticket: Ticket) -> list[Promise]:
    """The promises that run, wait, or are broken and not yet made good."""
    return list(ticket.promises.select_related("policy__calendar").filter(ended_at__isnull=True))


def picture(of: Iterable[Promise]) -> dict[str, dict[str, Any]]:
    """The terms of promises by id, as JSON keeps them."""
    return {str(promise.id): _terms(promise) for promise in of}


def inherit(kept: Ticket, theirs: Iterable[Promise], now: datetime, actor: str) -> list[Fact]:
    """Let the ticket kept owe what these promises of another one owe sooner than its own. Written; the facts are not."""
    if kept.status == Status.RESOLVED:
        return []
    mine = owed(kept)
    facts: list[Fact] = []
    for promise in theirs:
        own = next((one for one in mine if _answers(one) == _answers(promise)), None)
        if own is None:
            mine.append(made := _copy(kept, promise, now))
            made.save(force_insert=True)
            if made.state != State.BREACHED:
                facts.append(_told(events.promise_activated, made, kept, now, actor, target=made.target_seconds))
        elif _sooner(promise, own):
            _lay(own, _terms(promise))
            own.save(update_fields=TERMS)
            facts.append(_told(events.promise_rescheduled, own, kept, now, actor))
    return facts


def revive(ticket: Ticket, pictures: Mapping[str, Terms], now: datetime, actor: str) -> list[Fact]:
    """Let an absorbed ticket owe again what it owed, as if it had never been merged: what is late by now breaks at once."""
    facts: list[Fact] = []
    for promise in ticket.promises.filter(id__in=list(pictures), state__in=[State.CANCELLED, State.BREACHED]):
        _lay(promise, pictures[str(promise.id)])
        promise.save(update_fields=TERMS)
        if promise.state == State.ACTIVE:
            facts.append(_told(events.promise_resumed, promise, ticket, now, actor))
        elif promise.state == State.PAUSED:
            facts.append(_told(events.promise_paused, promise, ticket, now, actor, left=promise.left_seconds))
    return facts


def give_back(
    kept: Ticket, pictures: tuple[Mapping[str, Terms], Mapping[str, Terms]], merged_at: datetime, now: datetime, actor: str,
    *, asleep_again: bool, written_at: datetime | None,
) -> list[Fact]:  # fmt: skip
    """Let the ticket kept owe its own terms again. ``pictures``: its promises before the merge and after it.

    ``asleep_again``: its status goes back as well. ``written_at``: when its customer wrote since, who is owed an answer from
    then on. What was broken, kept or promised since stays.
    """
    before, after = pictures
    facts: list[Fact] = []
    for promise in owed(kept):
        was, became = before.get(str(promise.id)), after.get(str(promise.id))
        if became is None or was == became:
            continue
        if was is None:
            facts += promises.cancel(promise, kept, now, actor)
            promise.save(update_fields=TERMS)
            if written_at is not None and _answers(promise):
                facts += _promise_anew(kept, promise.kind, written_at, actor)
        elif promise.state != State.BREACHED:
            if _terms(promise) == became and (asleep_again or was["state"] == promise.state):
                _lay(promise, was)
            else:
                _shift(promise, was, became, merged_at, now, asleep_again)
            promise.save(update_fields=TERMS)
            facts.append(_told(events.promise_rescheduled, promise, kept, now, actor))
    return facts


def _promise_anew(kept: Ticket, kind: str, at: datetime, actor: str) -> list[Fact]:
    policies = configuration(kept.brand_id).policies
    policy = promises.best_policy(policies, queue=kept.queue_id, priority=kept.priority, type=kept.type)
    made, facts = promises.activate(kept, policy, [kind], at, actor) if policy else ([], [])
    Promise.objects.bulk_create(made)
    return facts


def _shift(promise: Promise, was: Terms, became: Terms, merged_at: datetime, now: datetime, asleep_again: bool) -> None:
    """The own terms, less what the clock has used since the merge."""
    used = _left_under(became, merged_at) - promises.remaining(promise, now)
    left = max(_left_under(was, merged_at) - used, 0.0)
    paused = was["state"] == State.PAUSED if asleep_again else promise.state == State.PAUSED
    _lay(promise, was)
    if paused:
        promise.state, promise.due_at, promise.warn_at, promise.left_seconds = State.PAUSED, None, None, left
    else:
        promises.run(promise, parsed(promise.policy.calendar.hours), now, left, promise.policy.warn_percent)


def _copy(kept: Ticket, promise: Promise, now: datetime) -> Promise:
    kind = promise.kind
    if _answers(promise):
        kind = Promise.Kind.FIRST_RESPONSE if kept.first_response_at is None else Promise.Kind.NEXT_RESPONSE
    made = Promise(brand_id=kept.brand_id, ticket=kept, kind=kind)
    _lay(made, _terms(promise))
    if made.state == State.PAUSED and kept.status != Status.PENDING:
        policy = promise.policy
        promises.run(made, parsed(policy.calendar.hours), now, made.left_seconds or 0.0, policy.warn_percent)
    return made


def _answers(promise: Promise) -> bool:
    return promise.kind != Promise.Kind.RESOLUTION


def _sooner(promise: Promise, own: Promise) -> bool:
    if promise.state != own.state:
        return False
    if own.state == State.ACTIVE:
        return promise.due_at < own.due_at
    return own.state == State.PAUSED and (promise.left_seconds or 0.0) < (own.left_seconds or 0.0)


def _left_under(terms: Terms, at: datetime) -> float:
    promise = Promise()
    _lay(promise, terms)
    return promises.remaining(promise, at)


def _terms(promise: Promise) -> dict[str, Any]:
    fields = {name: Promise._meta.get_field(name) for name in TERMS}
    return {name: None if field.value_from_object(promise) is None else field.value_to_string(promise)
            if field.get_internal_type() in ("DateTimeField", "ForeignKey") else field.value_from_object(promise)
            for name, field in fields.items()}  # fmt: skip


def _lay(promise: Promise, terms: Terms) -> None:
    for name, value in terms.items():
        setattr(promise, name, Promise._meta.get_field(name).to_python(value))


def _told(kind: Any, promise: Promise, ticket: Ticket, now: datetime, actor: str, **data: Any) -> Fact:
    about = {"brand": ticket.brand_id, "at": now, "subject": promise.id, "actor": actor, "person": ticket.person_id}
    if "left" not in data:
        data["due"] = promise.due_at
    return kind(**about, ticket=ticket.id, promise=promise.kind, **data)
