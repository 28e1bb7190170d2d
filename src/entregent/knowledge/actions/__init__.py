"""Changing what the house knows."""

from entregent.knowledge.actions.giving import Given, answer_left, give, put, read_by
from entregent.knowledge.actions.indexing import index
from entregent.knowledge.actions.publishing import confirm, index_again, take_effect, withdraw, write
from entregent.knowledge.actions.reading import count_reading, explain_vote, note_lost, note_search, vote
from entregent.knowledge.actions.sites import close_help, open_help
from entregent.knowledge.actions.steering import draft_missing, redirect_lost, remove_synonyms, save_synonyms

__all__ = [
    "Given", "answer_left", "close_help", "confirm", "count_reading", "draft_missing", "explain_vote", "give", "index",
    "index_again", "note_lost", "note_search", "open_help", "put", "read_by", "redirect_lost", "remove_synonyms",
    "save_synonyms", "take_effect", "vote", "withdraw", "write",
]  # fmt: skip
