"""Calls' part of a person's timeline: those that became no request. The others are told by tickets."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from entregent.channels.voice.models import Call
from entregent.channels.voice.story import ended
from entregent.people.queries.timeline import Entry, Source


def of_persons(ids: Sequence[UUID], until: datetime | None, limit: int) -> list[Entry]:
    """Calls without a request, latest first; one statement."""
    rows = Call.objects.filter(conversation__person__in=list(ids), ticket=None)
    if until is not None:
        rows = rows.filter(begun_at__lte=until)
    rows = rows.select_related("brand", "number", "conversation", "staff")
    return [_entry(call) for call in rows.order_by("-begun_at", "-id")[:limit]]


SOURCE = Source("tickets.read", of_persons)


def _entry(call: Call) -> Entry:
    what = call.get_state_display() if call.ended_at is None else ended(call, call.ended_at)
    ours = f" · {call.number}" if call.number else ""
    return Entry(
        at=call.begun_at, icon="phone", title=str(call.get_direction_display()), url=reverse("voice:call", args=[call.id]),
        detail=f"{what}{ours}", by=call.staff.name if call.staff else "",
    )  # fmt: skip
