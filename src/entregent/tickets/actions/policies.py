"""Promises that a room above needs for a type of request."""

from django.core.cache import caches

from entregent.brands.models import Brand
from entregent.calendar.models import Calendar
from entregent.tickets.configuration import key_of
from entregent.tickets.models import PromisePolicy


def promise_for(brand: Brand, type: str, *, name: str, hours: Calendar, resolution_minutes: int) -> PromisePolicy:
    """The policy of a type of request, made where there is none: from then on it is the brand's, to change in the studio."""
    found = PromisePolicy.objects.filter(brand=brand, type=type).order_by("id").first()
    if found is not None:
        return found
    made = PromisePolicy.objects.create(
        brand=brand, type=type, name=name, calendar=hours, resolution_minutes=resolution_minutes
    )
    caches["process"].delete(key_of(brand.id))
    return made
