"""From which score on an answer may be given: the most answers at a stated share of right ones."""

from collections.abc import Iterable
from itertools import groupby

NEVER = 2.0
"""Above any score: no threshold keeps the promise."""


def choose(scored: Iterable[tuple[float, bool]], precision: float) -> float:
    """The lowest threshold at which at least ``precision`` of what reaches it is right; ``NEVER`` when none does.

    ``scored``: (score, whether it was right) of sentences that the model had not learnt from. The lowest one answers most.
    """
    best, right, count = NEVER, 0, 0
    falling = sorted(scored, key=lambda one: -one[0])
    for score, same in groupby(falling, key=lambda one: one[0]):
        told = [was_right for _, was_right in same]
        right, count = right + sum(told), count + len(told)
        if right >= precision * count:
            best = score
    return best


def quantile(values: Iterable[float], share: float) -> float:
    """The value that ``share`` of the values are below; minus one (no cosine is lower) without values."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else -1.0
