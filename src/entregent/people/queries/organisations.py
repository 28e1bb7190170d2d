"""Pages of organisations, by name."""

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from django.db.models import Q

from entregent.people.models import Organisation

PAGE = 50


def organisations_page(
    brands: Iterable[UUID], *, tag: str = "", after: str = "", limit: int = PAGE
) -> tuple[list[Organisation], str]:
    """Organisations by name, with their brand, and where the next page begins (empty: there is none); one statement.

    ``after`` is the previous page's; anything else is the beginning.
    """
    rows = Organisation.objects.filter(brand__in=list(brands)).select_related("brand").order_by("name", "id")
    rows = rows.filter(tags__contains=[tag]) if tag else rows
    name, _, id = after.rpartition("~")
    with suppress(ValueError):
        rows = rows.filter(Q(name__gt=name) | Q(name=name, id__gt=UUID(id))) if after else rows
    found = list(rows[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], f"{last.name}~{last.id}" if last else ""
