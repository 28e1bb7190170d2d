"""Tags that write persons as people read them."""

from collections.abc import Mapping
from uuid import UUID

from django import template
from django.template import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from entregent.looks.templatetags.looks import chip
from entregent.people.models import Person
from entregent.people.web.cells import cell, written

register = template.Library()


register.filter("written", written)


@register.simple_tag(takes_context=True)
def person_cells(context: Context, person: Person) -> SafeString:
    """`{% person_cells person %}`: the cells of a row after its name; the page gives ``columns`` and ``tones``."""
    return format_html_join("", "{}", ((cell(column, person, context["tones"]),) for column in context["columns"]))


@register.simple_tag(takes_context=True)
def tag_chip(context: Context, name: str, brand_id: UUID, drawing: str = "") -> SafeString:
    """`{% tag_chip tag person.brand_id %}`: a tag in the colour that its brand gave it; the page gives ``tones``."""
    return chip(name, context.get("tones", {}).get((brand_id, name), "outline"), drawing)


@register.filter
def number_of(counts: Mapping[str, int], table: str) -> int:
    """`{{ use.counts|number_of:table }}`: on how many rows of a table."""
    return counts.get(table, 0)
