"""Finding tickets from what somebody typed: a number, a reference, words of a title."""

import re
from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from entregent.kernel.text import fold
from entregent.tickets.models import Ticket

_REFERENCE = re.compile(r"(?:([a-z]{2,5})[-\s]?(?:\d{4})?[-\s]+)?#?0*(\d{1,12})", re.IGNORECASE)
_WORD = re.compile(r"\w+")
SHOWN = ("person", "brand", "assignee", "queue", "reason")


def search(text: str, brands: Iterable[UUID], limit: int = 20) -> list[Ticket]:
    """Tickets of these brands that a typed text names: by number or reference first, then by the words of the title."""
    ids = search_ids(text, brands, limit)
    rows = Ticket.objects.select_related(*SHOWN).in_bulk(ids)
    return [rows[id] for id in ids if id in rows]


def search_ids(text: str, brands: Iterable[UUID], limit: int = 20) -> list[UUID]:
    """The ids alone, in the same order; two statements at most."""
    brands = list(brands)
    named = _named(text, brands).values_list("id", flat=True)
    return list(dict.fromkeys([*named, *_by_title(text, brands, limit)]))[:limit]


def by_reference(text: str, brands: Iterable[UUID]) -> list[Ticket]:
    """The tickets that a number ("4182") or a reference ("PON-2026-004182") names; several brands may have the number."""
    return list(_named(text, brands).select_related(*SHOWN))


def _named(text: str, brands: Iterable[UUID]) -> QuerySet[Ticket]:
    match = _REFERENCE.fullmatch(text.strip())
    if match is None:
        return Ticket.objects.none()
    code, number = match.groups()
    named = Ticket.objects.filter(brand__in=list(brands), number=int(number))
    return named.filter(brand__code=code.upper()) if code else named


def _by_title(text: str, brands: list[UUID], limit: int) -> list[UUID]:
    words = _WORD.findall(fold(text))[:8]
    if not words or not any(len(word) > 1 for word in words):
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tickets_search(%s::uuid[], %s::text[], %s)", [brands, words, limit])
        return [row[0] for row in cursor.fetchall()]
