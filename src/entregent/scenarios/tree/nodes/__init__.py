"""The nodes of a tree. Each says what it is made of, its texts, its exits, and whether it waits for somebody's answer."""

from typing import Annotated

from pydantic import Field

from entregent.scenarios.tree.nodes.doing import Case, Decide, Hours, Lookup, Ticket, Wait
from entregent.scenarios.tree.nodes.node import End, Hand, Node, Run, Say
from entregent.scenarios.tree.nodes.offers import Callback, Deflect
from entregent.scenarios.tree.nodes.questions import ASKED_AGAIN, Asked, Choice, Collect, Knowledge, Option, Question, Survey

__all__ = [
    "ASKED_AGAIN", "AnyNode", "Asked", "Callback", "Case", "Choice", "Collect", "Decide", "Deflect", "End", "Hand", "Hours",
    "Knowledge", "Lookup", "Node", "Option", "Question", "Run", "Say", "Survey", "Ticket", "Wait",
]  # fmt: skip

AnyNode = Annotated[
    Say
    | Choice
    | Collect
    | Lookup
    | Decide
    | Hours
    | Wait
    | Knowledge
    | Deflect
    | Callback
    | Ticket
    | Survey
    | Run
    | Hand
    | End,
    Field(discriminator="kind"),
]
