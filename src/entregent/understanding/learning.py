"""How a model learns. Run in a process of its own, so that the worker carries neither scikit-learn nor the embeddings.

``python -m entregent.understanding.learning``: one JSON object on its input (``Lesson``), a JSON object a line on its
output: ``{"embedded": n}``, ``{"vectors": …}``, ``{"folds": n}``, then ``{"model": …, "held_out": […], …}``.
"""

import base64
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from entregent.understanding.classifier import Classifier, placed, softmax
from entregent.understanding.embedding import DIMENSIONS, Vectors, embed
from entregent.understanding.rules.calibration import error
from entregent.understanding.rules.confusion import HeldOut
from entregent.understanding.rules.folds import FOLDS, deal
from entregent.understanding.rules.guess import ELSEWHERE, Likely, Limits, judge
from entregent.understanding.rules.threshold import choose, quantile

STRENGTH = 3.0
"""Inverse of the regularisation (scikit-learn's C), chosen on ``tests/sentences.toml``: 1 to 10 hardly differ."""
STRANGE = 0.02
"""The share of known sentences that may be taken for something else by their distance."""
BATCH = 25


@dataclass(frozen=True)
class Lesson:
    """``labels``: the intent's name of each text, "" for what no intent answers; ``vectors``: those already known, base64 of
    384 half floats. ``precision``: the share of sure answers that must be right; ``pair_precision``: likewise of those
    between two."""

    ids: list[str]
    texts: list[str]
    labels: list[str]
    vectors: list[str | None]
    precision: float
    pair_precision: float


@dataclass(frozen=True)
class Learnt:
    """A model, and what it makes of each sentence when it has not learnt from it."""

    model: Classifier
    held_out: list[HeldOut]
    calibration_error: float
    calibration_error_before: float
    scored: list[tuple[float, bool]]


def learn(
    vectors: Vectors, labels: Sequence[str], ids: Sequence[str], precision: float, pair_precision: float,
    told: Callable[[int], None] = lambda folds: None,
) -> Learnt:  # fmt: skip
    """Learn from vectors and labels (two different ones at least, ``FOLDS`` sentences each). The same gives the same."""
    names = sorted(set(labels))
    places = np.array([names.index(label) for label in labels])
    scores, nears = _cross_validated(vectors, places, len(names), names, deal(labels), told)
    temperature = _temperature(scores, places)
    before, probabilities = softmax(scores), softmax(scores / temperature)
    limits = _limits(probabilities, nears, places, names, precision, pair_precision)
    mean = vectors.mean(axis=0)
    ready = placed(vectors, mean)
    weights, intercepts = _fit(ready, places, len(names))
    known = np.array([bool(label) for label in labels])
    model = Classifier(names, mean, weights, intercepts, ready[known], temperature, limits)
    best = [(float(row.max()), bool(row.argmax() == place)) for row, place in zip(probabilities, places, strict=True)]
    raw = [(float(row.max()), bool(row.argmax() == place)) for row, place in zip(before, places, strict=True)]
    held_out = [
        _held_out(one, names, row, float(near), names[place], limits)
        for one, row, near, place in zip(ids, probabilities, nears, places, strict=True)
    ]
    return Learnt(model, held_out, error(best), error(raw), best)


def _cross_validated(
    vectors: Vectors, places: Any, count: int, names: list[str], folds: Sequence[int], told: Callable[[int], None]
) -> tuple[Any, Any]:
    """Of each sentence, by a model that did not learn from it: its scores and its likeness to the nearest example."""
    scores, nears, fold = np.zeros((len(vectors), count)), np.zeros(len(vectors)), np.array(folds)
    elsewhere = names.index(ELSEWHERE) if ELSEWHERE in names else -1
    for number in range(FOLDS):
        mine, others = fold == number, fold != number
        mean = vectors[others].mean(axis=0)
        weights, intercepts = _fit(placed(vectors[others], mean), places[others], count)
        ready = placed(vectors[mine], mean)
        scores[mine] = ready @ weights.T + intercepts
        known = placed(vectors[others & (places != elsewhere)], mean)
        nears[mine] = (ready @ known.T).max(axis=1)
        told(number + 1)
    return scores, nears


