"""Whether a probability says how often it is right."""

from collections.abc import Iterable
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Of the sentences whose best probability was between ``low`` and ``low`` + 0.1: how many, the mean, the share right."""

    low: float
    count: int
    said: float
    right: float


def bins(scored: Iterable[tuple[float, bool]]) -> list[Bin]:
    """(best probability, whether it was right), by tenths; empty tenths are left out."""
    found: dict[int, list[tuple[float, bool]]] = {}
    for probability, right in scored:
        found.setdefault(min(int(probability * BINS), BINS - 1), []).append((probability, right))
    return [
        Bin(
            place / BINS,
            len(told),
            sum(probability for probability, _ in told) / len(told),
            sum(right for _, right in told) / len(told),
        )
        for place, told in sorted(found.items())
    ]


def error(scored: Iterable[tuple[float, bool]]) -> float:
    """The expected calibration error, 0 to 1: the distance between what was said and what was right, weighted by bin
    (Naeini, Cooper, Hauskrecht, 2015)."""
    found = bins(scored)
    total = sum(one.count for one in found)
    return sum(one.count * abs(one.said - one.right) for one in found) / total if total else 0.0
