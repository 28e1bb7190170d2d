"""Writes of tickets."""

from entregent.tickets.actions.answers import add_note, reply
from entregent.tickets.actions.clock import check_promises
from entregent.tickets.actions.hands import accept_offer, assign, release, take
from entregent.tickets.actions.reception import Incoming, Received, receive
from entregent.tickets.actions.status import set_status

__all__ = [
    "Incoming",
    "Received",
    "accept_offer",
    "add_note",
    "assign",
    "check_promises",
    "receive",
    "release",
    "reply",
    "set_status",
    "take",
]
