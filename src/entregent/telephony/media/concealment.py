"""What is played when sound did not come: the last pitch over again, fading (after ITU-T G.711 Appendix I)."""

import numpy as np

from entregent.telephony.media.g711 import FRAME, Pcm

HISTORY = 400  # samples looked at: 50 ms
SHORTEST, LONGEST = 40, 160  # samples of a pitch period: 200 to 50 Hz
FADE = 3  # frames until silence


def conceal(history: Pcm, lost: int) -> Pcm:
    """The ``lost``-th frame (from 1) that is missing after ``history``, the last samples heard, at least ``HISTORY``."""
    if lost > FADE:
        return np.zeros(FRAME, np.int16)
    heard = history[-HISTORY:].astype(np.float32)
    period = _period(heard)
    start = (lost - 1) * FRAME
    again = heard[-period:][np.arange(start, start + FRAME) % period]
    gain = np.linspace(1 - (lost - 1) / FADE, 1 - lost / FADE, FRAME, dtype=np.float32)
    return (again * gain).astype(np.int16)


def _period(heard: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> int:
    """The lag at which the sound is most like itself."""
    window = heard[-LONGEST:]
    lags = np.arange(SHORTEST, LONGEST + 1)
    windows = np.lib.stride_tricks.sliding_window_view(heard, LONGEST)[len(heard) - LONGEST - lags]
    likeness = windows @ window / np.sqrt((windows * windows).sum(axis=1) + 1)
    return int(lags[int(np.argmax(likeness))])
