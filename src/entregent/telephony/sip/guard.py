"""How much each address may ask, and who is heard no more: scanners, guessers of passwords, floods. Pure: time is an argument.

Memory is bounded whatever addresses a flood makes up, and those who are known never lose their place to those who are not.
"""

from collections import OrderedDict
from dataclasses import dataclass

REMEMBERED = 4096  # addresses, and as many bans
STRIKES, FORGIVEN = 5, 60.0  # so many offences in so many seconds
FIRST_BAN, LONGEST_BAN = 60.0, 86_400.0  # seconds; each ban of one address lasts twice the one before


@dataclass(frozen=True)
class Rate:
    """Messages a second, and how many at once."""

    each: float
    burst: float


TRUNK = Rate(400.0, 2000.0)
TELEPHONE = Rate(20.0, 100.0)  # an address where telephones of ours are registered; there may be an office behind it
STRANGER = Rate(5.0, 40.0)
STRANGERS = Rate(300.0, 600.0)  # all of them together: what a flood may cost


@dataclass
class _Bucket:
    level: float
    at: float

    def take(self, rate: Rate, now: float) -> bool:
        self.level = min(rate.burst, self.level + max(0.0, now - self.at) * rate.each)
        self.at = max(self.at, now)
        if self.level < 1.0:
            return False
        self.level -= 1.0
        return True


@dataclass
class _Ban:
    until: float
    lasts: float


class Guard:
    """What is admitted; ``now`` is a monotonic clock in seconds."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._known: dict[str, tuple[Rate, _Bucket]] = {}
        self._strikes: OrderedDict[str, list[float]] = OrderedDict()
        self._bans: OrderedDict[str, _Ban] = OrderedDict()
        self._all = _Bucket(STRANGERS.burst, 0.0)

    def know(self, rates: dict[str, Rate], now: float) -> None:
        """The addresses that are known from now on, in place of those before; what they were banned for is forgotten."""
        self._known = {
            address: (rate, self._known[address][1] if address in self._known else _Bucket(rate.burst, now))
            for address, rate in rates.items()
        }
        for address in rates:
            self._bans.pop(address, None)
            self._strikes.pop(address, None)

    def knows(self, address: str) -> bool:
        """Whether it has a rate of its own."""
        return address in self._known

    def welcome(self, address: str, rate: Rate, now: float) -> None:
        """One more that is known, as long as there is room: of a wide network, those that call."""
        if len(self._known) < REMEMBERED:
            self._known[address] = (rate, _Bucket(rate.burst, now))

    def admits(self, address: str, now: float) -> bool:
        """Whether a message from there is to be looked at. Cheapest for those who are banned."""
        known = self._known.get(address)
        if known is not None:
            return known[1].take(known[0], now)
        ban = self._bans.get(address)
        if ban is not None and now < ban.until:
            return False
        bucket = self._buckets.get(address)
        if bucket is None:
            bucket = self._buckets[address] = _Bucket(STRANGER.burst, now)
            if len(self._buckets) > REMEMBERED:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(address)
        return bucket.take(STRANGER, now) and self._all.take(STRANGERS, now)

    def blame(self, address: str, now: float) -> None:
        """An offence: a call of nobody, a wrong password, a message that is none. The known are limited by their rate only."""
        if address in self._known:
            return
        strikes = [at for at in self._strikes.pop(address, []) if now - at < FORGIVEN] + [now]
        if len(strikes) < STRIKES:
            self._strikes[address] = strikes
            if len(self._strikes) > REMEMBERED:
                self._strikes.popitem(last=False)
            return
        before = self._bans.pop(address, None)
        lasts = min(before.lasts * 2, LONGEST_BAN) if before is not None else FIRST_BAN
        self._bans[address] = _Ban(now + lasts, lasts)
        if len(self._bans) > REMEMBERED:
            self._bans.popitem(last=False)

    def pardon(self, address: str) -> None:
        """It has proved who it is."""
        self._strikes.pop(address, None)
