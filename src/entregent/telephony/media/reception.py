"""What is known of a stream that comes in: received, lost, jitter (RFC 3550 §6.4.1, §A.3, §A.8)."""

from entregent.telephony.media.g711 import RATE


class Reception:
    """Counts of one leg, over its life and since the last look."""

    def __init__(self) -> None:
        self.received = 0
        self.jitter = 0.0  # seconds
        self.source = 0
        self.highest = -1  # extended sequence number
        self._first = 0
        self._transit = 0.0
        self._before = (0, 0)

    def count(self, source: int, sequence: int, timestamp: int | None, arrival: float) -> None:
        """A packet came, at ``arrival`` seconds of a steady clock; no ``timestamp``: a key's, which stands still."""
        transit = self._transit if timestamp is None else arrival - timestamp / RATE
        if self.highest < 0 or source != self.source:
            self._again(source, sequence)
        else:
            step = (sequence - self.highest + 0x8000 & 0xFFFF) - 0x8000
            if abs(step) > 3000:  # it numbers anew (§A.1)
                self._again(source, sequence)
            else:
                self.highest = max(self.highest, self.highest + step)
                moved = abs(transit - self._transit)
                if moved < 1 and timestamp is not None:  # beyond, its clock was set anew
                    self.jitter += (moved - self.jitter) / 16
        self._transit = transit
        self.received += 1

    @property
    def expected(self) -> int:
        """Packets that its numbering says were sent."""
        return self.highest - self._first + 1 if self.highest >= 0 else 0

    @property
    def lost(self) -> int:
        """Packets lost since it began; fewer than none when some came twice."""
        return self.expected - self.received

    def since(self) -> tuple[int, int]:
        """Packets received and lost since this was last asked."""
        received, lost = self.received - self._before[0], self.lost - self._before[1]
        self._before = (self.received, self.lost)
        return received, max(0, lost)

    def _again(self, source: int, sequence: int) -> None:
        """A stream begins: what was lost before stays counted."""
        expected = self.expected
        self.source, self.highest = source, sequence + 0x10000
        self._first = self.highest - expected
