"""The few statements that everything goes through, sent as cheaply as PostgreSQL allows.

The ORM writes and plans each statement anew. Here the text of a statement is made once, its values travel beside it, the
server keeps its plan, and several statements go in one exchange. Everything else stays with the ORM.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import psycopg
from django.db import connection
from django.db.models import JSONField, Model
from psycopg.types.json import Jsonb


@contextmanager
def _cursor() -> Iterator[psycopg.Cursor[Any]]:
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        yield cursor


@contextmanager
def exchange() -> Iterator[None]:
    """What is sent inside travels together, up to the first answer that is read; an error shows there, or at the end."""
    connection.ensure_connection()
    if connection.connection.pgconn.pipeline_status:
        yield
        return
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def fetch(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement whose text never changes; raises Django's database errors."""
    with _cursor() as cursor:
        return _run(cursor, statement, values).fetchall()


def insert(rows: Iterable[Model]) -> None:
    """Insert new rows of any models, whose ids are set, in the order given and in one exchange.

    Foreign keys are checked at the commit, so rows may name each other. Raises Django's database errors; the
    transaction is then lost: this is for rows that cannot collide.
    """
    with exchange(), _cursor() as cursor:
        for row in rows:
            statement, columns = _insertion(type(row))
            values = [made(getattr(row, name)) if made else getattr(row, name) for name, made in columns]
            _run(cursor, statement, values)
            row._state.adding, row._state.db = False, connection.alias


def _run(cursor: psycopg.Cursor[Any], statement: str, values: Sequence[Any]) -> psycopg.Cursor[Any]:
    if connection.queries_logged:  # tests count statements: ours must be seen too
        connection.queries_log.append({"sql": statement, "time": "0"})
    return cursor.execute(statement, values, prepare=True)


def _json(value: Any) -> Jsonb | None:
    return None if value is None else Jsonb(value)


@cache
def _insertion(model: type[Model]) -> tuple[str, list[tuple[str, Callable[[Any], Any] | None]]]:
    """The statement that inserts one row of a model, and how each value is made."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(model._meta.db_table)
    columns = [(field.attname, _json if isinstance(field, JSONField) else None) for field in fields]
    return f"INSERT INTO {table} ({names}) VALUES ({places})", columns  # noqa: S608  names of our own models
