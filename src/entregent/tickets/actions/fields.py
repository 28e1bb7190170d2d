"""Changing what a ticket says of itself, and keeping its promises in step."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from entregent.access.models import Team
from entregent.journal.actions import append
from entregent.journal.kinds import Fact
from entregent.people.models import Organisation
from entregent.routing import actions as routing
from entregent.routing.models import Queue
from entregent.tickets import events, promises
from entregent.tickets.actions.locks import locked
from entregent.tickets.configuration import configuration
from entregent.tickets.errors import FieldRefused
from entregent.tickets.models import Priority, Promise, Reason, Ticket, Type
from entregent.tickets.rules import CLOSED, RESOLVED, tidy_tags

PLAIN = ("title", "priority", "type", "tags", "custom")
LINKS = {"reason": Reason, "queue": Queue, "team": Team, "organisation": Organisation}
ACTIVE_ONLY = ("reason", "queue")
JUDGED = frozenset({"priority", "type", "queue"})
"""The fields that a promise policy looks at."""


@transaction.atomic
def change_fields(ticket_id: UUID, changes: dict[str, Any], *, now: datetime, actor: str) -> Ticket:
    """Change some of title, priority, type, tags, custom, reason, queue, team, organisation (these four by id, None for
    none, but of queues).
    Keys of ``custom`` are laid over those that stand; None takes one away.

    When the policy that fits changes with them, the promises that run move to it and keep the business time they have used.
    A queue that changes takes along whatever waits. The same values change nothing. Raises FieldRefused.
    """
    ticket = locked(ticket_id)
    append(alter(ticket, changes, now=now, actor=actor))
    return ticket


def alter(ticket: Ticket, changes: dict[str, Any], *, now: datetime, actor: str) -> list[Fact]:
    """The same on a locked ticket, saved; the facts are the caller's to append."""
    told: dict[str, list[Any]] = {}
    for name, value in changes.items():
        before = getattr(ticket, f"{name}_id" if name in LINKS else name)
        value = _checked(ticket, name, value)
        if value == before:
            continue
        setattr(ticket, f"{name}_id" if name in LINKS else name, value)
        told[name] = _tellable(name, before, value)
    if not told:
        return []
    facts = [
        events.ticket_changed(
            brand=ticket.brand_id, at=now, subject=ticket.id, actor=actor, person=ticket.person_id, changes=told
        )
    ]
    if JUDGED & told.keys() and ticket.status not in (RESOLVED, CLOSED):
        facts += follow_policy(ticket, now, actor)
    if "queue" in told:
        facts += routing.transfer_subject(ticket.id, ticket.queue_id, now=now, actor=actor)
    if "priority" in told:
        facts += routing.prioritise(ticket.id, ticket.priority, now=now, actor=actor)
    ticket.updated_at = now
    ticket.save(update_fields=[*told, "updated_at", "next_due_at"])
    return facts


def follow_policy(ticket: Ticket, now: datetime, actor: str) -> list[Fact]:
    """Move the running promises to the policy that now fits; the caller saves ``next_due_at``."""
    policy = promises.best_policy(
        configuration(ticket.brand_id).policies, queue=ticket.queue_id, priority=ticket.priority, type=ticket.type
    )
    unfinished = ticket.promises.select_related("policy__calendar").filter(ended_at__isnull=True)
    running = [promise for promise in unfinished if promise.state in (Promise.State.ACTIVE, Promise.State.PAUSED)]
    facts: list[Fact] = []
    kept: list[Promise] = []
    for promise in running:
        if policy is not None and promise.policy_id == policy.id:
            kept.append(promise)
            continue
        successor, more = promises.succeed(promise, policy, ticket, now, actor)
        facts += more
        # The old one ends before the new one begins: the database allows one open promise of a kind.
        promise.save(update_fields=["state", "ended_at", "warn_at"])
        if successor is not None:
            successor.save(force_insert=True)
            kept.append(successor)
    ticket.next_due_at = promises.nearest(kept)
    return facts


def _checked(ticket: Ticket, name: str, value: Any) -> Any:
    if name in LINKS:
        return _linked(ticket, name, value)
    if name not in PLAIN:
        raise FieldRefused(name)
    if name == "title":
        value = " ".join(str(value).split())[:250]
        if not value:
            raise FieldRefused(name)
    if name == "tags":
        value = tidy_tags(value)
    if name == "custom":
        value = {key: kept for key, kept in (ticket.custom | value).items() if kept is not None}
    if (name == "priority" and value not in Priority.values) or (name == "type" and value not in Type.values):
        raise FieldRefused(name)
    return value


def _linked(ticket: Ticket, name: str, value: UUID | str | int | None) -> UUID | int | None:
    if value in (None, ""):
        if name == "queue":
            raise FieldRefused(name)
        return None
    rows = LINKS[name].objects.filter(id=value)
    if name != "team":
        rows = rows.filter(brand=ticket.brand_id)
    if name in ACTIVE_ONLY:
        rows = rows.filter(active=True)
    found = rows.values_list("id", flat=True).first()
    if found is None:
        raise FieldRefused(name)
    return found


def _tellable(name: str, before: Any, after: Any) -> list[Any]:
    # Facts hold ids and codes only: a title, a tag or a custom value may name someone.
    if name in ("title", "custom"):
        return [None, None]
    if name == "tags":
        return [len(before), len(after)]
    return [before, after]
