"""How a line of the log is written: never with a customer's data."""

import logging
import traceback
from types import TracebackType

import psycopg
from django.db import Error as DjangoError


class Line(logging.Formatter):
    """A line, and the trace of an error. What a database says of one is left out: it quotes the row."""

    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """The trace, the chain of errors first to last."""
        error = ei[1]
        chain: list[str] = []
        while error is not None:
            where = "".join(traceback.format_tb(error.__traceback__))
            chain.insert(0, f"Traceback (most recent call last):\n{where}{type(error).__qualname__}: {_said(error)}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n\nThen:\n\n".join(chain)


def _said(error: BaseException) -> str:
    if isinstance(error, DjangoError):
        return "(the database's own words are left out)"
    if isinstance(error, psycopg.Error):
        told = error.diag
        return f"{told.sqlstate or ''} {told.table_name or ''} {told.constraint_name or ''}".strip()
    return str(error)
