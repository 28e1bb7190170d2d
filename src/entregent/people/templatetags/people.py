"""Tags that write persons as people read them."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django import template
from django.template import Context
from django.utils.formats import date_format, localize
from django.utils.safestring import SafeString

from entregent.kernel.handles import Handle as Address
from entregent.kernel.handles import Kind, display
from entregent.looks.templatetags.looks import chip
from entregent.people.models import Handle, Person
from entregent.people.rules.custom import read_date
from entregent.people.web.columns import Column

register = template.Library()


@register.filter
def written(handle: Handle, region: str) -> str:
    """`{{ handle|written:brand.region }}`: an address as people of that region write it: 06 39 98 93 15."""
    return display(Address(Kind(handle.kind), handle.value), region)


@register.simple_tag(takes_context=True)
def tag_chip(context: Context, name: str, brand_id: UUID, drawing: str = "") -> SafeString:
    """`{% tag_chip tag person.brand_id %}`: a tag in the colour that its brand gave it; the page gives ``tones``."""
    return chip(name, context.get("tones", {}).get((brand_id, name), "outline"), drawing)


@register.filter
def number_of(counts: Mapping[str, int], table: str) -> int:
    """`{{ use.counts|number_of:table }}`: on how many rows of a table."""
    return counts.get(table, 0)


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
