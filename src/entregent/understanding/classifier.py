"""What a model is: a few arrays, kept as bytes that hold nothing else, and how a sentence is judged with them."""

import io
import zipfile
from dataclasses import dataclass
from typing import Any

import numpy as np

from entregent.understanding.embedding import DIMENSIONS, Vectors
from entregent.understanding.rules.guess import Guess, Likely, Limits, judge

FORM = 1


class UnreadableModel(ValueError):
    """The bytes are no model of this form."""


@dataclass(frozen=True)
class Classifier:
    """``names``: the K classes, "" for what no intent answers. ``mean`` (384) is taken off a sentence's vector, which is then
    brought to length one. Its probabilities: softmax((``weights`` (K × 384) · v + ``intercepts`` (K)) / ``temperature``).
    ``examples`` (N × 384): the sentences of the intents in that form; the nearest tells whether we know the subject.
    """

    names: list[str]
    mean: Vectors
    weights: Vectors
    intercepts: Vectors
    examples: Vectors
    temperature: float
    limits: Limits

    def guess(self, vector: Vectors) -> Guess:
        """The verdict on a sentence's vector."""
        centred = placed(vector[None, :], self.mean)[0]
        probabilities = softmax((self.weights @ centred + self.intercepts)[None, :] / self.temperature)[0]
        near = float((self.examples @ centred).max()) if len(self.examples) else 0.0
        likely = [Likely(name, float(found)) for name, found in zip(self.names, probabilities, strict=True)]
        return judge(likely, near, self.limits)

    def pack(self) -> bytes:
        """NumPy's ``npz`` (a zip of ``npy`` arrays, NEP 1), without pickled objects."""
        kept = io.BytesIO()
        numbers = [FORM, self.temperature, self.limits.sure, self.limits.pair, self.limits.floor]
        np.savez_compressed(
            kept, names=np.array(self.names, dtype=np.str_), mean=self.mean, weights=self.weights,
            intercepts=self.intercepts, examples=self.examples.astype(np.float16), numbers=np.array(numbers, np.float64),
        )  # fmt: skip
        return kept.getvalue()

    @classmethod
    def unpack(cls, content: bytes) -> "Classifier":
        """The model of these bytes. Nothing in them is run. Raises UnreadableModel."""
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as kept:
                form, temperature, sure, pair, floor = (float(one) for one in kept["numbers"])
                names = [str(name) for name in kept["names"]]
                arrays = {name: _floats(kept[name]) for name in ("mean", "weights", "intercepts", "examples")}
        except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
            raise UnreadableModel from error
        model = cls(names=names, temperature=temperature, limits=Limits(sure, pair, floor), **arrays)
        shapes = (model.mean.shape, model.weights.shape, model.intercepts.shape, model.examples.shape[1:])
        if form != FORM or shapes != ((DIMENSIONS,), (len(names), DIMENSIONS), (len(names),), (DIMENSIONS,)):
            raise UnreadableModel
        return model


def placed(vectors: Vectors, mean: Vectors) -> Vectors:
    """Vectors as the model compares them: e5's all point much the same way, which the mean takes off."""
    centred = vectors - mean
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    found: Vectors = (centred / np.maximum(lengths, 1e-6)).astype(np.float32)
    return found


def softmax(scores: Any) -> Any:
    """Rows of probabilities."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def _floats(array: Any) -> Vectors:
    found: Vectors = array.astype(np.float32)
    return found
