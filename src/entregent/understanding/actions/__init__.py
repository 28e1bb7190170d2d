"""What may be done to intents, sentences and models; the caller opens the brands and gives the moment."""

from entregent.understanding.actions.examples import Added, add_examples, remove_example, restore_example
from entregent.understanding.actions.importing import Imported, import_examples
from entregent.understanding.actions.intents import remove_intent, restore_intent, save_intent, sweep
from entregent.understanding.actions.training import (
    LEAST_EXAMPLES,
    LEAST_INTENTS,
    PRECISIONS,
    ask_training,
    fail_training,
    train,
    use_model,
)
from entregent.understanding.actions.unsure import KEPT, dismiss, forget_old, label, remember, take_back

__all__ = [
    "KEPT",
    "LEAST_EXAMPLES",
    "LEAST_INTENTS",
    "PRECISIONS",
    "Added",
    "Imported",
    "add_examples",
    "ask_training",
    "dismiss",
    "fail_training",
    "forget_old",
    "import_examples",
    "label",
    "remember",
    "remove_example",
    "remove_intent",
    "restore_example",
    "restore_intent",
    "save_intent",
    "sweep",
    "take_back",
    "train",
    "use_model",
]
