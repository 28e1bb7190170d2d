"""What became of the calls of a period: pure. Every incoming call is in one part, and the parts add up to those received."""

from collections.abc import Mapping
from dataclasses import dataclass

OUTCOMES = ("answered", "served", "deflected", "left_menu", "abandoned", "short", "overflowed", "closed", "failed", "running")
"""In the order in which they are drawn: from whom we served to whom we did not. ``short`` are the abandons that are counted
apart, ``running`` the calls that are not over."""


@dataclass(frozen=True, slots=True)
class Part:
    """One outcome: how many calls, their share of those received (0–1), and where the part begins on a bar of one."""

    name: str
    calls: int
    share: float
    begins: float


@dataclass(frozen=True, slots=True)
class Partition:
    """The calls received, part by part."""

    received: int
    parts: tuple[Part, ...]

    def calls(self, name: str) -> int:
        """How many are in a part."""
        return next(part.calls for part in self.parts if part.name == name)


def partition(counted: Mapping[str, int]) -> Partition:
    """The parts of a period, from how many calls each has; a part that is not named is ``failed``, so that none is lost."""
    calls = dict.fromkeys(OUTCOMES, 0)
    for name, count in counted.items():
        calls[name if name in calls else "failed"] += count
    received, before, parts = sum(calls.values()), 0, []
    for name, count in calls.items():
        parts.append(Part(name, count, count / received if received else 0.0, before / received if received else 0.0))
        before += count
    return Partition(received, tuple(parts))
