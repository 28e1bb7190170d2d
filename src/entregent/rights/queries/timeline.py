"""Rights' part of a person's timeline."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from entregent.people.queries.timeline import Entry, Source
from entregent.rights.models import RightRequest


def of_persons(ids: Sequence[UUID], until: datetime | None, limit: int) -> list[Entry]:
    """Rights that a person exercised (all the ids they had), latest first; one statement."""
    rows = RightRequest.objects.filter(person__in=ids).order_by("-received_at", "-id")
    if until is not None:
        rows = rows.filter(received_at__lte=until)
    return [_entry(row) for row in rows[:limit]]


def _entry(row: RightRequest) -> Entry:
    if row.answered_at:
        state, tone = _("answered"), "good"
    else:
        state, tone = (
            _("answer due by %(day)s") % {"day": date_format(row.due_on, "DATE_FORMAT")},
            "bad" if row.overdue_at else "brand",
        )
    return Entry(
        at=row.received_at, icon="shield", title=str(row.get_right_display()), tone=tone, detail=f"{row.source} · {state}"
    )


SOURCE = Source("tickets.read", of_persons)
