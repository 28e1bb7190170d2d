"""What may be done to how a brand speaks; the caller opens the brand and gives the moment."""

from entregent.speech.actions.library import (
    add_music,
    record,
    remove_music,
    remove_recording,
    restore_music,
    restore_recording,
)
from entregent.speech.actions.preparing import make_waiting, notice_engines, prepare, say, try_text
from entregent.speech.actions.voices import add_word, remove_word, restore_word, save_voice, sweep

__all__ = [
    "add_music",
    "add_word",
    "make_waiting",
    "notice_engines",
    "prepare",
    "record",
    "remove_music",
    "remove_recording",
    "remove_word",
    "restore_music",
    "restore_recording",
    "restore_word",
    "save_voice",
    "say",
    "sweep",
    "try_text",
]
