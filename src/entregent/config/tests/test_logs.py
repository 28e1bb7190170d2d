"""Nothing of a customer reaches a log, not even through the words of the database."""

import logging
import tempfile
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from entregent.config.logs import Line
from entregent.config.postgres import embedded

PHONE = "+33261913805"


@pytest.fixture
def written() -> StringIO:
    return StringIO()


@pytest.fixture
def log(written: StringIO) -> logging.Logger:
    logger = logging.getLogger("entregent.tests.logs")
    handler = logging.StreamHandler(written)
    handler.setFormatter(Line("%(levelname)s %(message)s"))
    logger.addHandler(handler)
    logger.propagate = False
    return logger


@pytest.mark.django_db
def test_an_error_of_the_database_is_told_without_its_words(log: logging.Logger, written: StringIO) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT %s::uuid", [PHONE])
    except DatabaseError as error:
        assert PHONE in str(error)
        log.exception("it failed")
    told = written.getvalue()
    assert PHONE not in told
    assert "ERROR it failed" in told and "InvalidTextRepresentation: 22P02" in told and "test_logs.py" in told


def test_other_errors_keep_their_words_and_their_order(log: logging.Logger, written: StringIO) -> None:
    try:
        try:
            int("x")
        except ValueError as cause:
            raise LookupError("no such page") from cause
    except LookupError:
        log.exception("it failed")
    told = written.getvalue()
    assert told.index("ValueError: invalid literal") < told.index("LookupError: no such page")


def test_the_servers_own_log_quotes_neither_statements_nor_rows() -> None:
    with tempfile.TemporaryDirectory() as name:  # not pytest's own, where the account of the server may not enter
        folder = Path(name)
        folder.chmod(0o755)
        with embedded(folder / "postgres") as url, psycopg.connect(url, autocommit=True) as server:
            server.execute("CREATE TABLE numbers (number text PRIMARY KEY)")
            server.execute(f"INSERT INTO numbers VALUES ('{PHONE}')")
            with pytest.raises(psycopg.errors.UniqueViolation):
                server.execute(f"INSERT INTO numbers VALUES ('{PHONE}')")
        logs = [path.read_text() for path in folder.rglob("*log*") if path.is_file()]
    assert any("duplicate key" in text for text in logs)
    assert not any(PHONE in text for text in logs)
