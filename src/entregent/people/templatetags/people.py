"""Tags that write persons as people read them."""

from collections.abc import Mapping
from uuid import UUID

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from entregent.looks.templatetags.looks import chip
from entregent.people.web import cells

register = template.Library()

register.filter("written", cells.written)
register.simple_tag(cells.drawn, name="person_rows")
register.simple_tag(cells.drawn_tags, name="organisation_tags")


@register.simple_tag(takes_context=True)
def tag_chip(context: Context, name: str, brand_id: UUID, drawing: str = "") -> SafeString:
    """`{% tag_chip tag person.brand_id %}`: a tag in the colour that its brand gave it; the page gives ``tones``."""
    return chip(name, context.get("tones", {}).get((brand_id, name), "outline"), drawing)


@register.filter
def number_of(counts: Mapping[str, int], table: str) -> int:
    """`{{ use.counts|number_of:table }}`: on how many rows of a table."""
    return counts.get(table, 0)
