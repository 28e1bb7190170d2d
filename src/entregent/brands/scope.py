"""The brands that the current transaction may see: PostgreSQL itself refuses the rows of the others.

The walls are row-level security policies on every table that has a ``brand`` column (``wall.py``). They read one setting,
``entregent.brands``, which lives as long as the transaction: nothing set, nothing seen.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction


@contextmanager
def visible(brands: Iterable[UUID]) -> Iterator[None]:
    """Open a transaction in which exactly these brands are seen; nested, the outer set comes back at the end."""
    nested = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        before = ""
        if nested:
            cursor.execute("SELECT coalesce(current_setting('entregent.brands', true), '')")
            before = cursor.fetchone()[0]
        _set(cursor, ",".join(str(brand) for brand in brands))
        yield
        if nested:
            _set(cursor, before)


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


def _set(cursor, value: str) -> None:
    cursor.execute("SELECT set_config('entregent.brands', %s, true)", [value])
