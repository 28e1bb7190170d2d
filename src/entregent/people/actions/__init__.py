"""Writing about persons.

Each action expects a transaction with the brand's walls open, takes ``now`` and ``actor`` (``staff:<id>``, ``person:<id>``,
``key:<id>``, ``system:<process>``) and appends its facts, except ``identify`` which returns them.
"""

from entregent.people.actions.consents import give_consent, revoke_consent
from entregent.people.actions.handles import add_handle, choose_candidate, mark_undeliverable, remove_handle, verify_handle
from entregent.people.actions.identify import Candidate, Identified, identify
from entregent.people.actions.persons import create_person, move_stage, set_tags, update_person
from entregent.people.actions.remarks import add_remark, remove_remark

__all__ = [
    "Candidate",
    "Identified",
    "add_handle",
    "add_remark",
    "choose_candidate",
    "create_person",
    "give_consent",
    "identify",
    "mark_undeliverable",
    "move_stage",
    "remove_handle",
    "remove_remark",
    "revoke_consent",
    "set_tags",
    "update_person",
    "verify_handle",
]
