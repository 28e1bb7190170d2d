"""What may be asked about intents; behind the walls that the caller opened."""

from entregent.understanding.queries.guessing import guess
from entregent.understanding.queries.reading import (
    IntentLine,
    current_model,
    examples_of,
    exported,
    intents_of,
    models_of,
    training_under_way,
    unsure_of,
)
from entregent.understanding.rules.guess import Guess, Likely

__all__ = [
    "Guess",
    "IntentLine",
    "Likely",
    "current_model",
    "examples_of",
    "exported",
    "guess",
    "intents_of",
    "models_of",
    "training_under_way",
    "unsure_of",
]
