"""Writes of callbacks."""

from entregent.callbacks.actions.booking import book, cancel, move
from entregent.callbacks.actions.clock import fall_due, note_missed
from entregent.callbacks.actions.outcome import end, take
from entregent.callbacks.actions.trying import keep_place, not_reached, reached

__all__ = ["book", "cancel", "end", "fall_due", "keep_place", "move", "not_reached", "note_missed", "reached", "take"]
