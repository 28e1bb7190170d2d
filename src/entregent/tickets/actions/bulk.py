"""One change for many tickets: asked at once, done by a job in batches, each ticket in its own savepoint, undone when asked."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from entregent.access.models import Staff
from entregent.jobs.app import later
from entregent.routing.models import Queue
from entregent.tickets.actions.fields import change_fields
from entregent.tickets.actions.hands import assign, release
from entregent.tickets.actions.locks import locked_all
from entregent.tickets.actions.merge import merge, undo_merge
from entregent.tickets.actions.status import set_status
from entregent.tickets.errors import ActionUnknown
from entregent.tickets.models import BulkRun, Merge, Priority, Status, Ticket, Type

BATCH = 25
MOST = 5000

Apply = Callable[[Ticket, dict[str, Any], Staff, datetime], None]


def _status(ticket: Ticket, parameters: dict[str, Any], staff: Staff, now: datetime) -> None:
    set_status(ticket.id, parameters["status"], staff=staff, now=now, actor=f"staff:{staff.id}")


def _assign(ticket: Ticket, parameters: dict[str, Any], staff: Staff, now: datetime) -> None:
    to = parameters["assignee"]
    if to is None:
        release(ticket.id, now=now, actor=f"staff:{staff.id}")
    else:
        assign(ticket.id, Staff.objects.get(id=to), now=now, actor=f"staff:{staff.id}")


def _fields(ticket: Ticket, parameters: dict[str, Any], staff: Staff, now: datetime) -> None:
    change_fields(ticket.id, parameters, now=now, actor=f"staff:{staff.id}")


def _add_tags(ticket: Ticket, parameters: dict[str, Any], staff: Staff, now: datetime) -> None:
    change_fields(ticket.id, {"tags": [*ticket.tags, *parameters["tags"]]}, now=now, actor=f"staff:{staff.id}")


def _merge(ticket: Ticket, parameters: dict[str, Any], staff: Staff, now: datetime) -> None:
    if str(ticket.id) != parameters["into"]:
        merge(UUID(parameters["into"]), [ticket.id], now=now, actor=f"staff:{staff.id}")


def _unmerge(ticket: Ticket, parameters: dict[str, Any], staff: Staff, now: datetime) -> None:
    undo_merge(UUID(parameters["merge"]), now=now, actor=f"staff:{staff.id}")


ACTIONS: dict[str, tuple[frozenset[str], Apply]] = {
    "status": (frozenset({"status"}), _status),
    "assign": (frozenset({"assignee"}), _assign),
    "priority": (frozenset({"priority"}), _fields),
    "queue": (frozenset({"queue"}), _fields),
    "type": (frozenset({"type"}), _fields),
    "add_tags": (frozenset({"tags"}), _add_tags),
    "merge": (frozenset({"into"}), _merge),
}
UNDONE_BY: dict[str, tuple[str, Apply]] = {
    "status": ("status", _status), "assign": ("assignee", _assign), "priority": ("priority", _fields),
    "queue": ("queue", _fields), "type": ("type", _fields), "add_tags": ("tags", _fields),
    "merge": ("merge", _unmerge),
}  # fmt: skip


@transaction.atomic
def ask_bulk(
    tickets: Sequence[UUID], action: str, parameters: dict[str, Any], *, staff: Staff, brands: Sequence[UUID], now: datetime
) -> list[BulkRun]:
    """Ask for a change of many tickets (at most 5,000), those of ``brands`` only: one run a brand, begun after the commit.

    Raises ActionUnknown for an action, or parameters, that are not those of ``ACTIONS`` or stand for nothing.
    """
    from entregent.tickets.jobs import run_bulk  # the job calls back into this module

    if action not in ACTIONS or set(parameters) != ACTIONS[action][0] or not _possible(**parameters):
        raise ActionUnknown()
    of_brand: dict[UUID, list[UUID]] = {}
    chosen = Ticket.objects.filter(id__in=list(tickets)[:MOST], brand__in=list(brands)).order_by("id")
    for id, brand in chosen.values_list("id", "brand_id"):
        of_brand.setdefault(brand, []).append(id)
    runs = [
        BulkRun(brand_id=brand, by=staff, action=action, parameters=parameters, tickets=ids, total=len(ids), asked_at=now)
        for brand, ids in of_brand.items()
    ]
    BulkRun.objects.bulk_create(runs)
    for run in runs:
        later(run_bulk, brand=str(run.brand_id), run=str(run.id))
    return runs


def advance_bulk(run_id: UUID, now: datetime) -> bool:
    """Do the next batch of a run, in one transaction; True while some are left. A killed worker repeats its batch only."""
    with transaction.atomic():
        run = BulkRun.objects.select_for_update(of=["self"]).select_related("by").filter(id=run_id).first()
        if run is None or run.state not in (BulkRun.State.QUEUED, BulkRun.State.RUNNING):
            return False
        batch = run.tickets[run.done : run.done + BATCH]
        # Held from the start: what is replaced, and what tags are added to, is what stands, not what stood a moment ago.
        rows = _held(run, batch)
        for id in batch:
            _one(run, rows[id], now)
        run.done += len(batch)
        left = run.done < run.total
        run.state = BulkRun.State.RUNNING if left else BulkRun.State.DONE
        run.ended_at = None if left else now
        run.save(update_fields=["done", "state", "failures", "before", "ended_at"])
        return left


@transaction.atomic
def undo_bulk(run_id: UUID, *, staff: Staff, now: datetime) -> BulkRun:
    """Put back what a finished run replaced, where nobody has changed it since; what refuses is added to the failures.

    Raises ActionUnknown for a run that is not finished.
    """
    run = BulkRun.objects.select_for_update(of=["self"]).get(id=run_id)
    if run.state != BulkRun.State.DONE:
        raise ActionUnknown()
    name, apply = UNDONE_BY[run.action]
    rows = _held(run, [UUID(id) for id in run.before])
    for id in sorted(run.before, reverse=True):  # merges are undone from the last
        before, after = run.before[id]
        ticket = rows.get(UUID(id))
        if ticket is None or _value(run.action, ticket) != after:
            continue
        # No status leads back to "new": a ticket that was looked at is open.
        wanted = after if run.action == "merge" else Status.OPEN if before == Status.NEW else before
        try:
            with transaction.atomic():
                apply(ticket, {name: wanted}, staff, now)
        except ValueError as refusal:
            run.failures.append({"ticket": id, "reason": str(refusal)})
    run.state = BulkRun.State.UNDONE
    run.save(update_fields=["state", "failures"])
    return run


def _possible(
    *, status: str = Status.OPEN, assignee: object = None, priority: int = 0, queue: object = None, type: str = Type.QUESTION,
    tags: Sequence[str] = ("any",), into: object = None,
) -> bool:  # fmt: skip
    """Whether what a change names exists behind the open walls: a run must not stumble on it ticket after ticket."""
    try:
        agents, queues = Staff.objects.filter(is_active=True), Queue.objects.filter(active=True)
        ids = ((agents, assignee), (queues, queue), (Ticket.objects, into))
        named = [rows.filter(id=id).exists() for rows, id in ids if id is not None]
    except ValidationError:
        return False
    return all(named) and status in Status.values and priority in Priority.values and type in Type.values and bool(tags)


def _held(run: BulkRun, ids: list[UUID]) -> dict[UUID, Ticket]:
    return locked_all([*ids, *([UUID(run.parameters["into"])] if run.action == "merge" else [])])


def _one(run: BulkRun, ticket: Ticket, now: datetime) -> None:
    before = _value(run.action, ticket)
    try:
        with transaction.atomic():
            ACTIONS[run.action][1](ticket, run.parameters, run.by, now)
    except ValueError as refusal:
        run.failures.append({"ticket": str(ticket.id), "reason": str(refusal)})
        return
    ticket.refresh_from_db()
    after = _value(run.action, ticket)
    if after != before:
        run.before[str(ticket.id)] = [before, after]


def _value(action: str, ticket: Ticket) -> Any:
    """What the action changes, as JSON keeps it."""
    if action == "assign":
        return str(ticket.assignee_id) if ticket.assignee_id else None
    if action == "queue":
        return str(ticket.queue_id)
    if action == "merge":
        undoable = Merge.objects.filter(kept=ticket.merged_into_id, absorbed__contains=[ticket.id], undone_at=None)
        return next((str(id) for id in undoable.values_list("id", flat=True)), None)
    return {"status": ticket.status, "priority": ticket.priority, "type": ticket.type, "add_tags": ticket.tags}.get(action)
