"""Why silence was kept in a recording: pure."""

from collections.abc import Iterable, Sequence

WHY = ("hold", "waiting", "outside", "card", "private", "refused", "asked", "lost")
"""The caller was on hold, waited again, talked with somebody outside; a card was read out, something private said, they
refused; nobody was to be recorded, for a reason that nobody told; or sound was lost."""

Gap = tuple[float, float, str]


def named(gaps: Iterable[Gap], told: Sequence[tuple[float, str]]) -> list[Gap]:
    """Gaps (start, seconds, asked or lost) with their reason: what was said last (at how many seconds, why) in the middle of
    each. What was lost stays so."""
    return [(start, length, why if why == "lost" else _in_force(start + length / 2, told)) for start, length, why in gaps]


def _in_force(at: float, told: Sequence[tuple[float, str]]) -> str:
    before = [why for since, why in told if since <= at and why in WHY]
    return before[-1] if before else "asked"
