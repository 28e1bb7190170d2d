"""The process of sound, kept alive: started, asked, heard, and started again when it falls."""

import asyncio
import contextlib
import itertools
import logging
import os
import socket
import sys
from collections.abc import Callable
from typing import Any

from entregent.telephony.media import frames

LONGEST_START = 20.0  # seconds
AGAIN = (0.05, 0.5, 2.0, 5.0)  # seconds before it is started again: the first time, and when it falls again within a minute

log = logging.getLogger(__name__)

Message = dict[str, Any]


class Unopened(Exception):
    """A leg, a recording, or the process of sound itself, could not be opened."""


class Link:
    """One process of sound after another, as if it were one."""

    def __init__(
        self,
        arguments: list[str],
        *,
        hear: Callable[[Message, bytes], None],
        fallen: Callable[[], None],
        restore: Callable[[], None],
    ) -> None:
        """``hear``: what it tells. ``fallen``: it is no more. ``restore``: another one is there, and knows nothing yet."""
        self._arguments, self._hear, self._fallen, self._restore = arguments, hear, fallen, restore
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._numbers = itertools.count(1)
        self._child: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._up = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None

    @property
    def process(self) -> int | None:
        """Its id, while there is one."""
        return self._child.pid if self._child is not None else None

    async def start(self) -> None:
        """Start it. Raises Unopened when it does not come up."""
        self._watching = asyncio.create_task(self._watch(await self._launch()))

    async def stop(self) -> None:
        """End it for good."""
        if self._watching is not None:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching
        self._up.clear()
        await self._end()
        for waiting in self._asked.values():
            waiting.cancel()

    def say(self, said: Message, tail: bytes = b"") -> None:
        """Say something; said to nobody when there is no process now: ``restore`` says what holds."""
        if self._writer is not None:
            self._writer.write(frames.write(said, tail))

    async def ask(self, said: Message, tail: bytes = b"") -> Any:
        """Say, and wait for the answer; when the process falls meanwhile, ask the next one. Raises Unopened."""
        while True:
            await self._up.wait()
            number = next(self._numbers)
            answer = self._asked[number] = asyncio.get_running_loop().create_future()
            self.say(said | {"id": number}, tail)
            try:
                return await answer
            except ConnectionError:
                continue
            finally:
                self._asked.pop(number, None)

    async def _launch(self) -> asyncio.StreamReader:
        ours, theirs = socket.socketpair()
        with theirs:
            self._child = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "entregent.telephony.media.process",
                str(theirs.fileno()),
                *self._arguments,
                pass_fds=[theirs.fileno()],
                stdin=asyncio.subprocess.DEVNULL,
                env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},  # a tick is too short to be shared out
            )
        ours.setblocking(False)
        reader, self._writer = await asyncio.open_unix_connection(sock=ours, limit=frames.MOST)
        try:
            async with asyncio.timeout(LONGEST_START):
                ready = await frames.read(reader)
        except TimeoutError:
            ready = None
        if ready is None:
            await self._end()
            raise Unopened("the process of sound did not start")
        self._restore()
        self._up.set()
        return reader

    async def _watch(self, reader: asyncio.StreamReader | None) -> None:
        """Hear what it tells; when it falls, start another."""
        loop, again = asyncio.get_running_loop(), 0
        while True:
            began = loop.time()
            if reader is not None:
                await self._listen(reader)
                self._up.clear()
                await self._end()
                self._fallen()
                for number in list(self._asked):
                    self._asked.pop(number).set_exception(ConnectionError())
            again = again + 1 if loop.time() - began < 60 else 0
            await asyncio.sleep(AGAIN[min(max(0, again - 1), len(AGAIN) - 1)])
            try:
                reader = await self._launch()
            except (Unopened, OSError):
                log.exception("the process of sound does not start")
                reader = None

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(ValueError):
            while (frame := await frames.read(reader)) is not None:
                said, tail = frame
                if "id" in said:
                    self._answered(said)
                else:
                    self._hear(said, tail)

    def _answered(self, said: Message) -> None:
        waiting = self._asked.pop(said["id"], None)
        if waiting is None or waiting.done():
            return
        if said["error"]:
            waiting.set_exception(Unopened(said["error"]))
        else:
            waiting.set_result(said["answer"])

    async def _end(self) -> None:
        writer, child = self._writer, self._child
        self._writer = self._child = None
        if writer is not None:
            writer.close()
        if child is not None:
            try:
                async with asyncio.timeout(2):
                    await child.wait()
            except TimeoutError:
                child.kill()
                await child.wait()
