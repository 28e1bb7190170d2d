"""What a sentence is taken to mean: sure, between the best two, or unknown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["sure", "between", "unknown"]
ELSEWHERE = ""
"""The name under which a model keeps what no intent answers."""
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Likely:
    """An intent and how likely it is, 0 to 1."""

    name: str
    probability: float


@dataclass(frozen=True, slots=True)
class Guess:
    """``intents``: best first, five at most; with ``between`` the first two are to be asked about, with ``unknown`` none is
    to be acted upon. ``near``: the likeness (cosine) to the nearest example."""

    verdict: Verdict
    intents: list[Likely] = field(default_factory=list)
    near: float = 0.0


@dataclass(frozen=True, slots=True)
class Limits:
    """From which probability the best intent is sure, from which sum the best two are worth asking about, and the likeness
    to an example under which a sentence is about something else. ``threshold`` chooses them when a model learns."""

    sure: float
    pair: float
    floor: float


def judge(likely: Sequence[Likely], near: float, limits: Limits) -> Guess:
    """The verdict. ``likely`` holds every class of the model, ``ELSEWHERE`` too, in any order."""
    ranked = sorted(likely, key=lambda one: (-one.probability, one.name))
    intents = [one for one in ranked if one.name != ELSEWHERE]
    shown = intents[:SHOWN]
    if not intents or ranked[0].name == ELSEWHERE or near < limits.floor:
        return Guess("unknown", shown, near)
    if intents[0].probability >= limits.sure:
        return Guess("sure", shown, near)
    if len(intents) > 1 and intents[0].probability + intents[1].probability >= limits.pair:
        return Guess("between", shown, near)
    return Guess("unknown", shown, near)
