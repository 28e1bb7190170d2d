"""Reading business hours."""

import json
from functools import lru_cache
from uuid import UUID

from entregent.brands.models import Brand
from entregent.calendar.models import Calendar
from entregent.calendar.rules import office
from entregent.kernel.business_time import BusinessCalendar


def business_calendar(calendar_id: UUID) -> BusinessCalendar:
    """The business hours of a calendar; one query. Raises Calendar.DoesNotExist (also behind another brand's wall)."""
    return parsed(Calendar.objects.values_list("hours", flat=True).get(id=calendar_id))


def default_calendar(brand_id: UUID) -> BusinessCalendar:
    """The brand's default hours; where it set none, office hours in its time zone with its country's holidays."""
    hours = Calendar.objects.filter(brand=brand_id, is_default=True).values_list("hours", flat=True).first()
    if hours is None:
        zone, region = Brand.objects.values_list("time_zone", "region").get(id=brand_id)
        hours = office(zone, region)
    return parsed(hours)


def parsed(hours: dict[str, object]) -> BusinessCalendar:
    """The calendar of a stored document. Equal documents give the same object, which keeps its computed days."""
    return _parsed(json.dumps(hours, sort_keys=True))


@lru_cache(maxsize=512)
def _parsed(document: str) -> BusinessCalendar:
    return BusinessCalendar.from_json(json.loads(document))
