"""What an engine is: a voice says a text, an ear writes what is said. Every engine stands behind these two."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

LANGUAGES = ("fr", "en")

Samples = NDArray[np.int16]


class SpeechFailed(RuntimeError):
    """An engine gave nothing usable. The message names the engine and the reason, never the text."""


@dataclass(frozen=True)
class Sound:
    """Linear PCM, one channel, 16 bits; ``rate`` in samples a second."""

    samples: Samples
    rate: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.rate


@dataclass(frozen=True)
class Segment:
    """Words said in one breath: from ``start`` to ``end`` in seconds; ``confidence`` 0 to 1."""

    start: float
    end: float
    text: str
    confidence: float


@dataclass(frozen=True)
class Heard:
    """What was said: the whole text, its segments in order, and how sure the ear is of it (0 to 1; 0 for silence)."""

    text: str
    segments: Sequence[Segment]
    confidence: float


class Voice(Protocol):
    """Says texts. ``name`` and ``version`` stand in the key of what is kept: another version says everything anew."""

    name: str
    version: str
    outside: bool  # whether what is said leaves the house

    def missing(self) -> str:
        """Why it cannot speak on this machine, in English; empty when it can."""

    def voices(self, language: str) -> Sequence[str]:
        """The names of its voices for a language, the usual one first; none: it does not speak it."""

    def speak(self, text: str, language: str, voice: str, speed: float) -> Sound:
        """A sentence that was prepared (``text.spoken``); ``speed`` 1 is the usual one. Raises SpeechFailed."""


class Ear(Protocol):
    """Writes what is said."""

    name: str
    version: str

    def missing(self) -> str:
        """Why it cannot hear on this machine, in English; empty when it can."""

    def hear(self, sound: Sound, language: str) -> Heard:
        """The words of a recording, any rate. Raises SpeechFailed."""
