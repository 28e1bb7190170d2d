"""Writes of callbacks."""

from entregent.callbacks.actions.booking import book, cancel, move
from entregent.callbacks.actions.clock import fall_due, note_missed
from entregent.callbacks.actions.outcome import end, take

__all__ = ["book", "cancel", "end", "fall_due", "move", "note_missed", "take"]
