"""Keys of a telephone: in RTP events (RFC 4733), and as the pair of tones for a peer which knows no events."""

import struct
from collections import deque
from collections.abc import Iterator

import numpy as np

from entregent.telephony.media.g711 import FRAME, RATE, Pcm

KEYS = "0123456789*#ABCD"
PRESSED, ENDS, BETWEEN = 5, 3, 4  # frames of 20 ms: a key lasts 100 ms, its end is told three times (RFC 4733 §2.5.1.4)
PAUSE = 25  # frames of a comma
VOLUME = 10  # dBm0 below zero

_event = struct.Struct("!BBH")
_rows, _columns = (697, 770, 852, 941), (1209, 1336, 1477, 1633)  # Hz (ITU-T Q.23)
_keypad = "123A456B789C*0#D"


class Keys:
    """The keys that come in. Each is told once, by its first packet that comes: ends may be repeated, or lost."""

    def __init__(self) -> None:
        self._told: deque[int] = deque(maxlen=8)
        self._last = (-1, 0)

    def read(self, timestamp: int, payload: bytes) -> str | None:
        """The key of an event's packet, if it was not told yet. All packets of one event carry the same timestamp."""
        if len(payload) < 4 or timestamp in self._told:
            return None
        event, _flags, _duration = _event.unpack_from(payload)
        held, began = self._last
        self._told.append(timestamp)
        self._last = (event, timestamp)
        if event >= len(KEYS) or (event == held and (timestamp - began) & 0xFFFFFFFF == 0xFFFF):
            return None  # not a key; or one held for more than eight seconds, which goes on as a new event (§2.5.1.3)
        return KEYS[event]


class Press:
    """A frame of the keys that go out: an event's payload, or sound."""

    __slots__ = ("age", "first", "payload", "sound")

    def __init__(self, payload: bytes | None = None, age: int = 0, sound: Pcm | None = None) -> None:
        self.payload, self.age, self.sound = payload, age, sound  # age: frames since the key went down
        self.first = payload is not None and age == 0


def pressed(digits: str) -> Iterator[Press | None]:
    """What is sent for some keys, frame by frame, as events; None: sound as usual. A comma waits half a second."""
    for key in digits.upper():
        if key == ",":
            yield from [None] * PAUSE
        elif key in KEYS:
            event = KEYS.index(key)
            for age in range(PRESSED):
                yield Press(_event.pack(event, VOLUME, (age + 1) * FRAME), age)
            for end in range(ENDS):
                yield Press(_event.pack(event, 0x80 | VOLUME, PRESSED * FRAME), PRESSED + end)
            yield from [None] * BETWEEN


def sounded(digits: str) -> Iterator[Press | None]:
    """The same for a peer which takes no events: pairs of tones."""
    for key in digits.upper():
        if key == ",":
            yield from [None] * PAUSE
        elif key in _keypad:
            row, column = divmod(_keypad.index(key), 4)
            at = np.arange(PRESSED * FRAME) / RATE
            wave = 6000 * (np.sin(2 * np.pi * _rows[row] * at) + np.sin(2 * np.pi * _columns[column] * at))
            for age in range(PRESSED):
                yield Press(age=age, sound=wave[age * FRAME : (age + 1) * FRAME].astype(np.int16))
            yield from [None] * BETWEEN
