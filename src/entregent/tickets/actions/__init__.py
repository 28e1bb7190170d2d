"""Writes of tickets."""

from entregent.tickets.actions.answers import add_note, answer_aloud, reply
from entregent.tickets.actions.bulk import ask_bulk, undo_bulk
from entregent.tickets.actions.channels import carry_on_by, go_on_in_writing
from entregent.tickets.actions.clock import check_promises, check_tasks
from entregent.tickets.actions.fields import change_fields
from entregent.tickets.actions.hands import accept_offer, assign, finish_wrap_up, release, take
from entregent.tickets.actions.locks import locked_where_it_went
from entregent.tickets.actions.mentions import see_mentions
from entregent.tickets.actions.merge import merge, undo_merge
from entregent.tickets.actions.policies import promise_for
from entregent.tickets.actions.reception import Incoming, Received, receive, take_in
from entregent.tickets.actions.recognition import choose_person, prove_person, undo_choice
from entregent.tickets.actions.resuming import wait_again
from entregent.tickets.actions.split import open_child, split
from entregent.tickets.actions.status import set_status
from entregent.tickets.actions.taking_on import take_on
from entregent.tickets.actions.tasks import change_task, create_task, finish_task, reopen_task
from entregent.tickets.actions.transfer import transfer
from entregent.tickets.actions.views import change_view, choose_columns, delete_view, save_view

__all__ = [
    "Incoming",
    "Received",
    "accept_offer",
    "add_note",
    "answer_aloud",
    "ask_bulk",
    "assign",
    "carry_on_by",
    "change_fields",
    "change_task",
    "change_view",
    "check_promises",
    "check_tasks",
    "choose_columns",
    "choose_person",
    "create_task",
    "delete_view",
    "finish_task",
    "finish_wrap_up",
    "go_on_in_writing",
    "locked_where_it_went",
    "merge",
    "open_child",
    "promise_for",
    "prove_person",
    "receive",
    "release",
    "reopen_task",
    "reply",
    "save_view",
    "see_mentions",
    "set_status",
    "split",
    "take",
    "take_in",
    "take_on",
    "transfer",
    "undo_bulk",
    "undo_choice",
    "undo_merge",
    "wait_again",
]
