"""Rows gathered in memory and written with COPY.

COPY because 300,000 facts through the ORM would take minutes; in one transaction because a load that is killed must leave
nothing behind. It needs the owner's address: PostgreSQL refuses COPY into a table behind row-level security to everybody else.
"""

import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import psycopg
from django.db import connection as _connection
from django.db.models import NOT_PROVIDED, Field, GeneratedField, JSONField, Model
from psycopg import sql

from entregent.journal.kinds import Fact

EVENT_COLUMNS = ("at", "kind", "brand_id", "actor", "subject", "person", "v", "data")
EVENT_TYPES = ("timestamptz", "varchar", "uuid", "varchar", "uuid", "uuid", "int2", "text")
_dumps = partial(json.dumps, default=str, ensure_ascii=False, separators=(",", ":"))


class Rows:
    """What will be written: rows by model (in the order in which the models came), and facts."""

    def __init__(self) -> None:
        self.tables: dict[type[Model], list[dict[str, Any]]] = {}
        self.facts: list[Fact] = []

    def add(self, model: type[Model], **values: Any) -> dict[str, Any]:
        """Add a row, by attribute names (``brand_id``); it may still be changed until it is written."""
        self.tables.setdefault(model, []).append(values)
        return values

    def of(self, model: type[Model]) -> list[dict[str, Any]]:
        """The rows of a model."""
        return self.tables.get(model, [])


def write(rows: Rows, order: list[type[Model]], connection: psycopg.Connection[Any], progress: Callable[[str], None]) -> None:
    """Copy the rows, the models in ``order``, then the facts in the order in which they happened.

    Raises ValueError when rows were gathered for a model that is not in ``order``.
    """
    if forgotten := set(rows.tables) - set(order):
        raise ValueError(f"no place in the order for {', '.join(sorted(model.__name__ for model in forgotten))}")
    for model in order:
        written = rows.of(model)
        if written:
            _copy(model, written, connection)
            progress(f"{model._meta.verbose_name_plural}: {len(written)}")
    facts = sorted(rows.facts, key=lambda fact: fact.at)  # stable: what happened at one instant keeps its order
    with connection.cursor() as cursor, cursor.copy(_statement("journal_event", EVENT_COLUMNS)) as copy:
        copy.set_types(EVENT_TYPES)
        for fact in facts:
            data = _dumps(fact.data)
            copy.write_row((fact.at, fact.kind, fact.brand, fact.actor, fact.subject, fact.person, fact.version, data))
    progress(f"journal: {len(facts)}")


def _copy(model: type[Model], rows: list[dict[str, Any]], connection: psycopg.Connection[Any]) -> None:
    fields = _fields(model, rows[0])
    columns = [field.column for field in fields]
    defaults = {field.attname: _default(field) for field in fields}
    jsons = [field.attname for field in fields if isinstance(field, JSONField)]
    with connection.cursor() as cursor, cursor.copy(_statement(model._meta.db_table, columns)) as copy:
        # A document goes as the text that PostgreSQL reads: declared as jsonb, psycopg would quote it once more.
        copy.set_types(["text" if field.attname in jsons else _type(field) for field in fields])
        for row in rows:
            values = defaults | row
            if len(values) != len(defaults):
                raise ValueError(f"{model.__name__} has no {', '.join(values.keys() - defaults.keys())}")
            for name in jsons:
                values[name] = _dumps(values[name])
            copy.write_row([values[name] for name in defaults])


def _fields(model: type[Model], sample: dict[str, Any]) -> list[Field]:
    """The columns to write: all but those that PostgreSQL makes by itself."""
    written = []
    for field in model._meta.concrete_fields:
        automatic = field.primary_key and field.attname not in sample
        if not automatic and not isinstance(field, GeneratedField):
            written.append(field)
    return written


def _type(field: Field) -> str:
    return re.sub(r"\(.*?\)", "", str(field.db_type(_connection)))


def _default(field: Field) -> Any:
    if field.default is NOT_PROVIDED:
        return "" if field.empty_strings_allowed and not field.null else None
    return field.get_default()


def _statement(table: str, columns: Any) -> sql.Composed:
    names = sql.SQL(", ").join(sql.Identifier(column) for column in columns)
    return sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
