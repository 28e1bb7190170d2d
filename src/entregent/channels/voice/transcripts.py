"""What is said in a recording, written down stretch by stretch: each side apart, and no card number."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from entregent.kernel.masking import mask
from entregent.speech.hearing import hear
from entregent.speech.port import Segment
from entregent.telephony.media.g711 import RATE, Pcm
from entregent.telephony.media.recorded import Recording

STRETCH, LOOKED_AT = 60.0, 12.0
"""Seconds that are heard at once, and at the end of which the quietest moment is looked for: no word is cut."""
_MOMENT = RATE // 5
HIDDEN = "•"


class Line(NamedTuple):
    """Words said in one breath; ``side`` 0 is the caller's. Seconds; ``sure`` 0 to 1."""

    side: int
    start: float
    end: float
    text: str
    sure: float


def written(sound: Recording, language: str, goes_on: Callable[[float], bool]) -> list[Line] | None:
    """Every line, in the order of time. ``goes_on`` is told how much is done (0 to 1) after each stretch, and says whether to
    go on; None where it was not. Raises SpeechFailed, Unreadable."""
    found: list[Line] = []
    for start, sides in stretches(sound):
        for side, samples in enumerate(sides):
            said = hear(samples, RATE, language).segments if samples.any() else ()
            found += [_line(side, start, one) for one in said]
        if not goes_on(min(1.0, (start + sides.shape[1] / RATE) / max(sound.seconds, 0.02))):
            return None
    return masked(sorted(found, key=lambda line: (line.start, line.side)))


def stretches(sound: Recording) -> Iterator[tuple[float, Pcm]]:
    """(start in seconds, both sides) of all of it; only so much is open at once."""
    start = 0.0
    while start < sound.seconds:
        sides = sound.pcm(start, STRETCH)
        if start + STRETCH < sound.seconds:
            sides = sides[:, : quietest(sides)]
        yield start, sides
        start += max(1, sides.shape[1]) / RATE


def quietest(sides: Pcm) -> int:
    """Where to cut: the sample in the middle of the quietest moment of the last ``LOOKED_AT`` seconds, of both sides."""
    loud = np.abs(sides.astype(np.int32)).max(axis=0)
    first = max(0, len(loud) - round(LOOKED_AT * RATE))
    moments = loud[first : first + (len(loud) - first) // _MOMENT * _MOMENT].reshape(-1, _MOMENT).max(axis=1)
    return first + int(moments.argmin()) * _MOMENT + _MOMENT // 2 if len(moments) else len(loud)


def masked(lines: Sequence[Line]) -> list[Line]:
    """The same without card numbers, also one that was read out over several breaths."""
    found = [line._replace(text=mask(line.text)[0]) for line in lines]
    for side in (0, 1):
        mine = [at for at, line in enumerate(found) if line.side == side]
        for row in (mine[at : at + 4] for at in range(len(mine))):
            for last in range(2, len(row) + 1):
                if mask(" ".join(found[at].text for at in row[:last]))[1]:
                    for at in row[:last]:
                        hidden = "".join(HIDDEN if sign.isdigit() else sign for sign in found[at].text)
                        found[at] = found[at]._replace(text=hidden)
    return found


def _line(side: int, start: float, said: Segment) -> Line:
    return Line(side, round(start + said.start, 2), round(start + said.end, 2), said.text, said.confidence)
