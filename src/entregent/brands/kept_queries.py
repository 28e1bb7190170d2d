"""Queries of the ORM whose text is written once for each process.

Django writes the SQL of a queryset anew each time it is asked: on the paths that every page and every message take, that costs
more than PostgreSQL's answer. Measured in ``docs/decisions/0017-queries-written-once.md``.
"""

from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime
from itertools import count
from types import SimpleNamespace
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet, prefetch_related_objects
from django.db.models.sql.compiler import SQLCompiler

from entregent.brands.statements import fetch_numbered

Row = TypeVar("Row")

MARKS: dict[type, Callable[[int], Any]] = {
    UUID: lambda number: uuid4(),
    datetime: lambda number: datetime(4000, 1, 1, microsecond=number, tzinfo=UTC),
    str: lambda number: f"\N{OBJECT REPLACEMENT CHARACTER}{number}",
}
"""Values that stand for those to come: nobody asks for these."""


class KeptQuery(Generic[Row]):
    """What ``ask`` builds of values of these ``kinds`` (ids, instants, texts), written at its first use.

    The values go into the statement as they are: ``ask`` may compare them, and nothing more. Whatever else it reads (a clock, a
    setting, the open brands) would be kept for ever. Inside the statement the walls of the brands hold as always.
    """

    def __init__(self, ask: Callable[..., QuerySet[Any, Row]], *kinds: type) -> None:
        self._ask, self._kinds = ask, kinds
        self._made: _Made | None = None

    def __call__(self, *values: Any) -> list[Row]:
        """The rows for these values, as the queryset would give them; raises Django's database errors."""
        made = self._made
        if made is None:  # two threads may write the same text
            made = self._made = self._write()
        compiler = copy(made.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        sent = [value if place is None else values[place] for place, value in made.values]
        compiler.execute_sql = lambda *_, **__: [fetch_numbered(made.text, sent)]
        # All that the iterables of Django want of a queryset.
        asked = SimpleNamespace(
            db=DEFAULT_DB_ALIAS, model=made.rows.model, query=SimpleNamespace(get_compiler=lambda *_, **__: compiler),
            _known_related_objects={},
        )  # fmt: skip
        rows = list(made.rows._iterable_class(asked))
        if made.rows._prefetch_related_lookups:
            prefetch_related_objects(rows, *made.rows._prefetch_related_lookups)
        return rows

    def first(self, *values: Any) -> Row | None:
        """The first row, if there is one: ``ask`` says how many are read."""
        return next(iter(self(*values)), None)

    def _write(self) -> "_Made":
        marks = [MARKS[kind](number) for number, kind in enumerate(self._kinds)]
        rows = self._ask(*marks)
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        text, values = compiler.as_sql()
        places = [(marks.index(value), None) if value in marks else (None, value) for value in values]
        if lost := set(range(len(marks))) - {place for place, _ in places}:
            raise ValueError(f"The values {sorted(lost)} of a kept query are not in its statement as they came.")
        converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
        compiler.get_converters = lambda _: converters
        return _Made(rows, compiler, _numbered(text), places)


class _Made:
    """A query written: who made it, its text, and for each of its places the value or which of those to come."""

    def __init__(self, rows: QuerySet[Any], compiler: SQLCompiler, text: str, values: list[tuple[int | None, Any]]) -> None:
        self.rows, self.compiler, self.text, self.values = rows, compiler, text, values


def _numbered(text: str) -> str:
    """With $1, $2… for its places."""
    first, *rest = text.split("%s")
    places = count(1)
    return "".join([first, *(f"${next(places)}{part}" for part in rest)]).replace("%%", "%")
