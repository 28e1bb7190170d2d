"""Setting business hours."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from entregent.calendar import events
from entregent.calendar.errors import CalendarRefused
from entregent.calendar.models import Calendar
from entregent.calendar.rules import checked
from entregent.journal.actions import append
from entregent.kernel.business_time import CalendarError


@transaction.atomic
def save_calendar(
    brand_id: UUID, name: str, hours: Mapping[str, object], *, now: datetime, actor: str,
    calendar_id: UUID | None = None, is_default: bool = False,
) -> Calendar:  # fmt: skip
    """Create a calendar, or change the one of that id. A brand has one default: setting one unsets the other.

    ``hours`` is the JSON form of ``kernel.business_time.BusinessCalendar``. Raises CalendarRefused when it makes no
    sense (intervals that overlap or end before they start, unknown place or time zone, never open) and
    Calendar.DoesNotExist.
    """
    try:
        document = checked(hours).to_json()
    except CalendarError as error:
        raise CalendarRefused(str(error)) from error
    if is_default:
        Calendar.objects.filter(brand=brand_id, is_default=True).exclude(id=calendar_id).update(is_default=False)
    if calendar_id is None:
        return Calendar.objects.create(brand_id=brand_id, name=name, hours=document, is_default=is_default)
    calendar = Calendar.objects.select_for_update().get(id=calendar_id, brand=brand_id)
    changed = calendar.hours != document
    calendar.name, calendar.hours, calendar.is_default = name, document, is_default
    calendar.save()
    if changed:
        append([events.calendar_changed(brand=brand_id, at=now, subject=calendar.id, actor=actor, calendar=str(calendar.id))])
    return calendar
