"""Where sounds are kept: WAV files named by digests, whole or not there. Two shelves: what is said every day, and what was
said to one caller, of which the least used leaves when the shelf is full."""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from entregent.speech.port import Sound
from entregent.speech.sound import wav

LASTING, PASSING = "lasting", "passing"
FRESH = 3600.0
"""Seconds for which a use is not written again: whoever keeps a file in memory reads it anew when it was touched."""


@dataclass(frozen=True)
class Store:
    """A folder of sounds; ``most`` bytes on the shelf of what passes."""

    folder: Path
    most: int

    def find(self, key: str) -> Path | None:
        """The file of a key, on either shelf."""
        for shelf in (LASTING, PASSING):
            path = self._path(shelf, key)
            if path.exists():
                if shelf == PASSING:
                    self._used(path)
                return path
        return None

    def keep(self, key: str, sound: Sound, *, passing: bool) -> Path:
        """Write a sound under its key: another process sees the whole file or none."""
        path = self._path(PASSING if passing else LASTING, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        data = wav(sound)
        if passing:
            self.make_room(len(data))
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".draft-", delete=False) as draft:
            try:
                draft.write(data)
                draft.flush()
                Path(draft.name).replace(path)
            except BaseException:
                Path(draft.name).unlink(missing_ok=True)
                raise
        return path

    def make_room(self, wanted: int) -> None:
        """Let what was used least recently go until so many bytes fit."""
        kept = sorted(self._passing(), key=lambda file: file[1])
        size = sum(file[2] for file in kept)
        for path, _, bytes_of in kept:
            if size + wanted <= self.most:
                return
            path.unlink(missing_ok=True)
            size -= bytes_of

    def size(self) -> tuple[int, int]:
        """(files, bytes) of both shelves."""
        sizes = [path.stat().st_size for path in self.folder.glob("*/*/*.wav")]
        return len(sizes), sum(sizes)

    def _passing(self) -> Iterator[tuple[Path, int, int]]:
        for path in (self.folder / PASSING).glob("*/*.wav"):
            try:
                found = path.stat()
            except FileNotFoundError:  # another process made room
                continue
            yield path, found.st_mtime_ns, found.st_size

    def _path(self, shelf: str, key: str) -> Path:
        return self.folder / shelf / key[:2] / f"{key}.wav"

    def _used(self, path: Path) -> None:
        try:
            if time.time() - path.stat().st_mtime > FRESH:
                os.utime(path)
        except FileNotFoundError:
            return


def key(*parts: object) -> str:
    """A name that tells nothing of what it was made of."""
    return hashlib.sha256("\0".join(str(part) for part in parts).encode()).hexdigest()
