"""The process that carries calls, in the loop of a test: real sound, real signalling, a database of its own."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy
from django.db import InterfaceError, OperationalError, connection

from entregent.channels.voice.exchange.process import Process
from entregent.channels.voice.exchange.voices import Sounds
from entregent.telephony.tests.peers import Baresip, tone

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
async def carrying(address: str, folder: Path, spoken: Sounds | None = None) -> AsyncIterator[Process]:
    """A process that carries calls on a free port."""
    async with Process(address, "127.0.0.1", 0, PORTS, spoken or sounds(folder)) as process:
        yield process


async def off(act: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """What an agent or a supervisor does meanwhile, in a thread of its own."""
    return await asyncio.to_thread(act, *arguments, **named)


def _asked(holds: Callable[[], Any]) -> Any:
    """What it returns; nothing where this thread's connection was cut: the next time it has another."""
    try:
        return holds()
    except (OperationalError, InterfaceError):
        connection.close()
        return None


async def until(holds: Callable[[], Any], seconds: float = 10) -> Any:
    """What ``holds`` returns, once it is something; asked in a thread."""
    for _ in range(int(seconds / 0.05)):
        if found := await asyncio.to_thread(_asked, holds):
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("it never came")


async def registered(telephone: Baresip, line: str, holds: Callable[[], Any]) -> None:
    """The house knows that it is there. A telephone that was not answered tries again, as they do."""
    for _ in range(4):
        try:
            await until(holds)
            return
        except AssertionError:
            await telephone.does("uanew", line)
    await until(holds)


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


def together(path: Path) -> list[set[int]]:
    """The tones heard at once, each quarter of a second in turn, in hertz."""
    import wave

    with wave.open(str(path)) as file:
        rate = file.getframerate()
        samples = numpy.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)
    size, met = rate // 4, []
    for start in range(0, len(samples) - size, size):
        spectrum = numpy.abs(numpy.fft.rfft(samples[start : start + size] * numpy.hanning(size)))
        loud = spectrum > max(0.25 * spectrum.max(), 4e4)
        peaks = {
            round(k * rate / size) for k in numpy.flatnonzero(loud) if spectrum[k] == spectrum[max(0, k - 5) : k + 6].max()
        }
        met.append(peaks)
    return met


def in_order(heard: list[set[int]], expected: list[set[int]]) -> bool:
    """Whether these sets of tones were heard one after the other, whatever was in between."""
    at = 0
    for wanted in expected:
        while at < len(heard) and not _same(heard[at], wanted):
            at += 1
        if at == len(heard):
            return False
    return True


def _same(heard: set[int], wanted: set[int]) -> bool:
    return len(heard) == len(wanted) and all(any(abs(one - other) <= 8 for one in heard) for other in wanted)
