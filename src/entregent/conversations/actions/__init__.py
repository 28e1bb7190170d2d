"""Writes of conversations."""

from entregent.conversations.actions.delivery import mark_delivered, mark_failed, mark_sent
from entregent.conversations.actions.drafts import discard_draft, save_draft
from entregent.conversations.actions.messages import receive, start, tell, write, write_note
from entregent.conversations.actions.moving import carry_on_by, change_person, join, move_messages, part

__all__ = [
    "carry_on_by",
    "change_person",
    "discard_draft",
    "join",
    "mark_delivered",
    "mark_failed",
    "mark_sent",
    "move_messages",
    "part",
    "receive",
    "save_draft",
    "start",
    "tell",
    "write",
    "write_note",
]
