"""What all nodes have, and those that say, hand over and end."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from entregent.scenarios.tree.part import Code, Id, Line, Part, Slug
from entregent.scenarios.tree.texts import Text


class Node(Part):
    """What all nodes have. ``title`` names it for those who read the tree and its figures."""

    waits: ClassVar[bool] = False
    """Whether it stops until somebody answers."""
    title: Line = ""

    def exits(self) -> Iterator[tuple[str, str]]:
        """(name of the exit, node that it leads to)."""
        return iter(())

    def texts(self) -> Iterator[tuple[str, Text]]:
        """(where it stands, text) of all that is said to the customer."""
        return iter(())

    def templates(self) -> Iterator[tuple[str, str]]:
        """(where it stands, words) of all that is filled with variables and is not said: for programs and agents."""
        return iter(())

    def fills(self) -> Iterator[str]:
        """The variables that it may set."""
        return iter(())


class Say(Node):
    """Says something and goes on.

    ``mandatory``: a mention that cannot be skipped. ``here``: whoever comes here hears it to the end. ``always``: besides,
    nothing ends nor is handed over before it was heard, whatever the way. ``acknowledge``: and somebody must say so.
    """

    kind: Literal["say"]
    text: Text
    mandatory: Literal["", "here", "always"] = ""
    acknowledge: bool = False
    next: Id

    def exits(self) -> Iterator[tuple[str, str]]:
        yield "next", self.next

    def texts(self) -> Iterator[tuple[str, Text]]:
        yield "text", self.text


class Run(Node):
    """Runs another scenario of the brand and goes on where that one ends. They share their variables, by name."""

    kind: Literal["run"]
    scenario: Slug
    next: Id

    def exits(self) -> Iterator[tuple[str, str]]:
        yield "next", self.next


class Hand(Node):
    """Hands over to an agent, through a queue of the brand (its default one when it is not named)."""

    kind: Literal["hand"]
    text: Text
    queue: Line = ""
    reason: Code = "tree"
    priority: Annotated[int, Field(ge=-1, le=2)] = 0

    def texts(self) -> Iterator[tuple[str, Text]]:
        yield "text", self.text


class End(Node):
    """Ends, or goes back to the tree that ran this one. ``outcome`` says how, for the figures."""

    kind: Literal["end"]
    text: Text | None = None
    outcome: Code = "done"

    def texts(self) -> Iterator[tuple[str, Text]]:
        if self.text is not None:
            yield "text", self.text
