"""Several tickets that are one request become one, and several again."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from entregent.conversations import actions as conversations
from entregent.conversations.models import Message
from entregent.journal.actions import append
from entregent.journal.kinds import Fact
from entregent.routing import actions as routing
from entregent.routing.errors import CannotServe, Unknown
from entregent.routing.models import WorkItem
from entregent.routing.queries import item_of
from entregent.tickets import events, promises
from entregent.tickets.actions.inheritance import give_back, inherit, owed, picture, revive
from entregent.tickets.actions.locks import locked_all
from entregent.tickets.actions.openings import enqueue
from entregent.tickets.actions.status import move
from entregent.tickets.errors import MergeRefused
from entregent.tickets.models import Merge, Promise, Status, Task, Ticket
from entregent.tickets.rules import AWAKE, after_merge, tidy_tags

STATE = ("status", "resolved_at", "closed_at", "reopened_count")


@transaction.atomic
def merge(into: UUID, absorbed: Sequence[UUID], *, now: datetime, actor: str) -> Merge:
    """Move every message, draft, task, child and tag of the absorbed tickets to the one that is kept; they close and lead
    to it.

    What the customer writes later in an absorbed conversation goes to the kept ticket. Where an absorbed one waited for us,
    the kept one does, and owes what falls due sooner. Raises MergeRefused for a ticket that is kept or already merged, of
    another brand, or closed for the kept one.
    """
    ids = [id for id in dict.fromkeys(absorbed) if id != into]
    children = Ticket.objects.filter(parent__in=ids).values_list("id", flat=True)
    locked = locked_all([into, *ids, *children])
    kept = locked.get(into)
    others = [locked[id] for id in ids if id in locked]
    _judge(kept, others, len(ids))
    state, tags, promised = _state(kept), kept.tags, picture(owed(kept))
    facts = _wake(kept, others, now, actor)
    moved: dict[str, Any] = {}
    for ticket in others:
        moved[str(ticket.id)], more = _absorb(kept, ticket, now, actor)
        facts += more
    kept.tags = tidy_tags([*tags, *(tag for ticket in others for tag in ticket.tags)])
    kept.updated_at = now
    running = owed(kept)
    kept.next_due_at = promises.nearest(running)
    kept.save(update_fields=["tags", "updated_at", "next_due_at"])
    before = {
        "state": [state, _state(kept)],
        "tags": [tag for tag in kept.tags if tag not in tags],
        "promises": [promised, picture(running)],
    }
    by = UUID(actor.removeprefix("staff:")) if actor.startswith("staff:") else None
    made = Merge.objects.create(
        brand_id=kept.brand_id, kept=kept, absorbed=ids, by_id=by, at=now, before=before, moved=moved
    )  # fmt: skip
    append(facts)
    return made


@transaction.atomic
def undo_merge(merge_id: UUID, *, now: datetime, actor: str) -> Merge:
    """Give the absorbed tickets back with all that was theirs, as if they had never been merged.

    What came since the merge stays with the kept ticket, and so does what has left it since. Raises Merge.DoesNotExist,
    MergeRefused when it is undone already, or when a later merge must be undone first.
    """
    merge = Merge.objects.get(id=merge_id)
    children = [child for one in merge.moved.values() for child in one["children"]]
    locked = locked_all([merge.kept_id, *merge.absorbed, *map(UUID, children)])
    merge.refresh_from_db()  # what another has undone while we waited
    kept = locked[merge.kept_id]
    if merge.undone_at is not None:
        raise MergeRefused(_("This merge is undone already."))
    if kept.merged_into_id or Merge.objects.filter(kept=kept, undone_at=None, id__gt=merge.id).exists():
        raise MergeRefused(_("A later merge of this ticket must be undone first."))
    facts = [fact for id in merge.absorbed for fact in _release(kept, locked[id], merge.moved[str(id)], now, actor)]
    facts += _restore(kept, merge, now, actor)
    merge.undone_at = now
    merge.save(update_fields=["undone_at"])
    append(facts)
    return merge


def _judge(kept: Ticket | None, others: list[Ticket], asked: int) -> None:
    if kept is None or not others or len(others) < asked:
        raise MergeRefused(_("Choose at least one other ticket that you may see."))
    if kept.merged_into_id or kept.status == Status.CLOSED:
        raise MergeRefused(_("The ticket to keep is closed: choose one that is still open."))
    for ticket in others:
        if ticket.brand_id != kept.brand_id:
            raise MergeRefused(_("Tickets of different brands cannot be merged."))
        if ticket.merged_into_id:
            raise MergeRefused(_("Ticket %(number)s is already merged into another one.") % {"number": ticket.number})


def _wake(kept: Ticket, others: list[Ticket], now: datetime, actor: str) -> list[Fact]:
    status = after_merge(kept.status, [ticket.status for ticket in others])
    if status == kept.status:
        return []
    return [*move(kept, status, staff=None, now=now, actor=actor), *enqueue(kept, now, actor)]


def _absorb(kept: Ticket, ticket: Ticket, now: datetime, actor: str) -> tuple[dict[str, Any], list[Fact]]:
    """What undoing needs, and the facts."""
    running = owed(ticket)
    item = item_of(ticket.id)
    waited = item is not None and item.state in (WorkItem.State.WAITING, WorkItem.State.OFFERED, WorkItem.State.TAKEN)
    moved = {
        "state": _state(ticket),
        "promises": picture(running),
        "since": item.enqueued_at.isoformat() if waited else None,
        "agent": str(item.agent_id) if waited and item.state == WorkItem.State.TAKEN else None,
        "tasks": _ids(Task.objects.filter(ticket=ticket.id)),
        "children": _ids(Ticket.objects.filter(parent=ticket.id).exclude(id=kept.id)),
        **conversations.join(ticket.conversation_id, kept.conversation_id),
    }
    Task.objects.filter(id__in=moved["tasks"]).update(ticket=kept)
    Ticket.objects.filter(id__in=moved["children"]).update(parent=kept)
    facts = inherit(kept, running, now, actor)
    for promise in running:
        facts += promises.cancel(promise, ticket, now, actor)
    Promise.objects.bulk_update(running, ["state", "ended_at", "warn_at"])
    facts += routing.settle(ticket.id, now=now, actor=actor)
    ticket.merged_into, ticket.status, ticket.closed_at = kept, Status.CLOSED, now
    ticket.updated_at, ticket.next_due_at = now, None
    ticket.save(update_fields=["merged_into", "status", "closed_at", "updated_at", "next_due_at"])
    return moved, [*facts, *_told(events.ticket_merged, kept, ticket, len(moved["messages"]), now, actor)]


def _release(kept: Ticket, ticket: Ticket, moved: dict[str, Any], now: datetime, actor: str) -> list[Fact]:
    back = conversations.part(
        ticket.conversation_id, kept.conversation_id, messages=moved["messages"], drafts=moved["drafts"]
    )  # fmt: skip
    Task.objects.filter(id__in=moved["tasks"], ticket=kept).update(ticket=ticket)
    Ticket.objects.filter(id__in=moved["children"], parent=kept).update(parent=ticket)
    _lay(ticket, moved["state"])
    facts = revive(ticket, moved["promises"], now, actor)
    ticket.merged_into, ticket.updated_at, ticket.next_due_at = None, now, promises.nearest(owed(ticket))
    ticket.save(update_fields=[*STATE, "merged_into", "updated_at", "next_due_at"])
    if moved["since"] and ticket.status in AWAKE:
        facts += enqueue(ticket, now, actor, since=parse_datetime(moved["since"]))
        if moved["agent"]:
            with suppress(CannotServe, Unknown):  # who had it is gone: it waits
                facts += routing.take_subject(ticket.id, UUID(moved["agent"]), now=now, actor=actor)[1]
    return [*facts, *_told(events.ticket_unmerged, kept, ticket, back, now, actor)]


def _restore(kept: Ticket, merge: Merge, now: datetime, actor: str) -> list[Fact]:
    """Take from the kept ticket what the merge gave it. It sleeps again unless someone has moved it or written since."""
    before, after = merge.before["state"]
    written = Message.objects.filter(conversation=kept.conversation_id, kind=Message.Kind.IN, automatic=False, at__gt=merge.at)
    written_at = written.order_by("at").values_list("at", flat=True).first()
    asleep_again = before != after and _state(kept) == after and written_at is None
    first, then = merge.before["promises"]
    facts = give_back(kept, (first, then), merge.at, now, actor, asleep_again=asleep_again, written_at=written_at)
    if asleep_again:
        _lay(kept, before)
        changes = {"status": [after["status"], before["status"]]}
        facts.append(events.ticket_changed(**_about(kept, now, actor), changes=changes))
        facts += routing.settle(kept.id, now=now, actor=actor)
    kept.tags = [tag for tag in kept.tags if tag not in merge.before["tags"]]
    kept.updated_at, kept.next_due_at = now, promises.nearest(owed(kept))
    kept.save(update_fields=[*STATE, "tags", "updated_at", "next_due_at"])
    return facts


def _told(kind: Any, kept: Ticket, ticket: Ticket, messages: int, now: datetime, actor: str) -> list[Fact]:
    return [
        kind(**_about(ticket, now, actor), into=kept.id, messages=messages),
        kind(**_about(kept, now, actor), into=kept.id, absorbed=ticket.id, messages=messages),
    ]


def _about(ticket: Ticket, now: datetime, actor: str) -> dict[str, Any]:
    return {"brand": ticket.brand_id, "at": now, "subject": ticket.id, "actor": actor, "person": ticket.person_id}


def _ids(rows: Any) -> list[str]:
    return [str(id) for id in rows.values_list("id", flat=True)]


def _state(ticket: Ticket) -> dict[str, Any]:
    values = {name: getattr(ticket, name) for name in STATE}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def _lay(ticket: Ticket, state: dict[str, Any]) -> None:
    for name, value in state.items():
        setattr(ticket, name, Ticket._meta.get_field(name).to_python(value))
