"""Fill an empty database with the million, as its owner: the statements beside, on two connections; indexes afterwards."""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench.million import words

Steps = tuple[str, ...]
DRAWN = ("who", "what")
WRITTEN = (("facts",), ("persons", "messages", "tickets", "later_facts"))
TABLES = (
    "people_person", "people_handle", "people_word", "people_position", "people_tagplace", "conversations_conversation",
    "conversations_message", "tickets_ticket", "tickets_tagplace", "tickets_promise", "routing_workitem", "journal_event",
)  # fmt: skip
HURRY = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "20GB", "autovacuum": "off"}


PERSONS = ("who",), (("persons",),)
"""What is drawn and written of the million, where persons are enough."""


def fill(address: str, say: Callable[[str], None], drawn: Steps = DRAWN, written: tuple[Steps, ...] = WRITTEN) -> None:
    """Fill; ``address`` is the owner's. The server is as durable afterwards as it was before."""
    with _connected(address) as connection:
        _set(connection, HURRY)
        try:
            with _timed("drawing", say):
                made_later = _take_indexes_down(connection)
                # What is drawn stands in tables of its own, which two connections read and which go away at the end.
                connection.execute("CREATE SCHEMA million")
                words.load(connection)
                _run(connection, drawn)
            with _timed("writing", say):
                _side_by_side(address, written, _run)
            with _timed("indexes", say):
                _side_by_side(address, made_later, lambda one, definition: one.execute(definition))
            with _timed("vacuum and statistics", say):
                connection.execute("DROP SCHEMA million CASCADE")
                connection.execute("SELECT routing_recount(staff_id) FROM routing_presence")
                connection.execute("VACUUM (ANALYZE)")
                connection.execute("CHECKPOINT")
        finally:
            _set(connection, dict.fromkeys(HURRY))


@contextmanager
def _connected(address: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET search_path = million, public; SET work_mem = '256MB'; SET maintenance_work_mem = '512MB'")
        yield connection


def _run(connection: psycopg.Connection, steps: Iterable[str]) -> None:
    # No trigger and no check of foreign keys, row by row: the statements are right by construction.
    connection.execute("SET session_replication_role = replica")
    for step in steps:
        connection.execute(Path(__file__).with_name(f"{step}.sql").read_text())
    connection.execute("RESET session_replication_role")


def _side_by_side(address: str, works: Iterable, act: Callable[[psycopg.Connection, object], object]) -> None:
    def alone(work: object) -> None:
        with _connected(address) as connection:
            act(connection, work)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(alone, works))


def _take_indexes_down(connection: psycopg.Connection) -> list[str]:
    """Drop what can be made again; returns the statements that do."""
    found = connection.execute(
        """
        SELECT c.oid::regclass::text, pg_get_indexdef(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid = ANY (%s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid)
        """,
        [list(TABLES)],
    ).fetchall()
    for name, _definition in found:
        connection.execute(f"DROP INDEX {name}")
    return [definition.replace(" ON ONLY ", " ON ") for _name, definition in found]


def _set(connection: psycopg.Connection, values: dict[str, str | None]) -> None:
    for name, value in values.items():
        connection.execute(f"ALTER SYSTEM SET {name} = '{value}'" if value else f"ALTER SYSTEM RESET {name}")
    connection.execute("SELECT pg_reload_conf()")


@contextmanager
def _timed(name: str, say: Callable[[str], None]) -> Iterator[None]:
    began = time.perf_counter()
    yield
    say(f"{name}: {time.perf_counter() - began:.0f} s")
