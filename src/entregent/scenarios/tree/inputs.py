"""What comes in: from the person, from the medium, from the host that performed something."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from entregent.scenarios.tree.matching import plain
from entregent.scenarios.tree.state import Manner
from entregent.scenarios.tree.variables import Value


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said, typed or pressed. ``intents``: what the host guesses that they want, when it is sure, best first;
    ``between``: the two that it hesitates about. ``entities``: (kind, value) found in the words. ``confidence``: how sure an
    ear is of the words, 0 to 1; None: they were typed or pressed."""

    text: str = ""
    key: str = ""
    intents: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    entities: tuple[tuple[str, Value], ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing came in the time that the medium gives."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A mention was said to its end, or somebody said that they have read it."""


@dataclass(frozen=True, slots=True)
class Interrupt:
    """A button or a key that is always there."""

    what: Literal["agent", "repeat", "back"]


@dataclass(frozen=True, slots=True)
class Objected:
    """The customer objects: ``which`` is answered, wherever they stand."""

    which: str


@dataclass(frozen=True, slots=True)
class Speak:
    """Another language was chosen."""

    language: str


@dataclass(frozen=True, slots=True)
class Carry:
    """The session goes on elsewhere."""

    manner: Manner


@dataclass(frozen=True, slots=True)
class Leave:
    """They hung up, or closed the page for good."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an effect that had to be performed: the exit to take and the variables to set. ``serial`` is the effect's.

    ``said``: (title, words, address) of what was found, to be told; without words, another source of the one before.
    ``slots``: the times at which they may be called back.
    """

    serial: int
    exit: str
    values: Mapping[str, Value] = field(default_factory=dict)
    said: tuple[tuple[str, str, str], ...] = ()
    slots: tuple[str, ...] = ()


Input = Answer | Silence | Heard | Interrupt | Objected | Speak | Carry | Leave | Result

Matcher = Callable[[str, Sequence[str]], str | None]
"""(what was said, what may be meant) → the one that is meant, or None."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a step is lent: how words are matched, today's date, the country whose phone numbers are dialled without a code."""

    match: Matcher = plain
    today: date = date(2000, 1, 1)
    region: str = "FR"
