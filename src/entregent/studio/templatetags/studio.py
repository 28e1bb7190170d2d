"""Tags of the studio's pages."""

from typing import Any

from django import template
from django.core.paginator import Page
from django.template import Context

from entregent.studio.rules import write_minutes

register = template.Library()


@register.filter
def minutes(value: int | None) -> str:
    """`{{ policy.resolution_minutes|minutes }}`: "4 h 30"; nothing gives an em dash."""
    return "—" if value is None else write_minutes(value)


@register.inclusion_tag("looks/pagination.html", takes_context=True)
def pages(context: Context, shown: Page) -> dict[str, Any]:
    """`{% pages shown %}`: the pages of a list, keeping its search and filters."""

    def address(number: int) -> str:
        query = context["request"].GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return {
        "total": shown.paginator.count,
        "previous_url": address(shown.previous_page_number()) if shown.has_previous() else None,
        "next_url": address(shown.next_page_number()) if shown.has_next() else None,
    }
