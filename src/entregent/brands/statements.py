"""The few statements that everything goes through, sent as cheaply as PostgreSQL allows.

The ORM writes each statement anew. Here the text of a statement is made once, its values travel beside it, the
server keeps its plan, and several statements go in one exchange. Everything else stays with the ORM.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import count
from typing import Any

import psycopg
from django.db import connection
from django.db.models import Field, JSONField, Model
from psycopg.types.json import Jsonb


def _connect() -> None:
    """As Django's own cursors do: a request may begin with one of these statements, after the server went away."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()


@contextmanager
def _cursor(kind: type[psycopg.Cursor[Any]] = psycopg.Cursor) -> Iterator[psycopg.Cursor[Any]]:
    _connect()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors, kind(connection.connection) as cursor:
        yield cursor


@contextmanager
def exchange() -> Iterator[None]:
    """What is sent inside travels together, up to the first answer that is read; an error shows there, or at the end."""
    _connect()
    if connection.connection.pgconn.pipeline_status:
        yield
        return
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def fetch(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement whose text never changes; raises Django's database errors."""
    with _cursor() as cursor:
        return _run(cursor, statement, values).fetchall()


def fetch_numbered(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The same with $1, $2… for its values: there is no long text to read through each time."""
    with _cursor(psycopg.RawCursor) as cursor:
        return _run(cursor, statement, values).fetchall()


def send(statement: str, values: Sequence[Any]) -> None:
    """A statement whose text never changes and that tells nothing; inside an ``exchange`` nobody waits for it."""
    with _cursor() as cursor:
        _run(cursor, statement, values)


def plan_for_these_values() -> None:
    """Until the end of the transaction the ORM's statements are planned for the values they carry: a plan kept for any values
    cannot use a partial index."""
    fetch("SELECT set_config('plan_cache_mode', 'force_custom_plan', true)", [])


def insert(rows: Iterable[Model]) -> None:
    """Insert new rows of any models, whose ids are set, in one statement.

    Foreign keys are checked at the commit, so rows may name each other. Raises Django's database errors; the
    transaction is then lost: this is for rows that cannot collide.
    """
    rows = list(rows)
    if not rows:
        return
    statement, columns = _insertion(tuple(type(row) for row in rows))
    values = [
        made(getattr(row, name)) if made else getattr(row, name)
        for row, named in zip(rows, columns, strict=True)
        for name, made in named
    ]
    with _cursor(psycopg.RawCursor) as cursor:
        _run(cursor, statement, values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _run(cursor: psycopg.Cursor[Any], statement: str, values: Sequence[Any]) -> psycopg.Cursor[Any]:
    if connection.queries_logged:  # tests count statements: ours must be seen too
        connection.queries_log.append({"sql": statement, "time": "0"})
    return cursor.execute(statement, values, prepare=True)


def _json(value: Any) -> Jsonb | None:
    return None if value is None else Jsonb(value)


Column = tuple[str, Callable[[Any], Any] | None]


@lru_cache(maxsize=256)
def _insertion(models: tuple[type[Model], ...]) -> tuple[str, list[list[Column]]]:
    """The statement that inserts a row of each model in turn, and how each value is made."""
    places = count(1)
    inserts = [_one(model, places) for model in models]
    before = ", ".join(f"row_{number} AS ({insert})" for number, insert in enumerate(inserts[:-1]))
    return f"WITH {before} {inserts[-1]}" if before else inserts[-1], [
        [(field.attname, _json if isinstance(field, JSONField) else None) for field in _fields(model)] for model in models
    ]


def _one(model: type[Model], places: Iterator[int]) -> str:
    fields, quote = _fields(model), connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    values = ", ".join(f"${place}" for _field, place in zip(fields, places, strict=False))
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({values})"  # noqa: S608  names of our own models


def _fields(model: type[Model]) -> list[Field]:
    return [field for field in model._meta.concrete_fields if not field.generated]
