"""Recorded sounds, read once and kept as telephones hear them: 8 kHz, mono."""

import threading
import wave
from collections import OrderedDict
from pathlib import Path

import numpy as np

from entregent.telephony.media.g711 import RATE, Pcm
from entregent.telephony.media.tones import made

KEPT = 96 * 1024 * 1024  # bytes of sound in memory: 100 minutes
LONGEST = 3600  # seconds of one file
State = tuple[int, int]  # of a file: when it was written, how long it is


class Unplayable(Exception):
    """A sound that cannot be read."""


class Sounds:
    """The sounds that were asked for, the least lately heard forgotten first. Safe from several threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[State, Pcm]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def read(self, name: str) -> Pcm:
        """A file's sound, or a made one (``tones``). Slow the first time. Raises Unplayable."""
        try:
            sound = self.known(name)
            if sound is not None:
                return sound
            state = _state(name)
            sound = _read(name)
        except (OSError, EOFError, ValueError, wave.Error) as error:
            raise Unplayable(f"{name}: {error}") from error
        with self._lock:
            if name in self._kept:
                self._size -= self._kept.pop(name)[1].nbytes
            self._kept[name] = state, sound
            self._size += sound.nbytes
            while self._size > KEPT and len(self._kept) > 1:
                self._size -= self._kept.popitem(last=False)[1][1].nbytes
        return sound

    def known(self, name: str) -> Pcm | None:
        """The same without waiting: None when it is not in memory. Raises OSError when there is no such file."""
        sound = made(name)
        if sound is not None:
            return sound
        state = _state(name)
        with self._lock:
            if name in self._kept and self._kept[name][0] == state:
                self._kept.move_to_end(name)
                return self._kept[name][1]
        return None


def _state(name: str) -> State:
    now = Path(name).stat()
    return now.st_mtime_ns, now.st_size


def _read(name: str) -> Pcm:
    try:
        with wave.open(name) as file:
            if (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2):
                return np.frombuffer(file.readframes(LONGEST * RATE), "<i2").astype(np.int16)
    except wave.Error:
        pass  # another kind of file, or of WAV
    return _converted(name)


def _converted(name: str) -> Pcm:
    import av  # heavy, and seldom needed: only for files that are not yet as telephones hear them

    pieces, size = [], 0
    resampler = av.AudioResampler("s16", "mono", RATE)
    with av.open(name) as container:
        for frame in container.decode(audio=0):
            for piece in resampler.resample(frame):
                pieces.append(piece.to_ndarray().reshape(-1))
                size += len(pieces[-1])
            if size > LONGEST * RATE:
                break
        pieces += [piece.to_ndarray().reshape(-1) for piece in resampler.resample(None)]
    return np.concatenate(pieces).astype(np.int16) if pieces else np.zeros(0, np.int16)
