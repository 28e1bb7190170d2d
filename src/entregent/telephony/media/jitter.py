"""A jitter buffer: packets come as the network pleases, sound goes on every 20 ms.

A ring of one second, written by timestamp and read by the clock: what is out of order finds its place, what comes twice changes
nothing, packets may be of any length. The delay follows what the network does: it grows as soon as sound comes late, and
shrinks, in a quiet place, when for some seconds all has come earlier than needed. A peer whose clock runs faster or slower than
ours is the same case.
"""

from entregent.telephony.media.g711 import DECODED, FRAME, RATE

SPAN = RATE  # samples in the ring
START = 2  # frames of delay to begin with
FURTHEST = 25  # frames that sound may come too early; beyond, what is old is let go
DEEPEST = 8  # frames of delay that lateness may bring
WINDOW = 25  # frames between two looks at how early sound comes
CALM = 10  # windows of it before the delay shrinks by a frame; fewer when it is far too long
LOST_TOUCH = 8  # ticks in a row whose sound comes far too late: the peer's clock stopped meanwhile
QUIET = 200  # of 32768: a frame below that can go unheard

_present, _absent = b"\1" * FRAME, b"\0" * FRAME
_quiet_codes = {codec: bytes(code for code in range(256) if abs(int(table[code])) < QUIET) for codec, table in DECODED.items()}


class JitterBuffer:
    """One stream. ``put`` what comes, ``get`` once every 20 ms."""

    def __init__(self, codec: str = "PCMA") -> None:
        self.late = self.missing = self.run = 0  # packets that came too late; frames that did not come, ever and in a row
        self._quiet = _quiet_codes[codec]
        self._ring, self._have = bytearray(SPAN), bytearray(SPAN)
        self._view = memoryview(self._ring)
        self._source: int | None = None
        self._stranger: tuple[int, int] | None = None
        self._place = self._newest = 0  # samples since the beginning: what is played next, the end of what has come
        self._first = 0  # where its sound begins
        self._anchor = (0, 0)  # a timestamp, and its place
        self._behind = (0, 0)  # ticks of late sound in a row, the place of the last
        self._window, self._earliest, self._window_late, self._calm = 0, SPAN, 0, 0
        self._shrink = False

    @property
    def begun(self) -> bool:
        """Whether anything has come."""
        return self._source is not None

    @property
    def depth(self) -> int:
        """Samples between what is played and the newest that has come."""
        return max(0, self._newest - self._place)

    def put(self, source: int, timestamp: int, payload: bytes) -> None:
        """Take a packet's sound: its source (SSRC), its timestamp in samples, its bytes (at most 120 ms)."""
        size = len(payload)
        if source != self._source and not self._moved(source, timestamp, size):
            return
        delta = (timestamp - self._anchor[0] + 0x80000000 & 0xFFFFFFFF) - 0x80000000
        place = self._anchor[1] + delta
        ahead = place - self._place
        if not -SPAN < ahead < SPAN - size:
            if not self._moved(source, timestamp, size):
                return
            place, ahead = self._anchor[1], self._anchor[1] - self._place
        if ahead < 0:
            if place + size <= self._newest:  # alone, after others: its place has been played without it
                self.late += 1
                self._window_late += 1
                return
            ahead = self._all_late(source, timestamp, place, size)
            if ahead < 0:
                return
            place = self._place + ahead
        elif ahead > FURTHEST * FRAME:
            self._have[:] = bytes(SPAN)
            self._place = place - START * FRAME - place % FRAME
        self._behind = (0, 0)
        self._anchor = (timestamp, place)
        self._stranger = None
        self._newest = max(self._newest, place + size)
        self._earliest = min(self._earliest, ahead)
        start = place % SPAN
        if start + size <= SPAN:
            self._ring[start : start + size] = payload
            self._have[start : start + size] = _present if size == FRAME else b"\1" * size
        else:
            first = SPAN - start
            self._ring[start:], self._ring[: size - first] = payload[:first], payload[first:]
            self._have[start:], self._have[: size - first] = b"\1" * first, b"\1" * (size - first)

    def get(self) -> bytes | None:
        """The next 20 ms; None when they have not come."""
        if self._source is None:
            return None
        self._window += 1
        if self._window >= WINDOW:
            self._look()
        if self._shrink:
            self._let_go()
        start = self._place % SPAN
        whole = self._have.count(1, start, start + FRAME) == FRAME
        self._have[start : start + FRAME] = _absent
        self._place += FRAME
        if whole:
            self.run = 0
            return bytes(self._view[start : start + FRAME])
        if self._place <= self._first:
            return None
        self.run += 1
        if self._place <= self._newest:
            self.missing += 1
        return None

    def past(self, size: int) -> bytes:
        """The last ``size`` samples (at most half a second) that came before what is missing now."""
        end = (self._place - self.run * FRAME) % SPAN
        return bytes(self._view[end - size : end]) if end >= size else bytes(self._view[end - size :]) + bytes(self._view[:end])

    def _moved(self, source: int, timestamp: int, size: int) -> bool:
        """Whether a stream begins: the first one at once, another numbering when two packets agree on it (RFC 3550 §A.1)."""
        if self._source is not None and self._stranger != (source, timestamp):
            self._stranger = (source, timestamp + size & 0xFFFFFFFF)
            return False
        self._begin(source, timestamp)
        return True

    def _begin(self, source: int, timestamp: int) -> None:
        self._have[:] = bytes(SPAN)
        self._source, self._stranger, self._behind = source, None, (0, 0)
        self._anchor = (timestamp, self._place + START * FRAME)
        self._newest = self._place
        self._first = self._place + START * FRAME

    def _all_late(self, source: int, timestamp: int, place: int, size: int) -> int:
        """The newest packet comes after its time, so all do: play later from here on. Returns how early it is then."""
        back = -((place - self._place) // FRAME)
        if self._behind[1] != self._place:  # a burst is no more than a tick's
            self._behind = (self._behind[0] + 1, self._place)
        if back <= DEEPEST:
            self._place -= back * FRAME
            self.run = 0
            self._start_again()
        elif self._behind[0] >= LOST_TOUCH:
            self._begin(source, timestamp)
            place = self._anchor[1]
        else:
            self.late += 1
        return place - self._place

    def _look(self) -> None:
        """Once a window: is the delay what it should be?"""
        spare = self._earliest // FRAME - 1 if self._earliest < SPAN else 0
        if self._window_late >= 2 and self.depth < DEEPEST * FRAME:
            self._place -= FRAME
            self._calm = 0
        elif spare > 0:
            self._calm += spare * spare
            self._shrink = self._calm >= CALM
        else:
            self._calm = 0
        self._window, self._earliest, self._window_late = 0, SPAN, 0

    def _start_again(self) -> None:
        self._window, self._earliest, self._window_late, self._calm, self._shrink = 0, SPAN, 0, 0, False

    def _let_go(self) -> None:
        """Pass over a frame in which nobody speaks; or any, at the end of the window."""
        start = self._place % SPAN
        frame = bytes(self._view[start : start + FRAME])
        if self._window >= WINDOW - 1 or not frame.strip(self._quiet):
            self._have[start : start + FRAME] = _absent
            self._place += FRAME
            self._start_again()
