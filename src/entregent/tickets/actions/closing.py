"""Closing what has stayed settled: a later message then opens a new ticket instead of waking an old one."""

from datetime import datetime, timedelta

from django.db import transaction

from entregent.journal.actions import append
from entregent.tickets.actions.status import move
from entregent.tickets.models import Status, Ticket

SETTLED_FOR = timedelta(days=7)
ACTOR = "system:clock"


@transaction.atomic
def close_settled(now: datetime, limit: int = 200) -> int:
    """Close tickets resolved at least seven days ago; return how many. What another process has locked is left to it."""
    settled = (
        Ticket.objects.select_for_update(skip_locked=True)
        .filter(status=Status.RESOLVED, resolved_at__lte=now - SETTLED_FOR, merged_into=None)
        .order_by("resolved_at")[:limit]
    )
    facts = [fact for ticket in settled for fact in move(ticket, Status.CLOSED, staff=None, now=now, actor=ACTOR)]
    append(facts)
    return len({fact.subject for fact in facts if fact.kind == "ticket.closed"})
