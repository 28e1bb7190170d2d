"""What a brand may ask of the generative provider in a day."""

from datetime import date
from uuid import UUID

from django.db import connection

from entregent.kernel.ids import uuid7

_RESERVE = """
    INSERT INTO understanding_generativeuse AS today (id, brand_id, day, calls, tokens)
    SELECT %(id)s, %(brand)s, %(day)s, 1, %(tokens)s WHERE %(tokens)s <= %(most)s
    ON CONFLICT (brand_id, day) DO UPDATE
       SET calls = today.calls + 1, tokens = today.tokens + %(tokens)s
     WHERE today.tokens + %(tokens)s <= %(most)s
 RETURNING today.tokens
"""
_SETTLE = """
    UPDATE understanding_generativeuse SET tokens = greatest(0, tokens + %(more)s) WHERE brand_id = %(brand)s AND day = %(day)s
"""


def reserve(brand_id: UUID, day: date, tokens: int, most: int) -> bool:
    """Put aside what a question may cost; False when the brand's day does not hold it any more. One statement: two who ask at
    once do not both take the last of it."""
    with connection.cursor() as cursor:
        cursor.execute(_RESERVE, {"id": uuid7(), "brand": brand_id, "day": day, "tokens": tokens, "most": most})
        return cursor.fetchone() is not None


def settle(brand_id: UUID, day: date, reserved: int, cost: int) -> None:
    """Count what it did cost instead of what was put aside."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, {"more": cost - reserved, "brand": brand_id, "day": day})
