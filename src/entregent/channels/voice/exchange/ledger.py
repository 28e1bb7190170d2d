"""What calls write down, off their loop: in threads, one database connection each, and again when the database was away."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection

from entregent.brands.scope import every_brand, visible

log = logging.getLogger(__name__)
T = TypeVar("T")
ASKING, WRITING, ASIDE = 6, 2, 12
"""Threads: for what somebody waits for; for the rest, which is never in its way; for what is slow or not of the books."""
FIRST_WAIT, LONGEST_WAIT = 0.2, 2.0
"""Seconds between two tries while the database is away."""


class Ledger:
    """The books. A call waits only for what it needs the answer of; the rest is written in the order in which it happened."""

    def __init__(self) -> None:
        self._asking = ThreadPoolExecutor(ASKING, "asking")
        self._writing = ThreadPoolExecutor(WRITING, "writing")
        self._aside = ThreadPoolExecutor(ASIDE, "aside")
        self._behind: dict[UUID, asyncio.Task[None]] = {}

    async def ask(self, brand: UUID, act: Callable[..., T], *arguments: Any, patience: float = 90, **named: Any) -> T:
        """Do ``act`` with the brand's walls open, and give what it returns. While the database is away it is tried again, for
        so many seconds (``patience``); then, and for anything else, what it raised is raised."""
        return await self._try(self._asking, patience, _walled, brand, act, arguments, named)

    async def ask_all(self, act: Callable[..., T], *arguments: Any, patience: float = 90, **named: Any) -> T:
        """The same with every brand open: for the house's own business."""
        return await self._try(self._asking, patience, _open, act, arguments, named)

    async def off(self, act: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """Do something that may take long in a thread, with no transaction open; once."""
        return await asyncio.get_running_loop().run_in_executor(self._aside, partial(act, *arguments, **named))

    def write(self, call: UUID, brand: UUID, act: Callable[..., Any], *arguments: Any, **named: Any) -> None:
        """Write something of a call after what was written of it before, without waiting; what fails is told in the log."""
        before = self._behind.get(call)
        self._behind[call] = asyncio.ensure_future(self._after(before, call, brand, act, arguments, named))

    async def settled(self, call: UUID) -> None:
        """All that was to be written of a call is."""
        if (last := self._behind.get(call)) is not None:
            await asyncio.wait([last])

    async def close(self) -> None:
        """All is written, as far as it can be."""
        if self._behind:
            await asyncio.wait(list(self._behind.values()), timeout=5)
        for threads in (self._asking, self._writing, self._aside):
            threads.shutdown(wait=False, cancel_futures=True)

    async def _after(
        self, before: "asyncio.Task[None] | None", call: UUID, brand: UUID, act: Callable[..., Any],
        arguments: Iterable[Any], named: dict[str, Any],
    ) -> None:  # fmt: skip
        if before is not None:
            await asyncio.wait([before])
        try:
            await self._try(self._writing, 600, _walled, brand, act, arguments, named)
        except Exception:  # a call goes on whatever its books say
            log.exception("a fact of call %s is lost: %s", call, act.__name__)
        finally:
            if self._behind.get(call) is asyncio.current_task():
                del self._behind[call]

    async def _try(self, threads: ThreadPoolExecutor, patience: float, function: Callable[..., T], *arguments: Any) -> T:
        loop, wait = asyncio.get_running_loop(), FIRST_WAIT
        until = loop.time() + patience
        while True:
            try:
                return await loop.run_in_executor(threads, function, *arguments)
            except (OperationalError, InterfaceError):
                if loop.time() + wait > until:
                    raise
                log.warning("the database is away")
                await asyncio.sleep(wait)
                wait = min(LONGEST_WAIT, wait * 2)


def _walled(brand: UUID, act: Callable[..., T], arguments: Iterable[Any], named: dict[str, Any]) -> T:
    try:
        with visible([brand]):
            return act(*arguments, **named)
    except (OperationalError, InterfaceError):
        connection.close()
        raise


def _open(act: Callable[..., T], arguments: Iterable[Any], named: dict[str, Any]) -> T:
    try:
        with every_brand():
            return act(*arguments, **named)
    except (OperationalError, InterfaceError):
        connection.close()
        raise
