"""Nodes that nobody answers: they look up, decide, look at the clock, open a ticket."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from entregent.scenarios.tree.conditions import Condition
from entregent.scenarios.tree.nodes.node import Node
from entregent.scenarios.tree.part import Code, Id, Line, Name, Part, Words
from entregent.scenarios.tree.texts import Text


class Lookup(Node):
    """Looks something up. ``by``: what to look by, filled with variables; ``saves``: variable → field of what is found.

    ``name`` is the connector's, when ``what`` is ``connector``. ``text`` is said before a program outside is asked.
    """

    kind: Literal["lookup"]
    what: Literal["person", "order", "ticket", "connector"]
    name: Annotated[str, StringConstraints(max_length=50)] = ""
    by: dict[Code, Line] = {}
    saves: dict[Name, Line] = {}
    text: Text | None = None
    found: Id
    missing: Id
    failed: Id

    def exits(self) -> Iterator[tuple[str, str]]:
        yield "found", self.found
        yield "missing", self.missing
        yield "failed", self.failed

    def texts(self) -> Iterator[tuple[str, Text]]:
        if self.text is not None:
            yield "text", self.text

    def templates(self) -> Iterator[tuple[str, str]]:
        for name, words in self.by.items():
            yield f"by/{name}", words

    def fills(self) -> Iterator[str]:
        yield from self.saves


class Case(Part):
    """A way out of a decision: the first that holds is taken."""

    when: Condition
    next: Id


class Decide(Node):
    """Goes one way or another by what the variables hold."""

    kind: Literal["decide"]
    cases: Annotated[tuple[Case, ...], Field(min_length=1, max_length=30)]
    otherwise: Id

    def exits(self) -> Iterator[tuple[str, str]]:
        for place, case in enumerate(self.cases):
            yield f"cases/{place}", case.next
        yield "otherwise", self.otherwise


class Hours(Node):
    """Goes by whether a calendar of the brand (the default one when it is not named) is open now."""

    kind: Literal["hours"]
    calendar: Line = ""
    open: Id
    closed: Id

    def exits(self) -> Iterator[tuple[str, str]]:
        yield "open", self.open
        yield "closed", self.closed

    def fills(self) -> Iterator[str]:
        yield "hours.opening"


class Wait(Node):
    """Goes by how long one would wait for a queue now. Sets ``queue.wait``, in minutes; where nobody can tell, for nobody
    answers there, it is ``long``."""

    kind: Literal["wait"]
    queue: Line = ""
    minutes: Annotated[int, Field(ge=1, le=240)] = 5
    short: Id
    long: Id

    def exits(self) -> Iterator[tuple[str, str]]:
        yield "short", self.short
        yield "long", self.long

    def fills(self) -> Iterator[str]:
        yield "queue.wait"


class Ticket(Node):
    """Opens a ticket, or adds to the one that was found or opened before. Sets ``ticket.number``.

    ``subject`` and ``body`` are for agents: filled with variables, in the brand's language.
    """

    kind: Literal["ticket"]
    does: Literal["open", "update"]
    subject: Line = ""
    body: Words
    type: Literal["question", "incident", "request", "complaint"] = "question"
    priority: Annotated[int, Field(ge=-1, le=2)] = 0
    reason: Line = ""
    queue: Line = ""
    tags: Annotated[tuple[Line, ...], Field(max_length=10)] = ()
    next: Id
    failed: Id

    def exits(self) -> Iterator[tuple[str, str]]:
        yield "next", self.next
        yield "failed", self.failed

    def templates(self) -> Iterator[tuple[str, str]]:
        yield "subject", self.subject
        yield "body", self.body

    def fills(self) -> Iterator[str]:
        yield "ticket.number"
