"""Changing what the house knows."""

from entregent.knowledge.actions.indexing import index
from entregent.knowledge.actions.publishing import confirm, take_effect, write
from entregent.knowledge.actions.reading import Given, count_reading, explain_vote, note_lost, note_search, use, vote
from entregent.knowledge.actions.sites import open_help

__all__ = [
    "Given", "confirm", "count_reading", "explain_vote", "index", "note_lost", "note_search", "open_help", "take_effect", "use",
    "vote", "write",
]  # fmt: skip
