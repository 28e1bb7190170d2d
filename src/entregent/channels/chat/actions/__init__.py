"""Writes of live chats."""

from entregent.channels.chat.actions.aside import ask_callback, leave_message, rate, send_transcript
from entregent.channels.chat.actions.assisting import Pressed, bring_up
from entregent.channels.chat.actions.ending import end, end_of_ticket
from entregent.channels.chat.actions.other_ways import WAYS, offer_ways, stay, take_way
from entregent.channels.chat.actions.saying import Spoken, say
from entregent.channels.chat.actions.seeing import look, staff_saw, visitor_saw
from entregent.channels.chat.actions.sweeping import sweep
from entregent.channels.chat.actions.visitors import block, meet, recognise, unblock
from entregent.channels.chat.actions.widgets import new_secret, save_widget

__all__ = [
    "WAYS", "Pressed", "Spoken", "ask_callback", "block", "bring_up", "end", "end_of_ticket",
    "leave_message", "look", "meet", "new_secret", "offer_ways", "rate", "recognise", "save_widget", "say", "send_transcript",
    "staff_saw", "stay", "sweep", "take_way", "unblock", "visitor_saw",
]  # fmt: skip
