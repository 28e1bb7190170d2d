"""What becomes of intents and models."""

from entregent.journal.kinds import kind

intent_saved = kind("intent.saved", "An intent was made or changed.", intent="Its stable name", created="Whether it is new")
intent_removed = kind("intent.removed", "An intent was put aside.", intent="Its stable name")
intent_restored = kind("intent.restored", "An intent that had been put aside is back.", intent="Its stable name")
examples_added = kind(
    "intent.examples_added", "Sentences were given to an intent.", count="How many", language="In which language"
)
example_removed = kind("intent.example_removed", "A sentence was taken from an intent.", example="Its id")
example_restored = kind("intent.example_restored", "A sentence was given back to its intent.", example="Its id")
model_trained = kind(
    "model.trained",
    "A model has learnt from the sentences and is in use.",
    language="Of which language",
    intents="How many intents",
    examples="From how many sentences",
    accuracy="Share of sentences found that it had not learnt from, 0 to 1",
)
model_chosen = kind("model.chosen", "Staff put another trained model in use.", language="Of which language")
