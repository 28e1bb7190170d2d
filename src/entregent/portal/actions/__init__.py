"""Writes of the portal."""

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
from entregent.portal.actions.requests import answer, open_request, settle

__all__ = [
    "Entered", "answer", "ask_link", "begin_session", "end_sessions", "enter_by_link", "enter_by_password",
    "leave", "look_at", "open_request", "settle", "tell_apart", "touch",
]  # fmt: skip
