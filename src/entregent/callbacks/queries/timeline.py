"""Callbacks' part of a person's timeline."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from entregent.callbacks.models import Callback
from entregent.people.queries.timeline import Entry, Source

TONES = {Callback.State.CANCELLED: "", Callback.State.UNREACHED: "warn", Callback.State.DONE: "good"}


def of_persons(ids: Sequence[UUID], until: datetime | None, limit: int) -> list[Entry]:
    """Callbacks asked for by a person (all the ids they had), latest first; one statement."""
    rows = Callback.objects.filter(person__in=ids).select_related("queue").order_by("-asked_at", "-id")
    if until is not None:
        rows = rows.filter(asked_at__lte=until)
    return [_entry(row) for row in rows[:limit]]


def _entry(row: Callback) -> Entry:
    if row.slot_at is None:
        title = _("Asked to be called back as soon as possible")
    else:
        local = timezone.localtime(row.slot_at)
        told = {"day": date_format(local, "l j F"), "hour": date_format(local, "TIME_FORMAT")}
        title = _("Asked to be called back on %(day)s at %(hour)s") % told
    missed = " · " + _("missed") if row.missed_at else ""
    detail = f"{row.queue.name} · {row.get_state_display()}{missed}"
    return Entry(at=row.asked_at, icon="callback", title=title, tone=TONES.get(row.state, "brand"), detail=detail)


SOURCE = Source("tickets.read", of_persons)
