"""What happens to a call while it lasts, told to the one task that looks after it."""

from asyncio import Future
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Pressed:
    """The caller pressed a key."""

    digit: str


@dataclass(frozen=True, slots=True)
class Played:
    """What the caller was to hear came to its end (``complete``), or was cut."""

    mark: str
    complete: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """An agent has the call in hand now."""

    staff: UUID


@dataclass(frozen=True, slots=True)
class Released:
    """Nobody has it in hand any more: it waits again. ``queue``: where, when it moved."""

    queue: UUID | None = None


@dataclass(frozen=True, slots=True)
class StationUp:
    """The telephone of somebody of the house can be heard."""

    staff: UUID


@dataclass(frozen=True, slots=True)
class StationGone:
    """The telephone of somebody of the house does not answer any more."""

    staff: UUID


@dataclass(frozen=True, slots=True)
class HungUp:
    """Somebody of the house put their receiver back."""

    staff: UUID


@dataclass(frozen=True, slots=True)
class Order:
    """Somebody of the house wants something done; ``done`` is told what came of it (None: done)."""

    what: str
    staff: UUID
    more: Mapping[str, Any] = field(default_factory=dict)
    done: "Future[str | None] | None" = None

    def answer(self, refusal: str | None = None) -> None:
        """Say that it is done, or why not."""
        if self.done is not None and not self.done.done():
            self.done.set_result(refusal)


@dataclass(frozen=True, slots=True)
class Refers:
    """Somebody of the house presses the transfer key of their SIP telephone: the caller is to go to ``to`` (a number, or the
    name of a telephone). ``accept`` says that it is done, ``tell`` how it goes (a status of SIP)."""

    staff: UUID
    to: str
    accept: Callable[[], None]
    tell: Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Outside:
    """Something happens to somebody whom we called in: ringing, answered, refused, hung_up."""

    leg: str
    what: str


@dataclass(frozen=True, slots=True)
class Time:
    """What was set to happen after a while."""

    what: str
    about: UUID


@dataclass(frozen=True, slots=True)
class Stopping:
    """The house stops: the caller is told, and the call ends."""


@dataclass(frozen=True, slots=True)
class Speaks:
    """The caller, who is listened to, begins to speak."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """They have said something, of so many ``seconds``, and are silent. ``pcm``: 16-bit samples, 8 kHz."""

    seconds: float
    pcm: bytes = b""


@dataclass(frozen=True, slots=True)
class Unkept:
    """What is kept of them is so no more: the disk refuses."""


Signal = (
    Stopping
    | Pressed
    | Speaks
    | Spoken
    | Unkept
    | Played
    | Taken
    | Released
    | StationUp
    | StationGone
    | HungUp
    | Outside
    | Time
    | Order
    | Refers
)


class Gone(Exception):
    """The caller has hung up, or was cut off. ``by`` is one of ``models.Call.End``."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


class CutShort(Gone):
    """They are still there, and the house stops."""

    def __init__(self) -> None:
        super().__init__("lost")
