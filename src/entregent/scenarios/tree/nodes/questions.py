"""Nodes that wait for somebody: they ask to choose, for a value, for a note, for a question."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from entregent.scenarios.tree.conditions import Condition
from entregent.scenarios.tree.nodes.node import Node
from entregent.scenarios.tree.part import Code, Id, Key, Language, Line, Name, Part
from entregent.scenarios.tree.texts import Text

ASKED_AGAIN = 2
"""How often a question is asked back when its answer is not understood; then the tree goes elsewhere or hands over."""


class Asked(StrEnum):
    """What may be collected."""

    TEXT = "text"
    NUMBER = "number"
    AMOUNT = "amount"
    DATE = "date"
    PHONE = "phone"
    MAIL = "mail"
    ORDER = "order"
    CONTRACT = "contract"
    POSTCODE = "postcode"


class Option(Part):
    """A way out of a choice, by its key, its button, a word, or what the customer seems to want (``intent``)."""

    key: Key
    label: Text
    synonyms: dict[Language, Annotated[tuple[Line, ...], Field(max_length=30)]] = {}
    intent: Line = ""
    when: Condition | None = None
    """Offered only if this holds."""
    language: Language | None = None
    """From there on the tree speaks this language."""
    next: Id


class Question(Node):
    """What asks: its text, what it says when the answer is not understood or nothing comes, and where it then goes."""

    waits: ClassVar[bool] = True
    text: Text
    retries: Annotated[tuple[Text, ...], Field(max_length=ASKED_AGAIN)] = ()
    silence: Text | None = None
    lost: Id | None = None
    """Where it goes when it was not understood in the end; without, an agent takes over."""

    def exits(self) -> Iterator[tuple[str, str]]:
        if self.lost is not None:
            yield "lost", self.lost

    def texts(self) -> Iterator[tuple[str, Text]]:
        yield "text", self.text
        for place, text in enumerate(self.retries):
            yield f"retries/{place}", text
        if self.silence is not None:
            yield "silence", self.silence


class Choice(Question):
    """Asks to choose. ``saves``: the variable that keeps the key of what was chosen."""

    kind: Literal["choice"]
    options: Annotated[tuple[Option, ...], Field(min_length=1, max_length=30)]
    saves: Name | None = None

    def exits(self) -> Iterator[tuple[str, str]]:
        for option in self.options:
            yield option.key, option.next
        yield from super().exits()

    def texts(self) -> Iterator[tuple[str, Text]]:
        yield from super().texts()
        for option in self.options:
            yield f"options/{option.key}/label", option.label

    def fills(self) -> Iterator[str]:
        if self.saves is not None:
            yield self.saves


class Collect(Question):
    """Asks for a value. ``confirm`` reads it back and asks whether it is right.

    ``minimum`` and ``maximum`` bound a number (an amount in cents), or the length of a text, an order or a contract number;
    a date is bounded in days from today. ``pattern``: what an order or contract number looks like, ``#`` for a digit, ``@`` for
    a letter, ``+`` for once or more of what stands before it, the rest as it stands (``CMD-######``).
    """

    kind: Literal["collect"]
    what: Asked
    saves: Name
    minimum: int | None = None
    maximum: int | None = None
    pattern: Annotated[str, StringConstraints(max_length=40)] = ""
    confirm: Text | None = None
    next: Id

    def exits(self) -> Iterator[tuple[str, str]]:
        yield "next", self.next
        yield from super().exits()

    def texts(self) -> Iterator[tuple[str, Text]]:
        yield from super().texts()
        if self.confirm is not None:
            yield "confirm", self.confirm

    def fills(self) -> Iterator[str]:
        yield self.saves


class Knowledge(Node):
    """Answers from the knowledge base: the words of ``question``, which is asked first when it is not known yet."""

    kind: Literal["knowledge"]
    waits: ClassVar[bool] = True
    question: Name
    text: Text
    found: Id
    missing: Id

    def exits(self) -> Iterator[tuple[str, str]]:
        yield "found", self.found
        yield "missing", self.missing

    def texts(self) -> Iterator[tuple[str, Text]]:
        yield "text", self.text

    def fills(self) -> Iterator[str]:
        yield self.question


class Survey(Question):
    """Asks a question of a survey: a note up to ``maximum``, or words without one. Goes on whatever comes."""

    kind: Literal["survey"]
    question: Code
    """Which one: ``nps``, ``csat``, ``ces``, ``verbatim``…"""
    minimum: Annotated[int, Field(ge=0, le=10)] | None = None
    maximum: Annotated[int, Field(ge=1, le=10)] | None = None
    saves: Name | None = None
    next: Id

    def exits(self) -> Iterator[tuple[str, str]]:
        yield "next", self.next

    def fills(self) -> Iterator[str]:
        if self.saves is not None:
            yield self.saves
