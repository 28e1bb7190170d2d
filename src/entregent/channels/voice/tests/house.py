"""The process that carries calls, in the loop of a test: real sound, real signalling, a database of its own."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy

from entregent.channels.voice.exchange.process import Process
from entregent.channels.voice.exchange.voices import Sounds
from entregent.telephony.tests.peers import tone

MUSIC = 620
"""Hertz of what whoever waits hears."""
PORTS = range(24000, 27000)


def pitch(words: str) -> int:
    """The tone that stands for some words: what is heard says what was said."""
    return 900 + 40 * (int(hashlib.sha256(words.encode()).hexdigest(), 16) % 50)


def sounds(folder: Path, seconds: float = 0.6) -> Sounds:
    """Words as tones."""
    tone(folder / "music.wav", MUSIC, 4)

    def say(_brand: UUID, words: str, _language: str) -> str:
        path = folder / f"{pitch(words)}.wav"
        if not path.exists():
            tone(path, pitch(words), seconds)
        return str(path)

    return Sounds(say, lambda _brand: [str(folder / "music.wav")])


@asynccontextmanager
async def carrying(address: str, folder: Path) -> AsyncIterator[Process]:
    """A process that carries calls on a free port."""
    async with Process(address, "127.0.0.1", 0, PORTS, sounds(folder)) as process:
        yield process


async def off(act: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """What an agent or a supervisor does meanwhile, in a thread of its own."""
    return await asyncio.to_thread(act, *arguments, **named)


async def until(holds: Callable[[], Any], seconds: float = 10) -> Any:
    """What ``holds`` returns, once it is something; asked in a thread."""
    for _ in range(int(seconds / 0.05)):
        if found := await asyncio.to_thread(holds):
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("it never came")


def heard(path: Path) -> list[int]:
    """The tones of a recording, one after the other, in hertz: each as long as a fifth of a second at least."""
    import wave

    with wave.open(str(path)) as file:
        rate = file.getframerate()
        samples = numpy.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)
    met: list[int] = []
    size = rate // 5
    for start in range(0, len(samples) - size, size):
        part = samples[start : start + size] * numpy.hanning(size)
        if numpy.abs(part).max() < 500:
            continue
        strongest = int(numpy.abs(numpy.fft.rfft(part)).argmax() * rate / size)
        if not met or abs(met[-1] - strongest) > 8:
            met.append(strongest)
    return met
