"""Tags that write persons as people read them."""

from collections.abc import Iterable

from django import template
from django.utils.formats import date_format, localize

from entregent.kernel.handles import Handle as Address
from entregent.kernel.handles import Kind, display
from entregent.people.models import Handle, Person
from entregent.people.rules.custom import read_date
from entregent.people.web.columns import Column

register = template.Library()


@register.filter
def written(handle: Handle, region: str) -> str:
    """`{{ handle|written:brand.region }}`: an address as people of that region write it: 06 39 98 93 15."""
    return display(Address(Kind(handle.kind), handle.value), region)


@register.filter
def of_kind(handles: Iterable[Handle], kind: str) -> list[Handle]:
    """`{% for handle in person.handles.all|of_kind:"mail" %}`: the addresses of one kind."""
    return [handle for handle in handles if handle.kind == kind]


@register.filter
def own_value(person: Person, column: Column) -> object:
    """`{{ person|own_value:column }}`: the value of a field that the brand added; None when there is none."""
    value = person.custom.get(column.field)
    if value in (None, "") or isinstance(value, bool):
        return value
    if column.type == "date":
        return date_format(read_date(str(value)), "SHORT_DATE_FORMAT")
    return localize(value)
