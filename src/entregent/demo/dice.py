"""Chance that can be thrown again: everything random in the demonstration comes from here."""

import hashlib
import math
import random
from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62
_NUMBER_BITS = 24


class Dice(random.Random):
    """A generator for one subject: adding a throw to one subject does not change the throws of the others."""

    def __init__(self, seed: int, subject: str) -> None:
        super().__init__(int.from_bytes(hashlib.sha256(f"{seed}/{subject}".encode()).digest()[:8]))

    def chance(self, share: float) -> bool:
        """True with that probability."""
        return self.random() < share

    def pick(self, things: Sequence[T]) -> T:
        """One of the things, each as likely."""
        return things[int(self.random() * len(things))]

    def poisson(self, mean: float) -> int:
        """A number of arrivals (Knuth's method: means of an hour, not of a year)."""
        limit, count, product = math.exp(-mean), 0, self.random()
        while product > limit:
            count += 1
            product *= self.random()
        return count

    def share_of(self, median: float, spread: float) -> float:
        """A delay as a share of its target: log-normal, so that a few are very late."""
        return median * math.exp(spread * self.gauss(0.0, 1.0))


class Ids:
    """UUIDs of version 7 from a moment and from dice instead of the machine's randomness."""

    def __init__(self, dice: Dice) -> None:
        self._bits = dice.getrandbits

    def at(self, moment: datetime) -> UUID:
        """An identifier made at that moment."""
        return _uuid7(moment, self._bits(74))

    def numbered(self, moment: datetime, number: int) -> UUID:
        """The same, its last 24 bits being ``number``: what the table of known duplicates is read by."""
        return _uuid7(moment, self._bits(50) << _NUMBER_BITS | number)


def number_of(identifier: UUID) -> int:
    """The number that ``Ids.numbered`` wrote."""
    return identifier.int & ((1 << _NUMBER_BITS) - 1)


def _uuid7(moment: datetime, tail: int) -> UUID:
    high, low = tail >> 62, tail & ((1 << 62) - 1)
    return UUID(int=int(moment.timestamp() * 1000) << 80 | _VERSION | high << 64 | _VARIANT | low)
