"""The nodes of a tree. Each says what it is made of, its texts, its exits, and whether it waits for somebody's answer."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from entregent.scenarios.tree.conditions import Condition
from entregent.scenarios.tree.part import Id, Language, Line, Name, Part, Slug, Words
from entregent.scenarios.tree.texts import Text

Key = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,2}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
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
    a letter, ``*`` for either, the rest as it stands (``CMD-######``).
    """

    kind: Literal["collect"]
    what: Asked
    saves: Name
    minimum: int | None = None
    maximum: int | None = None
    pattern: Annotated[str, StringConstraints(max_length=60)] = ""
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
    """Offers to call back, on the number of ``phone``, which is asked (``number``) when it is not known yet."""

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


AnyNode = Annotated[
    Say | Choice | Collect | Lookup | Decide | Hours | Knowledge | Deflect | Callback | Ticket | Survey | Run | Hand | End,
    Field(discriminator="kind"),
]
