"""Several tickets that are one request become one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from entregent.conversations.models import Conversation, Draft, Message
from entregent.journal.actions import append
from entregent.journal.kinds import Fact
from entregent.routing import actions as routing
from entregent.tickets import events, promises
from entregent.tickets.errors import MergeRefused
from entregent.tickets.models import Promise, Status, Task, Ticket
from entregent.tickets.rules import tidy_tags


@transaction.atomic
def merge(into: UUID, absorbed: Sequence[UUID], *, now: datetime, actor: str) -> Ticket:
    """Move every message, task and tag of the absorbed tickets to the one that is kept; they close and lead to it.

    What the customer writes later in an absorbed conversation goes to the kept ticket. Raises MergeRefused for a ticket that
    is kept or already merged, of another brand, or closed for the kept one.
    """
    ids = [id for id in dict.fromkeys(absorbed) if id != into]
    # Locked in the order of their ids: two merges that cross wait for each other instead of for ever.
    rows = Ticket.objects.select_for_update(of=["self"]).filter(id__in=[into, *ids]).order_by("id")
    locked = {ticket.id: ticket for ticket in rows}
    kept = locked.get(into)
    others = [locked[id] for id in ids if id in locked]
    _judge(kept, others, len(ids))
    facts = [fact for ticket in others for fact in _absorb(kept, ticket, now, actor)]
    kept.tags = tidy_tags([*kept.tags, *(tag for ticket in others for tag in ticket.tags)])
    kept.updated_at = now
    kept.save(update_fields=["tags", "updated_at"])
    append(facts)
    return kept


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


def _absorb(kept: Ticket, ticket: Ticket, now: datetime, actor: str) -> list[Fact]:
    moved = Message.objects.filter(conversation=ticket.conversation_id).update(conversation=kept.conversation_id)
    known = Draft.objects.filter(conversation=kept.conversation_id).values_list("staff", "kind")
    for draft in Draft.objects.filter(conversation=ticket.conversation_id):
        if (draft.staff_id, draft.kind) not in known:
            Draft.objects.filter(id=draft.id).update(conversation=kept.conversation_id)
    Conversation.objects.filter(id=ticket.conversation_id).update(merged_into=kept.conversation_id)
    Task.objects.filter(ticket=ticket.id).update(ticket=kept)
    Ticket.objects.filter(parent=ticket.id).exclude(id=kept.id).update(parent=kept)
    facts: list[Fact] = []
    running = list(ticket.promises.filter(ended_at__isnull=True))
    for promise in running:
        facts += promises.cancel(promise, ticket, now, actor)
    Promise.objects.bulk_update(running, ["state", "ended_at", "warn_at"])
    facts += routing.settle(ticket.id, now=now, actor=actor)
    ticket.merged_into, ticket.status, ticket.closed_at = kept, Status.CLOSED, now
    ticket.updated_at, ticket.next_due_at = now, None
    ticket.save(update_fields=["merged_into", "status", "closed_at", "updated_at", "next_due_at"])
    about = {"brand": ticket.brand_id, "at": now, "actor": actor, "person": ticket.person_id}
    return [
        *facts,
        events.ticket_merged(**about, subject=ticket.id, into=kept.id, messages=moved),
        events.ticket_merged(**about, subject=kept.id, into=kept.id, messages=moved),
    ]
