"""Who hears whom, reckoned for all at once: rows of sound in, rows of sound out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from entregent.telephony.media.g711 import Pcm

NOTHING = 0  # the row in which nothing is ever heard


class Plan:
    """For each listener the rows it hears, made once for many ticks."""

    def __init__(self, heard: Sequence[Sequence[int]]) -> None:
        self._first: NDArray[np.intp] = np.array([rows[0] if rows else NOTHING for rows in heard], np.intp)
        several = [(place, rows) for place, rows in enumerate(heard) if len(rows) > 1]
        self._several: NDArray[np.intp] = np.array([place for place, _rows in several], np.intp)
        self._rows: NDArray[np.intp] = np.array([row for _place, rows in several for row in rows], np.intp)
        lengths = [len(rows) for _place, rows in several]
        self._starts: NDArray[np.intp] = (
            np.concatenate(([0], np.cumsum(lengths)[:-1])).astype(np.intp) if lengths else self._rows
        )

    def mix(self, sound: Pcm) -> Pcm:
        """What each listener hears of the rows of this tick; the loudest moments are cut, not turned over."""
        out: Pcm = sound[self._first]
        if len(self._several):
            sums = np.add.reduceat(sound[self._rows].astype(np.int32), self._starts, axis=0)
            out[self._several] = np.clip(sums, -32768, 32767)
        return out
