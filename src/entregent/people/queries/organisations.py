"""Pages of organisations, by name; in whose name a person writes; whom a reseller serves."""

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from django.db.models import Q

from entregent.brands.statements import fetch
from entregent.people.models import Organisation

PAGE = 50
MOST_SERVED = 2000
BELONGS = """
    SELECT DISTINCT organisation.id, organisation.mail_domain <> '' AND lower(organisation.mail_domain) = lower(%s)
    FROM people_position AS position JOIN people_organisation AS organisation ON organisation.id = position.organisation_id
    WHERE position.person_id = %s
"""


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


def organisation_of(person: UUID, address: str = "") -> UUID | None:
    """In whose name a person writes from a mail address: the organisation whose domain it is, else the only one they are in.

    None: nobody's, or nobody can tell. One statement.
    """
    found = dict(fetch(BELONGS, [address.rpartition("@")[2], person]))
    by_domain = [id for id, same in found.items() if same]
    likely = by_domain or list(found)
    return likely[0] if len(likely) == 1 else None


def with_end_customers(said: str, brands: Iterable[UUID]) -> tuple[UUID, ...]:
    """The organisations of these brands that an id or a whole name says, and those that they serve as resellers.

    Empty: there is no such organisation. At most ``MOST_SERVED``. One statement.
    """
    try:
        named, served = Q(id=UUID(said)), Q(reseller=UUID(said))
    except ValueError:
        named, served = Q(name__iexact=said), Q(reseller__name__iexact=said)
    rows = Organisation.objects.filter(named | served, brand__in=list(brands))
    return tuple(rows.order_by("id").values_list("id", flat=True)[:MOST_SERVED])
