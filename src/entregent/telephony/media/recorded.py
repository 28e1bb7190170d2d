"""Recordings read again: any stretch, without opening the rest. Two sides: left the customer's, right ours, or as was asked."""

import glob
import itertools
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from entregent.telephony.media.g711 import DECODED, FRAME, RATE, SECOND, SILENCE, Bytes, Pcm
from entregent.telephony.media.sealed import ASKED, CHUNK, FRAME_BYTES, HEADER, KEPT, LOST, Seal, Unreadable

WAV_HEADER = 44  # bytes
_SAMPLE = 4  # bytes of both sides in a WAV


@dataclass(frozen=True)
class Gap:
    """A silence which stands for what was not kept: ``asked``, as nobody was to be recorded, or ``lost``. In seconds."""

    start: float
    seconds: float
    why: str


@dataclass(frozen=True)
class Recorded:
    """A recording that is finished."""

    recording: str
    seconds: float
    bytes: int
    gaps: tuple[Gap, ...]


def gaps(frames: list[tuple[int, int, int]]) -> tuple[Gap, ...]:
    """Gaps in seconds, of those in frames (first frame, frames, why)."""
    names = {ASKED: "asked", LOST: "lost"}
    return tuple(Gap(start / SECOND, length / SECOND, names[why]) for start, length, why in frames)


def part(path: str, number: int) -> str:
    """Where the ``number``-th part of a recording lies, from 1: there are several when the process of sound fell meanwhile."""
    return path if number == 1 else f"{path}.{number}"


def parts(path: str) -> list[Path]:
    """The files of a recording, in their order."""
    first = Path(path)
    later = [file for file in first.parent.glob(f"{glob.escape(first.name)}.*") if file.suffix[1:].isdigit()]
    return [*([first] if first.exists() else []), *sorted(later, key=lambda file: int(file.suffix[1:]))]


class _Part:
    """One file."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        with path.open("rb") as file:
            self._seal = Seal(key, file.read(HEADER))
        size = path.stat().st_size - HEADER
        self._full, rest = divmod(size, CHUNK)
        self._last: bytes | None = None
        try:
            self._last = self._seal.open(self._full, self._read(self._full, rest), last=True)
        except Unreadable:
            if self._full:
                self._chunk(0)  # not the right key is said at once
            elif rest:
                raise
        self.begins: int = self._seal.begins
        self.frames = self._full * SECOND + len(self._last or b"") // FRAME_BYTES
        self.whole = self._last is not None

    def chunks(self, first: int, frames: int) -> Iterator[tuple[int, Bytes, Bytes]]:
        """Those with frames of a stretch: where each begins, states, both sides. Raises Unreadable."""
        for number in range(first // SECOND, -(-(first + frames) // SECOND)):
            data = np.frombuffer(self._chunk(number), np.uint8)
            length = len(data) // FRAME_BYTES
            yield number * SECOND, data[:length], data[length:].reshape(2, -1)

    def _chunk(self, number: int) -> bytes:
        if number < self._full:
            return self._seal.open(number, self._read(number, CHUNK))
        return self._last or b""

    def _read(self, number: int, size: int) -> bytes:
        with self._path.open("rb") as file:
            file.seek(HEADER + number * CHUNK)
            return file.read(size)


class Recording:
    """A recording on the disk, all its parts as one."""

    def __init__(self, path: str, key: bytes) -> None:
        """Raises FileNotFoundError; Unreadable for another key or another file; ValueError for a key that is none."""
        self._parts = [_Part(place, key) for place in parts(path)]
        if not self._parts:
            raise FileNotFoundError(path)
        last = self._parts[-1]
        self.frames = last.begins + last.frames
        self.whole = last.whole  # whether it was finished, not cut

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.frames / SECOND

    def codes(self, first: int, frames: int) -> Bytes:
        """Both sides of a stretch of frames, A-law: an array of 2 rows. What no part holds is silence. Raises Unreadable."""
        frames = max(0, min(frames, self.frames - first))
        found = np.full((2, frames * FRAME), SILENCE["PCMA"][0], np.uint8)
        for piece in self._parts:
            start, end = max(first, piece.begins), min(first + frames, piece.begins + piece.frames)
            if start >= end:
                continue
            for place, _states, sides in piece.chunks(start - piece.begins, end - start):
                at = (piece.begins + place - first) * FRAME
                skipped = max(0, -at)
                sides = sides[:, skipped : found.shape[1] - at]
                found[:, at + skipped : at + skipped + sides.shape[1]] = sides
        return found

    def pcm(self, start: float, seconds: float) -> Pcm:
        """Samples of a stretch, in seconds; an array of 2 rows, 8,000 a second. Raises Unreadable."""
        first, last = round(start * RATE), round((start + seconds) * RATE)
        codes = self.codes(first // FRAME, -(-last // FRAME) - first // FRAME)
        skipped = first % FRAME
        return DECODED["PCMA"][codes[:, skipped : skipped + last - first]]

    @property
    def wav_size(self) -> int:
        """Bytes of the whole as a WAV file."""
        return WAV_HEADER + self.frames * FRAME * _SAMPLE

    def wav(self, first: int, last: int) -> bytes:
        """Bytes ``first`` to ``last``, both included, of the whole as a stereo WAV file: what a browser's Range asks for."""
        last = min(last, self.wav_size - 1)
        head = _wav_header(self.wav_size)[first : last + 1] if first < WAV_HEADER else b""
        start, end = max(first, WAV_HEADER) - WAV_HEADER, last + 1 - WAV_HEADER
        if end <= start:
            return head
        frame = FRAME * _SAMPLE
        codes = self.codes(start // frame, -(-end // frame) - start // frame)
        samples = DECODED["PCMA"][codes].T.astype("<i2").tobytes()
        skipped = start % frame
        return head + samples[skipped : skipped + end - start]

    def peaks(self, count: int) -> list[tuple[float, float]]:
        """The shape of the whole in ``count`` steps: how loud each side is at most in each, 0 to 1."""
        loud = np.abs(DECODED["PCMA"].astype(np.int32)).astype(np.uint16)
        found = np.zeros((2, count), np.uint16)
        for second in range(0, self.frames, SECOND):
            sides = loud[self.codes(second, SECOND)].reshape(2, -1, FRAME).max(axis=2)
            steps = (second + np.arange(sides.shape[1])) * count // max(1, self.frames)
            for side in range(2):
                np.maximum.at(found[side], steps, sides[side])
        return [(round(left / 32768, 3), round(right / 32768, 3)) for left, right in found.T.tolist()]

    def gaps(self) -> tuple[Gap, ...]:
        """The silences which stand for what was not kept. Reads all of it. Raises Unreadable."""
        states = np.full(self.frames, LOST, np.uint8)
        for piece in self._parts:
            for place, some, _sides in piece.chunks(0, piece.frames):
                states[piece.begins + place : piece.begins + place + len(some)] = some
        edges = [0, *(np.flatnonzero(np.diff(states)) + 1).tolist(), len(states)]
        return gaps(
            [(at, end - at, int(states[at])) for at, end in itertools.pairwise(edges) if end > at and states[at] != KEPT]
        )


@lru_cache(maxsize=8)
def _wav_header(size: int) -> bytes:
    data = size - WAV_HEADER
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", size - 8, b"WAVE", b"fmt ", 16, 1, 2, RATE, RATE * _SAMPLE, _SAMPLE, 16, b"data", data
    )
