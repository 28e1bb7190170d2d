"""Sentences dealt out so that each is judged by a model that did not learn from it."""

from collections import Counter
from collections.abc import Sequence

FOLDS = 5


def deal(labels: Sequence[str], count: int = FOLDS) -> list[int]:
    """The fold of each sentence: those of a label are dealt in turn, so that every fold has its share of every label.

    The same sentences in the same order are always dealt alike.
    """
    met: Counter[str] = Counter()
    folds = []
    for label in labels:
        folds.append(met[label] % count)
        met[label] += 1
    return folds
