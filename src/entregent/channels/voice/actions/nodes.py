"""The processes that carry calls: which are there, and what became of the calls of those that fell."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q

from entregent.channels.voice import events
from entregent.channels.voice.actions.beginning import ACTOR
from entregent.channels.voice.actions.ending import end
from entregent.channels.voice.models import Call, Node
from entregent.journal.actions import append
from entregent.routing import actions as routing

log = logging.getLogger(__name__)
SILENCE = timedelta(seconds=15)
"""Without a sign of life for that long, a process is held to be gone."""


def start_node(control: str, sip: str, now: datetime) -> UUID:
    """A process begins to carry calls."""
    return Node.objects.create(control=control, sip=sip, started_at=now, seen_at=now).id


def alive(node: UUID, staff: Collection[UUID], now: datetime) -> None:
    """A sign of life, of the process and of those who talk by it: whose page is gone loses no call in which they are heard."""
    Node.objects.filter(id=node).update(seen_at=now)
    if staff:
        routing.all_seen(staff, now)


def stop_node(node: UUID, now: datetime) -> None:
    """It carries calls no more; where no other does, nobody has a telephone."""
    Node.objects.filter(id=node).update(stopped_at=now)
    if not Node.objects.filter(stopped_at=None).exists():
        routing.nobody_has("call")


def cut_off(now: datetime, *, sip: str = "") -> int:
    """End the calls of processes that are gone, among the brands that are seen; return how many there were.

    ``sip``: a process that listens where another did is that one's successor, and need not wait for its silence.
    """
    gone = Node.objects.filter(Q(seen_at__lt=now - SILENCE) | Q(sip=sip), stopped_at=None)
    cut = Call.objects.filter(node__in=gone, ended_at=None).select_related("conversation")
    lost = [call for call in cut if _lost(call, now)]
    if gone.update(stopped_at=now) and not Node.objects.filter(stopped_at=None).exists():
        routing.nobody_has("call")
    return len(lost)


def _lost(call: Call, now: datetime) -> bool:
    """End one; False where another process did meanwhile. One that cannot be ended keeps nobody from starting: it is logged."""
    told = events.call_lost(
        brand=call.brand_id, at=now, subject=call.id, actor=ACTOR, person=call.conversation.person_id, ticket=call.ticket_id,
        staff=call.staff_id if call.state == Call.State.TALKING else None,
    )  # fmt: skip
    try:
        with transaction.atomic():
            append([told])
            ended = end(call.id, Call.End.LOST, now)
            transaction.set_rollback(not ended)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("call %s was cut off, and cannot be ended", call.id)
        return False
    return ended
