"""What a customer's sentence means, by the model in use."""

import logging
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING
from uuid import UUID

from entregent.understanding.models import TrainedModel
from entregent.understanding.rules.guess import Guess

if TYPE_CHECKING:
    from entregent.understanding.classifier import Classifier

log = logging.getLogger(__name__)
MOST = 40
"""Models that a process keeps, the last used: about a megabyte each."""
_kept: "OrderedDict[UUID, Classifier]" = OrderedDict()
_lock = threading.Lock()


def guess(brand: UUID, language: str, text: str) -> Guess:
    """What a sentence means to a brand; ``unknown`` without any intent when the brand has no model.

    A language without a model is read by another of the brand's: the vectors of several languages lie together, less
    surely. One statement (two the first time that a process meets a model), and about a millisecond a word of the text.
    """
    rows = TrainedModel.objects.filter(brand=brand, current=True).order_by("-examples").values_list("id", "language")
    found = sorted(rows, key=lambda row: row[1] != language[:2])
    if not found or not any(c.isalnum() for c in text):
        return Guess("unknown")
    # numpy and the embeddings come with these: only processes that guess carry them.
    from entregent.understanding.classifier import UnreadableModel
    from entregent.understanding.embedding import embed

    try:
        model = _model(found[0][0])
    except UnreadableModel:  # of a former version: a training makes one that is read
        log.warning("the model %s of brand %s cannot be read: train again", found[0][0], brand)
        return Guess("unknown")
    return model.guess(embed([text])[0])


def _model(id: UUID) -> "Classifier":
    """The model, unpacked once a process: another training is another id."""
    from entregent.understanding.classifier import Classifier

    with _lock:
        if id in _kept:
            _kept.move_to_end(id)
            return _kept[id]
    made = Classifier.unpack(bytes(TrainedModel.objects.values_list("content", flat=True).get(id=id)))
    with _lock:
        _kept[id] = made
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made
