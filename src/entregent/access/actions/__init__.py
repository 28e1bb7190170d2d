"""Changing who may do what. Every change is written in the audit."""

from entregent.access.actions.accounts import (
    accept_invitation,
    deactivate,
    invite,
    reactivate,
    renew_invitation,
    set_role,
    set_skills,
    set_working_week,
    update_account,
)
from entregent.access.actions.audit import audit
from entregent.access.actions.configuration import note_change, remove
from entregent.access.actions.factors import reset_second_factor
from entregent.access.actions.groups import group_of
from entregent.access.actions.keys import authenticate, create_key, revoke_key

__all__ = [
    "accept_invitation",
    "audit",
    "authenticate",
    "create_key",
    "deactivate",
    "group_of",
    "invite",
    "note_change",
    "reactivate",
    "remove",
    "renew_invitation",
    "reset_second_factor",
    "revoke_key",
    "set_role",
    "set_skills",
    "set_working_week",
    "update_account",
]
