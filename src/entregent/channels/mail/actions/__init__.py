"""Writes of the mail room."""

from entregent.channels.mail.actions.quarantine import discard, replay
from entregent.channels.mail.actions.settings import save_address, save_mailbox

__all__ = ["discard", "replay", "save_address", "save_mailbox"]
