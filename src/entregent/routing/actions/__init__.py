"""Everything that changes in routing. Every action returns the facts it made: its caller appends them, in one statement with
its own, in the same transaction. Actions open none (a request and ``visible`` do): their locks last until the caller commits,
and what they refuse, they refuse before they write."""

from entregent.routing.actions.ends import cancel, finish, finish_wrap_up, prolong, settle, wrap_up
from entregent.routing.actions.enqueue import enqueue, forecast
from entregent.routing.actions.hands import accept, refuse, release, release_subject, take, take_subject
from entregent.routing.actions.moves import prioritise, transfer, transfer_subject
from entregent.routing.actions.offer import EVERYTHING, Scope, offer
from entregent.routing.actions.persons import change_person
from entregent.routing.actions.presence import all_seen, equip, nobody_has, seen, set_presence
from entregent.routing.queries import is_open as is_in_hand

__all__ = [
    "EVERYTHING", "Scope", "accept", "all_seen", "cancel", "change_person", "enqueue", "equip", "finish", "finish_wrap_up",
    "forecast", "is_in_hand", "nobody_has", "offer", "prioritise", "prolong", "refuse", "release", "release_subject", "seen",
    "set_presence", "settle", "take", "take_subject", "transfer", "transfer_subject", "wrap_up",
]  # fmt: skip
