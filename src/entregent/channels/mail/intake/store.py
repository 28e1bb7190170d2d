"""Storing raw mails, durably, before anyone is told that they were taken: those that come at once share one commit."""

import asyncio
import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime

import psycopg

from entregent.kernel.ids import uuid7

log = logging.getLogger(__name__)
MOST_AT_ONCE = 50
INSERT = """
    INSERT INTO mail_rawmail (id, received_at, via, sender, recipients, content, size, digest,
                              state, reason, attempts, released)
    VALUES (%b, %b, %b, %b, %b, %b, %b, %b, 'waiting', '', 0, false)
"""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A mail just received. ``sender`` is empty for the null sender."""

    received_at: datetime
    via: str
    sender: str
    recipients: tuple[str, ...]
    content: bytes


class NotStored(Exception):
    """The mail is not kept: its server must keep it and try again. ``full``: for want of room."""

    def __init__(self, full: bool = False) -> None:
        super().__init__("disk full" if full else "the database is away")
        self.full = full


class Store:
    """One connection, one writer: the deliveries that gather while it commits go with the next commit."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._connection: psycopg.AsyncConnection | None = None
        self._waiting: asyncio.Queue[tuple[Delivery, asyncio.Future[None]]] = asyncio.Queue()

    async def keep(self, delivery: Delivery) -> None:
        """Return once the mail is on the disk. Raises NotStored."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        await self._waiting.put((delivery, done))
        await done

    async def run(self) -> None:
        """Write until cancelled."""
        try:
            while True:
                batch = [await self._waiting.get()]
                while len(batch) < MOST_AT_ONCE and not self._waiting.empty():
                    batch.append(self._waiting.get_nowait())
                await self._write(batch)
        finally:
            if self._connection is not None:
                await self._connection.close()

    async def _write(self, batch: list[tuple[Delivery, asyncio.Future[None]]]) -> None:
        error = await self._insert([delivery for delivery, _ in batch])
        if error is None or len(batch) == 1:
            for _, done in batch:
                _settle(done, error)
            return
        for delivery, done in batch:  # one of them may be at fault: the others must not suffer
            _settle(done, await self._insert([delivery]))

    async def _insert(self, deliveries: list[Delivery]) -> NotStored | None:
        try:
            connection = await self._connect()
            async with connection.transaction(), connection.cursor() as cursor:
                await cursor.executemany(INSERT, [_row(delivery) for delivery in deliveries])
        except psycopg.errors.DiskFull:
            log.error("no room is left in the database: mails are put off")
            return NotStored(full=True)
        except (psycopg.Error, OSError) as error:
            log.error("a mail could not be stored and is put off: %s", type(error).__name__)
            return NotStored()
        return None

    async def _connect(self) -> psycopg.AsyncConnection:
        if self._connection is None or self._connection.closed:
            self._connection = await asyncio.wait_for(
                psycopg.AsyncConnection.connect(self._conninfo, autocommit=True, application_name="entregent mail intake"), 5
            )
            # What was promised to another server must survive a power cut, whatever the cluster's own setting.
            await self._connection.execute("SET synchronous_commit = on")
        return self._connection


def _settle(done: "asyncio.Future[None]", error: NotStored | None) -> None:
    if done.done():  # its client hung up meanwhile
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)


def _row(delivery: Delivery) -> tuple[object, ...]:
    content = delivery.content
    return (
        uuid7(), delivery.received_at, delivery.via, delivery.sender, list(delivery.recipients), content, len(content),
        hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
