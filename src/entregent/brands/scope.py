"""The brands that the current transaction may see: PostgreSQL itself refuses the rows of the others.

The walls are row-level security policies on every table that has a ``brand`` column (``wall.py``). They read one setting,
``entregent.brands``, which lives as long as the transaction: nothing set, nothing seen.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

from entregent.brands.statements import exchange, fetch


@contextmanager
def visible(brands: Iterable[UUID]) -> Iterator[None]:
    """Open a transaction in which exactly these brands are seen; nested, the outer set comes back at the end."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = fetch("SELECT coalesce(current_setting('entregent.brands', true), '')", [])[0][0] if nested else ""
        wanted = ",".join(str(brand) for brand in brands)
        with exchange():  # with the BEGIN of the transaction
            _set(wanted)
        yield
        if nested:
            _set(before)


@contextmanager
def every_brand() -> Iterator[None]:
    """For the house's own processes (dispatch, followers, intake): every brand there is at this moment."""
    from entregent.brands.models import Brand

    with visible(Brand.objects.values_list("id", flat=True)):
        yield


def visible_brands() -> list[UUID]:
    """The brands seen by the current transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nullif(current_setting('entregent.brands', true), '')")
        value = cursor.fetchone()[0]
    return [UUID(part) for part in value.split(",")] if value else []


def _set(value: str) -> None:
    fetch("SELECT set_config('entregent.brands', %s, true)", [value])
