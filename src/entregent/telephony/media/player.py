"""One thing after another, 20 ms at a time."""

from collections.abc import Sequence

import numpy as np

from entregent.telephony.media.g711 import FRAME, RATE, Pcm


class Player:
    """Sounds in their order, once or over and over."""

    def __init__(self, sounds: Sequence[Pcm], *, loop: bool = False, mark: str = "") -> None:
        self._sounds = [sound for sound in sounds if len(sound)]
        self._loop = loop and bool(self._sounds)
        self._which = self._at = self._heard = 0
        self.mark = mark

    def go_on_from(self, earlier: "Player | None") -> None:
        """Begin where another left off that played the same over and over; anything else changes nothing."""
        same = earlier is not None and self._loop and earlier._loop and len(earlier._sounds) == len(self._sounds)
        if earlier is not None and same and all(one is other for one, other in zip(self._sounds, earlier._sounds, strict=True)):
            self._which, self._at = earlier._which, earlier._at

    @property
    def loops(self) -> bool:
        """Whether it plays over and over."""
        return self._loop

    @property
    def over(self) -> bool:
        """Whether everything has been heard."""
        return self._which >= len(self._sounds)

    @property
    def seconds(self) -> float:
        """How much was heard, in seconds."""
        return self._heard / RATE

    def next(self) -> Pcm:
        """The next frame; filled with silence at the very end."""
        if not self.over:
            frame = self._sounds[self._which][self._at : self._at + FRAME]
            if len(frame) == FRAME:
                self._at += FRAME
                self._heard += FRAME
                self._turn()
                return frame
        pieces, wanted = [], FRAME
        while wanted and not self.over:
            piece = self._sounds[self._which][self._at : self._at + wanted]
            pieces.append(piece)
            wanted -= len(piece)
            self._at += len(piece)
            self._turn()
        self._heard += FRAME - wanted
        return np.concatenate([*pieces, np.zeros(wanted, np.int16)])

    def _turn(self) -> None:
        """Go to the next sound when this one is over."""
        if self._at >= len(self._sounds[self._which]):
            self._which, self._at = self._which + 1, 0
            if self._loop and self.over:
                self._which = 0
