"""Speech, cut into utterances: that somebody begins to speak, and what they said. For recognisers, and for barge-in.

What is heard is judged by a detector: any function from a frame (160 samples at 8 kHz) to how likely it is speech, 0 to 1.
``Loudness`` needs no model; a better one is named when the process of sound is started. Detectors run in a thread of their own.
"""

import importlib
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator

import numpy as np

from entregent.telephony.media.events import Began, Utterance
from entregent.telephony.media.g711 import RATE, SECOND, Pcm

Detector = Callable[[Pcm], float]

SPEECH, SURELY_NOT = 0.5, 0.35
BEFORE = 15  # frames kept from before speech was noticed
NOTICED = (4, 6)  # speech begins when so many of so many frames are
LONGEST = 30 * SECOND  # frames of one utterance; longer ones are cut
WAITING = 2000  # frames that may wait to be judged; beyond, they are not


class Loudness:
    """The floor: louder than what goes on all the time."""

    def __init__(self) -> None:
        self._floor = 40.0  # decibels above one

    def __call__(self, frame: Pcm) -> float:
        """How likely a frame is speech."""
        level = 10 * float(np.log10(np.mean(frame.astype(np.float32) ** 2) + 1))
        self._floor += max(-3.0, min(0.03, level - self._floor))
        above = level - max(self._floor, 20.0)
        return 1 / (1 + 10 ** ((10 - above) / 6))


def detector(name: str) -> Callable[[], Detector]:
    """What makes detectors: ``module:function``, once for each leg; "": ``Loudness``. Raises ImportError, AttributeError."""
    if not name:
        return Loudness
    module, _, function = name.partition(":")
    made: Callable[[], Detector] = getattr(importlib.import_module(module), function)
    return made


class Ear:
    """One leg listened to. Pure: frames in, what they mean out."""

    def __init__(self, leg: str, judge: Detector, pause: float = 0.7) -> None:
        """``pause``: seconds of silence that end an utterance."""
        self._leg, self._judge, self._pause = leg, judge, round(pause * SECOND)
        self._lately: deque[bool] = deque(maxlen=NOTICED[1])
        self._before: deque[Pcm] = deque(maxlen=BEFORE)
        self._said: list[Pcm] = []
        self._still = 0

    def hear(self, frame: Pcm) -> Iterator[Began | Utterance]:
        """A frame: what begins or ends with it."""
        likely = self._judge(frame)
        if not self._said:
            self._before.append(frame)
            self._lately.append(likely >= SPEECH)
            if sum(self._lately) >= NOTICED[0]:
                self._said, self._still = list(self._before), 0
                yield Began(self._leg)
            return
        self._said.append(frame)
        self._still = self._still + 1 if likely < SURELY_NOT else 0
        if self._still >= self._pause or len(self._said) >= LONGEST:
            yield self._utterance()

    def _utterance(self) -> Utterance:
        sound = np.concatenate(self._said)
        self._said = []
        self._lately.clear()
        self._before.clear()
        return Utterance(self._leg, sound.astype("<i2").tobytes(), len(sound) / RATE)


class Listener(threading.Thread):
    """The thread in which frames are judged."""

    def __init__(self, made: Callable[[], Detector], tell: Callable[[Began | Utterance], None]) -> None:
        """``tell`` is called in the thread."""
        super().__init__(name="listening", daemon=True)
        self._made, self._tell = made, tell
        self._frames: queue.SimpleQueue[tuple[Ear, Pcm]] = queue.SimpleQueue()
        self.start()

    def ear(self, leg: str, pause: float) -> Callable[[Pcm], None]:
        """Listen to one more leg: what takes its frames."""
        ear = Ear(leg, self._made(), pause)

        def take(frame: Pcm) -> None:
            if self._frames.qsize() < WAITING:
                self._frames.put((ear, frame))

        return take

    def run(self) -> None:
        """Judge what comes."""
        while True:
            ear, frame = self._frames.get()
            for event in ear.hear(frame):
                self._tell(event)