def _fit(ready: Vectors, places: Any, count: int) -> tuple[Vectors, Vectors]:
    fitted = LogisticRegression(C=STRENGTH, max_iter=2000, random_state=0).fit(ready, places)
    weights, intercepts = fitted.coef_, fitted.intercept_
    if count == 2:  # of two classes scikit-learn keeps the second only
        weights, intercepts = np.vstack([0 * weights, weights]), np.array([0.0, intercepts[0]])
    return weights.astype(np.float32), intercepts.astype(np.float32)


def _temperature(scores: Any, places: Any) -> float:
    """What the scores are divided by so that probabilities say how often they are right (Guo et al., 2017)."""

    def loss(temperature: float) -> float:
        found = softmax(scores / temperature)[np.arange(len(places)), places]
        return float(-np.log(np.maximum(found, 1e-12)).mean())

    return min((float(one) for one in np.geomspace(0.1, 5.0, 80)), key=loss)


def _limits(
    probabilities: Any, nears: Any, places: Any, names: list[str], precision: float, pair_precision: float
) -> Limits:  # fmt: skip
    known = [float(near) for near, place in zip(nears, places, strict=True) if names[place] != ELSEWHERE]
    floor = quantile(known, STRANGE)
    rows = [
        ([one for one in np.argsort(-row) if names[one] != ELSEWHERE], row, place)
        for row, near, place in zip(probabilities, nears, places, strict=True)
        if near >= floor and names[row.argmax()] != ELSEWHERE
    ]
    sure = choose(((float(row[ranked[0]]), bool(place == ranked[0])) for ranked, row, place in rows), precision)
    asked = [
        (float(row[ranked[0]] + row[ranked[1]]), bool(place in ranked[:2]))
        for ranked, row, place in rows
        if len(ranked) > 1 and row[ranked[0]] < sure
    ]
    return Limits(sure, choose(asked, pair_precision), floor)


def _held_out(one: str, names: list[str], row: Any, near: float, truth: str, limits: Limits) -> HeldOut:
    guess = judge([Likely(name, float(found)) for name, found in zip(names, row, strict=True)], near, limits)
    best = names[row.argmax()]
    second = guess.intents[1].name if len(guess.intents) > 1 else ""
    return HeldOut(one, truth, best, float(row.max()), guess.verdict, second)


def packed(vectors: Vectors) -> list[str]:
    """Each vector as base64 of its half floats."""
    return [base64.b64encode(vector.astype("<f2").tobytes()).decode() for vector in vectors]


def unpacked(text: str) -> Vectors:
    """The vector of such a text."""
    found: Vectors = np.frombuffer(base64.b64decode(text), "<f2").astype(np.float32)
    return found


def main() -> None:
    """Read the lesson, tell how far it is, write the model."""
    os.nice(10)  # those who answer customers come first
    lesson = Lesson(**json.load(sys.stdin))
    vectors = np.zeros((len(lesson.texts), DIMENSIONS), np.float32)
    missing = [place for place, known in enumerate(lesson.vectors) if known is None]
    for place, known in enumerate(lesson.vectors):
        if known is not None:
            vectors[place] = unpacked(known)
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        # What is kept are half floats: learning from these makes the first training the same as the next.
        made = packed(embed([lesson.texts[place] for place in batch]))
        for place, vector in zip(batch, made, strict=True):
            vectors[place] = unpacked(vector)
        _tell(vectors=dict(zip((lesson.ids[place] for place in batch), made, strict=True)))
    learnt = learn(
        vectors, lesson.labels, lesson.ids, lesson.precision, lesson.pair_precision, lambda folds: _tell(folds=folds)
    )
    _tell(
        model=base64.b64encode(learnt.model.pack()).decode(),
        held_out=[asdict(one) for one in learnt.held_out],
        scored=learnt.scored,
        calibration_error=learnt.calibration_error,
        calibration_error_before=learnt.calibration_error_before,
    )


def _tell(**said: object) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
