"""Tickets by tag: behind the walls the index of tags serves only a function of the owner (``0005_long_lists.sql``)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.types.json import Jsonb

Place = tuple[datetime, UUID]


def tagged(
    brands: Sequence[UUID], statuses: Sequence[str], tag: str, equal: Mapping[str, Any], *, after: Place | None,
    descending: bool, limit: int,
) -> list[tuple[UUID, datetime]]:  # fmt: skip
    """Ids and last changes of the tickets of these brands that have a tag, in the order of their last change.

    ``equal``: column → what else it must hold (None: nothing). ``after``: the place (last change, id) before the first one.
    """
    kept = Jsonb({column: str(value) if value is not None else None for column, value in equal.items()})
    moved, id = after or (None, None)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ticket, moved FROM tickets_tagged(%s::uuid[], %s, %s, %s, %s, %s, %s, %s)",
            [list(brands), list(statuses), tag, kept, descending, moved, id, limit],
        )
        return cursor.fetchall()
