"""Pages by cursor: where the last one ended, not how many came before; nothing is skipped or seen twice as rows arrive."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model, Q, QuerySet
from ninja import Schema

from entregent.rest.problems import Refusal

T = TypeVar("T")
Row = TypeVar("Row", bound=Model)
LONGEST = 200


class Page(Schema, Generic[T]):
    """One page of a list; ``next`` asks for the following one (``?cursor=``), null on the last."""

    items: list[T]
    next: str | None = None


@dataclass(frozen=True)
class Slice(Generic[T]):
    """The rows of one page and the cursor of the following one."""

    items: list[T]
    next: str | None


def page(rows: QuerySet[Row], order: tuple[str, ...], cursor: str | None, limit: int, *, endless: bool = False) -> Slice[Row]:
    """The page of ``rows`` that follows the cursor, in ``order``: field names, ``-`` for falling, the last one unique.

    None of the fields may be null. One statement, whatever the depth. An ``endless`` list always gives a cursor, from
    which what comes later is read. Raises Refusal for a cursor that was not made by the same list in the same order.
    """
    rows = rows.order_by(*order)
    if cursor:
        rows = rows.filter(_after(rows.model, order, _opened(cursor, order)))
    found = list(rows[: min(limit, LONGEST) + 1])
    items = found[: min(limit, LONGEST)]
    if items and (endless or len(found) > len(items)):
        return Slice(items, _sealed(items[-1], order))
    return Slice(items, cursor if endless else None)


def _after(model: type[Model], order: tuple[str, ...], values: list[Any]) -> Q:
    """The rows after these values: ``first <= a AND (first < a OR …)``, which an index on the order serves."""
    name, value = order[0], values[0]
    field, operator = (name[1:], "lt") if name.startswith("-") else (name, "gt")
    try:
        value = model._meta.get_field(field).to_python(value)
    except (ValidationError, ValueError, TypeError, OverflowError, FieldDoesNotExist) as error:
        raise Refusal("bad-cursor") from error
    beyond = Q(**{f"{field}__{operator}": value})
    if len(order) == 1:
        return beyond
    return Q(**{f"{field}__{operator}e": value}) & (beyond | _after(model, order[1:], values[1:]))


def _sealed(row: Model, order: tuple[str, ...]) -> str:
    values = [_plain(getattr(row, name.lstrip("-"))) for name in order]
    text = json.dumps([",".join(order), *values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, int) else str(value)


def _opened(cursor: str, order: tuple[str, ...]) -> list[Any]:
    try:
        made_for, *values = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError) as error:
        raise Refusal("bad-cursor") from error
    fit = len(values) == len(order) and all(isinstance(value, str | int) for value in values)
    if made_for != ",".join(order) or not fit or any(isinstance(value, str) and "\0" in value for value in values):
        raise Refusal("bad-cursor")
    return values
