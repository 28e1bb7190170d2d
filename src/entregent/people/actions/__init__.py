"""Writing about persons.

Each action expects a transaction with the brand's walls open, takes ``now`` and ``actor`` (``staff:<id>``, ``person:<id>``,
``key:<id>``, ``system:<process>``) and appends its facts, except ``identify`` which returns them.
"""

from entregent.people.actions.consents import give_consent, object_to, revoke_consent
from entregent.people.actions.duplicates import dismiss_duplicate, find_duplicates
from entregent.people.actions.handles import (
    add_handle,
    choose_candidate,
    forget_choice,
    mark_undeliverable,
    remove_handle,
    verify_handle,
)
from entregent.people.actions.holding import hold
from entregent.people.actions.identify import Candidate, Identified, identify
from entregent.people.actions.import_run import run_import
from entregent.people.actions.importing import LARGEST, cancel_import, preview, receive_import, start_import, take_up_import
from entregent.people.actions.merge import merge_persons, settle_merge, undo_merge
from entregent.people.actions.organisations import (
    add_position,
    create_organisation,
    remove_position,
    set_organisation_tags,
    update_organisation,
)
from entregent.people.actions.persons import create_person, move_stage, set_tags, update_person
from entregent.people.actions.preferences import forget, learn, say
from entregent.people.actions.remarks import add_remark, remove_remark
from entregent.people.actions.stages import judge_batch, judge_stage
from entregent.people.actions.tags import advance_tag_change, change_tag, save_tag, undo_tag_change
from entregent.people.actions.views import change_view, choose_columns, delete_view, save_view

__all__ = [
    "LARGEST",
    "Candidate",
    "Identified",
    "add_handle",
    "add_position",
    "add_remark",
    "advance_tag_change",
    "cancel_import",
    "change_tag",
    "change_view",
    "choose_candidate",
    "choose_columns",
    "create_organisation",
    "create_person",
    "delete_view",
    "dismiss_duplicate",
    "find_duplicates",
    "forget",
    "forget_choice",
    "give_consent",
    "hold",
    "identify",
    "judge_batch",
    "judge_stage",
    "learn",
    "mark_undeliverable",
    "merge_persons",
    "move_stage",
    "object_to",
    "preview",
    "receive_import",
    "remove_handle",
    "remove_position",
    "remove_remark",
    "revoke_consent",
    "run_import",
    "save_tag",
    "save_view",
    "say",
    "set_organisation_tags",
    "set_tags",
    "settle_merge",
    "start_import",
    "take_up_import",
    "undo_merge",
    "undo_tag_change",
    "update_organisation",
    "update_person",
    "verify_handle",
]
