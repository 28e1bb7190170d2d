"""What comes out of a step, in order: what is said and asked, and what the host has to perform."""

from dataclasses import dataclass
from typing import Literal

from entregent.scenarios.tree.variables import Value


@dataclass(frozen=True, slots=True)
class Entered:
    """A node was entered."""

    scenario: str
    node: str


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere to read on."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Said:
    """Something to say. ``mandatory``: to its end, whatever comes in between."""

    text: str
    mandatory: bool = False
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """An option: what is sent back, what stands on its button, and the sentence in which a voice offers it. ``at``: the
    moment that a time to be called back at stands for."""

    key: str
    label: str
    spoken: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Asks:
    """Waits for an answer. ``kind``: choice, scale, acknowledge, carry, slot, or what is collected (``nodes.Asked``)."""

    kind: str
    options: tuple[Shown, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    back: bool = False
    """Whether there is a question to go back to."""


@dataclass(frozen=True, slots=True)
class Look:
    """Look something up, and bring a ``Result`` (found, missing, failed)."""

    serial: int
    what: str
    name: str
    by: tuple[tuple[str, str], ...]
    saves: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """Say whether a calendar is open: ``Result`` (open, closed)."""

    serial: int
    calendar: str


@dataclass(frozen=True, slots=True)
class Expect:
    """Say whether one would wait for a queue longer than that: ``Result`` (short, long), with ``queue.wait``."""

    serial: int
    queue: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Search:
    """Look in the knowledge base: ``Result`` (found, missing)."""

    serial: int
    words: str
    language: str


@dataclass(frozen=True, slots=True)
class MakeTicket:
    """Open a ticket or add to it: ``Result`` (next, failed)."""

    serial: int
    does: Literal["open", "update"]
    subject: str
    body: str
    type: str
    priority: int
    reason: str
    queue: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindTimes:
    """Say at which times a queue calls back: ``Result`` (offered, with ``slots``; failed when there is none)."""

    serial: int
    queue: str


@dataclass(frozen=True, slots=True)
class CallBack:
    """Have somebody called back at a time that was offered: ``Result`` (accepted, taken when it is gone, failed)."""

    serial: int
    phone: str
    queue: str
    reason: str
    slot: str


@dataclass(frozen=True, slots=True)
class GiveCode:
    """Make a code that takes the session up on another medium: ``Result`` (given), with ``carry.code``."""

    serial: int
    to: str


@dataclass(frozen=True, slots=True)
class Offered:
    """Another way than an agent was offered: callback, article, or the medium to go to."""

    to: str


@dataclass(frozen=True, slots=True)
class Settled:
    """The way offered was taken, or not."""

    to: str
    taken: bool


@dataclass(frozen=True, slots=True)
class Noted:
    """An answer to a survey. ``value`` None: they would not say."""

    question: str
    value: Value
    maximum: int | None


@dataclass(frozen=True, slots=True)
class Objected:
    """An objection was answered."""

    which: str


@dataclass(frozen=True, slots=True)
class Missed:
    """An answer was not understood."""

    scenario: str
    node: str


@dataclass(frozen=True, slots=True)
class Over:
    """Nothing more: ``ended`` (``detail`` is the outcome), ``handed`` (the reason), or ``left``."""

    kind: Literal["ended", "handed", "left"]
    detail: str = ""
    queue: str = ""
    priority: int = 0
    scenario: str = ""
    node: str = ""


Performed = Look | Opening | Expect | Search | MakeTicket | FindTimes | CallBack | GiveCode
"""What the host brings a ``Result`` of. There is one at most, and it comes last."""

Effect = Entered | Said | Asks | Offered | Settled | Noted | Objected | Missed | Over | Performed

PERFORMED = (Look, Opening, Expect, Search, MakeTicket, FindTimes, CallBack, GiveCode)
