"""Writes of the portal."""

from entregent.portal.actions.addresses import add_phone, prove_address, remove_address
from entregent.portal.actions.entering import (
    Entered,
    begin_session,
    end_sessions,
    enter_by_link,
    enter_by_password,
    leave,
    tell_apart,
    touch,
)
from entregent.portal.actions.links import ask_link, look_at
from entregent.portal.actions.passkeys import (
    add_passkey,
    challenge_to_add,
    challenge_to_enter,
    enter_by_passkey,
    remove_passkey,
)
from entregent.portal.actions.passwords import set_password
from entregent.portal.actions.requests import answer, ask_right, open_request, settle
from entregent.portal.actions.settings import Public, set_up

__all__ = [
    "Entered", "Public", "add_passkey", "add_phone", "answer", "ask_link", "ask_right", "begin_session", "challenge_to_add",
    "challenge_to_enter", "end_sessions", "enter_by_link", "enter_by_passkey", "enter_by_password", "leave", "look_at",
    "open_request", "prove_address", "remove_address", "remove_passkey", "set_password", "set_up", "settle", "tell_apart",
    "touch",
]  # fmt: skip
