"""Nodes that offer something and wait for a yes: to go on elsewhere, to be called back."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import StringConstraints

from entregent.scenarios.tree.nodes.questions import Question
from entregent.scenarios.tree.part import Id, Line, Name, Words
from entregent.scenarios.tree.texts import Text


class Deflect(Question):
    """Offers to go on elsewhere: on ``to``, where the code that is ``given`` (``{carry.code}``) takes the thread up."""

    kind: Literal["deflect"]
    to: Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,20}$")]
    given: Text
    accepted: Id
    refused: Id

    def exits(self) -> Iterator[tuple[str, str]]:
        yield "accepted", self.accepted
        yield "refused", self.refused
        yield from super().exits()

    def texts(self) -> Iterator[tuple[str, Text]]:
        yield from super().texts()
        yield "given", self.given

    def fills(self) -> Iterator[str]:
        yield "carry.code"


class Callback(Question):
    """Offers to call back, on the number of ``phone``, which is asked (``number``) when it is not known yet, at one of the
    times that its queue offers (``callback.at``). ``failed``: it offers none, or the call cannot be booked."""

    kind: Literal["callback"]
    queue: Line = ""
    reason: Words
    phone: Name = "person.phone"
    number: Text
    accepted: Id
    refused: Id
    failed: Id

    def exits(self) -> Iterator[tuple[str, str]]:
        yield "accepted", self.accepted
        yield "refused", self.refused
        yield "failed", self.failed
        yield from super().exits()

    def texts(self) -> Iterator[tuple[str, Text]]:
        yield from super().texts()
        yield "number", self.number

    def templates(self) -> Iterator[tuple[str, str]]:
        yield "reason", self.reason

    def fills(self) -> Iterator[str]:
        yield self.phone
        yield "callback.at"
