"""Writes of scenarios. Each is one transaction, with the brand's walls open, save ``attend`` which opens its own."""

from entregent.scenarios.actions.attending import attend
from entregent.scenarios.actions.carrying import make_code, take_up
from entregent.scenarios.actions.connectors import change_connector, create_connector, remove_connector
from entregent.scenarios.actions.drafts import (
    archive_scenario,
    create_scenario,
    discard_draft,
    edit_draft,
    redo_edit,
    rename_scenario,
    save_draft,
    take_back_scenario,
    undo_edit,
)
from entregent.scenarios.actions.publishing import publish, roll_back, withdraw
from entregent.scenarios.actions.reaching import leave_address
from entregent.scenarios.actions.sessions import answer, begin

__all__ = [
    "answer",
    "archive_scenario",
    "attend",
    "begin",
    "change_connector",
    "create_connector",
    "create_scenario",
    "discard_draft",
    "edit_draft",
    "leave_address",
    "make_code",
    "publish",
    "redo_edit",
    "remove_connector",
    "rename_scenario",
    "roll_back",
    "save_draft",
    "take_back_scenario",
    "take_up",
    "undo_edit",
    "withdraw",
]
