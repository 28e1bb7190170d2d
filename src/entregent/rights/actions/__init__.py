"""Writes of rights over personal data."""

from entregent.rights.actions.asking import ask
from entregent.rights.actions.clock import press, tell_overdue
from entregent.rights.actions.extending import extend
from entregent.rights.actions.outcome import answer, reopen

__all__ = ["answer", "ask", "extend", "press", "reopen", "tell_overdue"]
