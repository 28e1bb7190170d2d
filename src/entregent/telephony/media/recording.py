"""Recordings as they are made: frames gathered by the tick, sealed and written by another thread."""

import queue
import threading
from collections.abc import Callable, Collection
from pathlib import Path

import numpy as np

from entregent.telephony.media.g711 import FRAME, SECOND, SILENCE, Bytes
from entregent.telephony.media.sealed import ASKED, KEPT, LOST, Seal

_silence = np.frombuffer(SILENCE["PCMA"] * 2, np.uint8).reshape(2, FRAME)

Gaps = list[tuple[int, int, int]]  # first frame, frames, why


class Writer(threading.Thread):
    """The one thread that touches the disk, so that sound never waits for it."""

    def __init__(self) -> None:
        super().__init__(name="recordings", daemon=True)
        self._work: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.start()

    def run(self) -> None:
        """Do what is given, in its order."""
        while True:
            self._work.get()()

    def do(self, work: Callable[[], None]) -> None:
        """Give it something to do; ``work`` does not raise."""
        self._work.put(work)


class Recorder:
    """One recording. ``take`` is called at each tick; the rest of it happens in the writer's thread."""

    def __init__(self, path: str, key: bytes, begins: int, writer: Writer, failed: Callable[[str], None]) -> None:
        """``begins``: frames after the recording's beginning. ``failed`` is called, once and in the writer's thread, when the
        disk refuses. Raises OSError when the file is there already or cannot be made, ValueError for a bad key.
        """
        header = Seal.header(begins)
        self._seal = Seal(key, header)
        self._file = Path(path).open("xb", buffering=0)  # noqa: SIM115 — open as long as the call
        Path(path).chmod(0o600)
        self._file.write(header)
        self._writer, self._failed = writer, failed
        self._chunk = 0
        self._new()
        self.left: tuple[str, ...] = ()
        self.right: tuple[str, ...] = ()
        self.frames, self.begins = 0, begins
        self.gaps: Gaps = []

    def tap(self, left: Collection[str], right: Collection[str]) -> None:
        """Whom each side holds from now on."""
        self.left, self.right = tuple(left), tuple(right)

    def take(self, sides: Bytes, lost: int) -> None:
        """A frame of both sides; ``lost``: frames before it that nobody had time for."""
        for _ in range(lost):
            self._add(_silence, LOST)
        if self.left or self.right:
            self._add(sides, KEPT)
        else:
            self._add(_silence, ASKED)

    def finish(self, done: Callable[[int], None]) -> None:
        """Write what is left. ``done`` is called in the writer's thread with the bytes of the file."""
        sounds, states, number = self._sounds[: self._at], self._states[: self._at], self._chunk
        self._writer.do(lambda: self._end(sounds, states, number, done))

    def _add(self, sides: Bytes, state: int) -> None:
        self._sounds[self._at] = sides
        self._states[self._at] = state
        self._at += 1
        if state != KEPT:
            self._gap(state)
        self.frames += 1
        if self._at == SECOND:
            sounds, states, number = self._sounds, self._states, self._chunk
            self._writer.do(lambda: self._write(sounds, states, number))
            self._chunk += 1
            self._new()

    def _gap(self, why: int) -> None:
        here = self.begins + self.frames
        if self.gaps:
            start, length, what = self.gaps[-1]
            if start + length == here and what == why:
                self.gaps[-1] = (start, length + 1, why)
                return
        self.gaps.append((here, 1, why))

    def _new(self) -> None:
        self._sounds: Bytes = np.empty((SECOND, 2, FRAME), np.uint8)
        self._states: Bytes = np.zeros(SECOND, np.uint8)
        self._at = 0

    def _write(self, sounds: Bytes, states: Bytes, number: int, last: bool = False) -> None:
        if self._file.closed:
            return
        data = states.tobytes() + sounds[:, 0].tobytes() + sounds[:, 1].tobytes()
        try:
            self._file.write(self._seal.close(number, data, last))
        except OSError as error:
            self._file.close()
            self._failed(error.strerror or "the disk refuses")

    def _end(self, sounds: Bytes, states: Bytes, number: int, done: Callable[[int], None]) -> None:
        self._write(sounds, states, number, last=True)
        size = 0
        if not self._file.closed:
            size = self._file.tell()
            self._file.close()
        done(size)
