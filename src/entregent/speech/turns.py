"""What callers say in their turn becomes words, while they wait: an ear in a process of its own, warm, asked from a loop."""

import asyncio
import itertools
import json
import logging
import sys
import time
from collections.abc import Sequence

import numpy as np
from django.conf import settings

from entregent.speech import engines
from entregent.speech.assembling import WHISPER
from entregent.speech.port import Heard, SpeechFailed

log = logging.getLogger(__name__)
RATE = 8000
MOST = 6
"""Turns that may be under way; whoever comes then is not heard, and is asked for keys."""
PATIENCE = 4.0
"""Seconds after which a caller waits no more for their words."""
AGAIN = 5.0
"""Seconds before a process that fell is started again."""


def missing() -> str:
    """Why callers cannot speak to a menu on this machine, in English; empty when they can."""
    reasons = [ear.missing() for ear in engines.ears()]
    return "" if "" in reasons else reasons[-1]


class Turns:
    """One process, started when it is first needed; used in one loop."""

    def __init__(self) -> None:
        self._child: asyncio.subprocess.Process | None = None
        self._starting: asyncio.Task[None] | None = None
        self._reading: asyncio.Task[None] | None = None
        self._numbers = itertools.count(1)
        self._asked: dict[int, asyncio.Future[Heard | None]] = {}
        self._fell = -AGAIN
        self._outside = 0

    def warm(self) -> None:
        """Have the model loaded, if it is not: the first caller is not to wait for it."""
        if not _provided() and not missing():
            self._start()

    async def ready(self) -> None:
        """Until it is loaded, or cannot be."""
        self.warm()
        if self._starting is not None:
            await asyncio.shield(self._starting)

    async def hear(self, pcm: bytes, language: str, expected: Sequence[str] = ()) -> Heard | None:
        """The words of a turn (16 bits, 8 kHz); no words: an empty text. ``expected``: what would be an answer, the likeliest
        last. None where nobody could listen: nothing is installed, too many speak, or it took too long."""
        if missing() or len(self._asked) + self._outside >= MOST:
            return None
        if _provided():
            return await self._from_provider(pcm, language)
        number = next(self._numbers)
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        asked = {"id": number, "language": language[:2], "hints": _hints(expected), "bytes": len(pcm),
                 "until": time.monotonic() + PATIENCE}  # fmt: skip
        try:
            async with asyncio.timeout(PATIENCE):
                await self.ready()
                if self._child is None or self._child.stdin is None:
                    return None
                self._child.stdin.write(json.dumps(asked).encode() + b"\n" + pcm)
                return await answer
        except (TimeoutError, OSError):
            return None
        finally:
            self._asked.pop(number, None)

    async def stop(self) -> None:
        """End it."""
        for task in (self._starting, self._reading):
            if task is not None:
                task.cancel()
        if self._child is not None and self._child.returncode is None:
            self._child.kill()
            await self._child.wait()
        self._child = None

    def _start(self) -> None:
        under_way = self._starting is not None and not self._starting.done()
        if self._child is None and not under_way and time.monotonic() - self._fell >= AGAIN:
            self._starting = asyncio.ensure_future(self._launch())

    async def _launch(self) -> None:
        pipe = asyncio.subprocess.PIPE
        words = [sys.executable, "-m", "entregent.speech.quick", str(WHISPER.path().parent), str(settings.SPEECH["threads"])]
        self._child = await asyncio.create_subprocess_exec(*words, stdin=pipe, stdout=pipe)
        assert self._child.stdout is not None
        await self._child.stdout.readline()  # it is loaded
        self._reading = asyncio.ensure_future(self._read(self._child, self._child.stdout))

    async def _read(self, child: asyncio.subprocess.Process, answers: asyncio.StreamReader) -> None:
        while line := await answers.readline():
            said = json.loads(line)
            waiting = self._asked.get(said["id"])
            if waiting is not None and not waiting.done():
                found = said["found"]
                waiting.set_result(Heard(found[0], [], found[1]) if found is not None else None)
        log.error("the ear of callers fell (%s): another is started when somebody speaks", await child.wait())
        self._child, self._fell = None, time.monotonic()
        for answer in self._asked.values():
            if not answer.done():
                answer.set_result(None)

    async def _from_provider(self, pcm: bytes, language: str) -> Heard | None:
        from entregent.speech.hearing import hear

        self._outside += 1
        asked = asyncio.get_running_loop().run_in_executor(None, hear, np.frombuffer(pcm, "<i2"), RATE, language[:2])
        try:
            return await asyncio.wait_for(asyncio.shield(asked), PATIENCE)
        except (TimeoutError, SpeechFailed):
            return None
        finally:
            asked.add_done_callback(self._freed)

    def _freed(self, _asked: "asyncio.Future[Heard]") -> None:
        self._outside -= 1
        _asked.exception()  # told to whoever waited, if anybody still did


def _provided() -> bool:
    return not engines.ears()[0].missing() and len(engines.ears()) > 1


def _hints(expected: Sequence[str]) -> str:
    """As sentences: what was said before, for a model that goes on in the same way."""
    return " ".join(f"{one.rstrip('. ')}." for one in expected if one.strip())
