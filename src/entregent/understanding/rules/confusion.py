"""What a model mistakes for what, told from sentences that it had not learnt from."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

PAIRS = 8
SENTENCES = 5


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A sentence (by the id of its example), what it means, what was guessed, and with which verdict."""

    example: str
    truth: str
    guessed: str
    probability: float
    verdict: str
    second: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """Of an intent: how many sentences it has; of those taken for it, the share that was (precision); of its own, the share
    found (recall); F1, their harmonic mean. A share of nothing is 0."""

    name: str
    count: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Sentences of ``truth`` that were taken for ``guessed``."""

    truth: str
    guessed: str
    count: int
    examples: list[str]


@dataclass(frozen=True, slots=True)
class Report:
    """``matrix``: for each name, in the order of ``names``, how often it was taken for each. ``answered``: share of verdict
    ``sure``, and how many of these were right; likewise ``asked`` for ``between`` (right: one of the two)."""

    names: list[str]
    matrix: list[list[int]]
    scores: list[Score]
    pairs: list[Pair]
    accuracy: float
    answered: float
    answered_right: float
    asked: float
    asked_right: float


def report(held_out: Sequence[HeldOut], names: Sequence[str]) -> Report:
    """The whole report; the pairs that are confused most come first, at most ``PAIRS`` of them."""
    met = Counter((one.truth, one.guessed) for one in held_out)
    matrix = [[met[truth, guessed] for guessed in names] for truth in names]
    sure = [one for one in held_out if one.verdict == "sure"]
    between = [one for one in held_out if one.verdict == "between"]
    return Report(
        names=list(names),
        matrix=matrix,
        scores=[score(name, matrix, place) for place, name in enumerate(names)],
        pairs=_pairs(held_out),
        accuracy=_share(sum(one.truth == one.guessed for one in held_out), len(held_out)),
        answered=_share(len(sure), len(held_out)),
        answered_right=_share(sum(one.truth == one.guessed for one in sure), len(sure)),
        asked=_share(len(between), len(held_out)),
        asked_right=_share(sum(one.truth in (one.guessed, one.second) for one in between), len(between)),
    )


def score(name: str, matrix: Sequence[Sequence[int]], place: int) -> Score:
    """Precision, recall and F1 of the name at that place of the matrix."""
    found = matrix[place][place]
    own, taken = sum(matrix[place]), sum(row[place] for row in matrix)
    precision, recall = _share(found, taken), _share(found, own)
    total = precision + recall
    return Score(name, own, precision, recall, 2 * precision * recall / total if total else 0.0)


def _pairs(held_out: Sequence[HeldOut]) -> list[Pair]:
    mistaken: dict[tuple[str, str], list[HeldOut]] = {}
    for one in held_out:
        if one.truth != one.guessed:
            mistaken.setdefault((one.truth, one.guessed), []).append(one)
    ranked = sorted(mistaken.items(), key=lambda item: (-len(item[1]), item[0]))[:PAIRS]
    return [
        Pair(truth, guessed, len(met), [one.example for one in sorted(met, key=lambda one: -one.probability)[:SENTENCES]])
        for (truth, guessed), met in ranked
    ]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
