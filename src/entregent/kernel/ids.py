"""Public identifiers: UUID version 7 (RFC 9562 §5.7), which sort by the moment they were made."""

import os
import secrets
import threading
import time
import uuid
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS_LIMIT = 1 << 48
_TAIL_BITS = 74
_TAIL_LIMIT = 1 << _TAIL_BITS
_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62
_LOW_BITS = 62


class _Sequence:
    """The last identifier given out, so that the next one of the same millisecond is greater.

    RFC 9562 §6.2 method 2: the 74 random bits are a counter, seeded at random for each new millisecond and advanced
    by a random step, so that identifiers grow and still cannot be guessed from one another.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ms = -1
        self._tail = 0

    def after_clock(self) -> tuple[int, int]:
        """(millisecond, tail) for now; if the clock steps back, the last millisecond is held (RFC 9562 §6.2)."""
        with self._lock:
            return self._next(max(time.time_ns() // 1_000_000, self._ms))

    def at(self, ms: int) -> tuple[int, int]:
        """(millisecond, tail) for exactly this millisecond."""
        with self._lock:
            return self._next(ms)

    def _next(self, ms: int) -> tuple[int, int]:
        tail = self._tail + 1 + secrets.randbits(32) if ms == self._ms else _seed()
        if tail >= _TAIL_LIMIT:
            ms, tail = ms + 1, _seed()
        self._ms, self._tail = ms, tail
        return ms, tail


def _seed() -> int:
    # The top bit stays clear: it leaves room for 2**41 identifiers in one millisecond before the counter is full.
    return secrets.randbits(_TAIL_BITS - 1)


_clock = _Sequence()
_given = _Sequence()


def _start_afresh() -> None:
    global _clock, _given
    _clock, _given = _Sequence(), _Sequence()


# A forked child must neither repeat its parent's counter nor inherit a lock that another thread was holding.
os.register_at_fork(after_in_child=_start_afresh)


def uuid7(now_ms: int | None = None) -> uuid.UUID:
    """A new UUID version 7.

    now_ms: milliseconds since 1970-01-01 UTC; the machine's clock when left out. Identifiers made from the clock grow
    strictly within a process, whatever thread asks; those made for a given millisecond carry exactly that millisecond
    and grow as long as the same one is asked for in a row. Raises ValueError outside 0 … 2**48 - 1.
    """
    if now_ms is None:
        ms, tail = _clock.after_clock()
    elif 0 <= now_ms < _MS_LIMIT:
        ms, tail = _given.at(now_ms)
    else:
        raise ValueError("a UUID version 7 holds 0 to 2**48 - 1 milliseconds")
    high, low = tail >> _LOW_BITS, tail & ((1 << _LOW_BITS) - 1)
    return uuid.UUID(int=ms << 80 | _VERSION | high << 64 | _VARIANT | low)


def moment(identifier: uuid.UUID) -> datetime:
    """The moment (UTC, to the millisecond) a UUID version 7 was made. Raises ValueError for any other UUID."""
    if identifier.version != 7:
        raise ValueError("only a UUID version 7 carries its moment")
    try:
        return _EPOCH + timedelta(milliseconds=identifier.int >> 80)
    except OverflowError as beyond:
        raise ValueError("this UUID's moment is beyond the year 9999") from beyond
