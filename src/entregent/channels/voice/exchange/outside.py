"""Numbers outside: by which trunk they are called, which are not, and what it costs."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from entregent.channels.voice.exchange.directory import Directory, Way
from entregent.channels.voice.exchange.far_end import FarEnd, Told
from entregent.channels.voice.rules import refused_destination, spelled
from entregent.channels.voice.spending import Spent, cents_of, rate_of, refused
from entregent.telephony.media.client import Media
from entregent.telephony.sip.events import Answered, DialogEvent
from entregent.telephony.sip.stack import Sip, Unreachable


class NotAllowed(ValueError):
    """The house does not call this number; ``why`` is a word of ``rules.refused_destination`` or of ``spending.refused``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Books:
    """Who is told what. ``charge``: a call has cost so much (brand, trunk, beginning of the number, seconds, cents);
    ``limit_met``: a call was refused (brand, trunk, why)."""

    charge: Callable[[UUID, str, str, float, int], None]
    limit_met: Callable[[UUID, str, str], None]


@dataclass
class _Running:
    """A call under way; ``since`` its answer, in seconds of the clock."""

    end: FarEnd
    digits: str
    since: float | None = None


class Outside:
    """The trunks of each brand, what may be called by them, and what that costs: written already (the directory has it), under
    way here, or written since the directory was read."""

    def __init__(self, sip: Sip, media: Media, directory: Callable[[], Directory], books: Books) -> None:
        self._sip, self._media, self._directory, self._books = sip, media, directory, books
        self._running: dict[str, _Running] = {}
        self._since: tuple[Directory | None, dict[str, int]] = (None, {})

    def way(self, brand: UUID, number: str) -> tuple[tuple[Way, ...], str]:
        """The trunks by which a brand calls a number, in the order in which they are tried, and the number in E.164. Raises
        NotAllowed, Unreachable without a trunk."""
        ways = self._directory().ways.get(brand, ())
        if not ways:
            raise Unreachable("no trunk")
        digits = spelled(number, ways[0].code)
        reasons = [(way, self._refused(way, digits)) for way in ways]
        open_ways = tuple(way for way, why in reasons if not why)
        if open_ways:
            return open_ways, digits
        for way, why in reasons:
            if why in ("line_full", "spent_day", "spent_month"):
                self._books.limit_met(brand, way.trunk, why)
        raise NotAllowed(next((why for _way, why in reasons if why != "abroad"), "abroad"))

    def leaves(self, brand: UUID) -> bool:
        """Whether a brand can call at all."""
        return bool(self._directory().ways.get(brand))

    async def dial(self, brand: UUID, number: str, leg: str, told: Told, *, shown: UUID | None = None) -> FarEnd:
        """Call a number by the first of the brand's trunks that can be reached. ``shown``: the number of ours that is seen,
        where it is that trunk's; else the trunk's own. Raises what ``way`` and dialling raise."""
        ways, digits = self.way(brand, number)

        def happened(event: DialogEvent) -> None:
            if isinstance(event, Answered) and running.since is None:
                running.since = time.monotonic()
            told(event)

        end = FarEnd(self._sip, self._media, leg, happened)
        running = self._running[leg] = _Running(end, digits)
        end.trunk, end.ended = ways[0].trunk, lambda: self._over(brand, leg)
        await end.dial_by(digits, [(way.trunk, self._caller(way, shown)) for way in ways])
        return end

    def colleague(self, name: str) -> UUID | None:
        """Whose telephone registers by this name."""
        return self._directory().users.get(name)

    def _caller(self, way: Way, shown: UUID | None) -> str:
        line = next((one for one in self._directory().lines.items() if one[1].id == shown), None) if shown else None
        return line[0] if line is not None and line[1].trunk in ("", way.trunk) else way.caller

    def _refused(self, way: Way, digits: str) -> str:
        why = refused_destination(digits, way.code, way.countries)
        return why or refused(way.limits, self._spent(way), rate_of(way.limits.rates, digits, way.code))

    def _spent(self, way: Way) -> Spent:
        mine = [one for one in self._running.values() if one.end.trunk == way.trunk]
        since = self._since[1].get(way.trunk, 0) if self._since[0] is self._directory() else 0
        under_way = since + sum(max(self._rate(way, one), self._cost(way, one)) for one in mine)
        return Spent(way.spent.day + under_way, way.spent.month + under_way, len(mine))

    def _rate(self, way: Way, running: _Running) -> int:
        return rate_of(way.limits.rates, running.digits, way.code)

    def _cost(self, way: Way, running: _Running) -> int:
        return 0 if running.since is None else cents_of(self._rate(way, running), time.monotonic() - running.since)

    def _over(self, brand: UUID, leg: str) -> None:
        running, directory = self._running.pop(leg), self._directory()
        way = next((one for one in directory.ways.get(brand, ()) if one.trunk == running.end.trunk), None)
        if way is None or running.since is None:
            return
        cents = self._cost(way, running)
        if self._since[0] is not directory:
            self._since = (directory, {})
        self._since[1][way.trunk] = self._since[1].get(way.trunk, 0) + cents
        self._books.charge(brand, way.trunk, running.digits[:5], time.monotonic() - running.since, cents)
