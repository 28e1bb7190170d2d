"""The port that every medium implements, and what passes through it: inputs in, turns out.

A medium performs a tree: a widget, a page, an agent's script, a telephone line. It says what is ``said``, asks what ``asks``
asks, gives what comes back to ``scenarios.actions.answer``, and carries on where the ``outcome`` says. It never looks inside.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol
from uuid import UUID

from entregent.scenarios.tree.inputs import Answer, Carry, Heard, Input, Interrupt, Leave, Objected, Silence, Speak

__all__ = [
    "MEDIA", "Answer", "Ask", "Capabilities", "Carry", "Heard", "Input", "Interrupt", "Leave", "Link", "Medium", "Objected",
    "Option", "Outcome", "Silence", "Speak", "Spoken", "Turn", "capabilities_of", "register",
]  # fmt: skip


@dataclass(frozen=True)
class Capabilities:
    """What a medium can do.

    ``speaks``: texts are heard (the spoken variants are said). ``confirms``: it tells when a mention was heard to its end
    (``Heard``); where it does not, showing it is enough. ``hands_over``: it takes the person to the queue itself (a chat, a
    call); where it does not, a ticket waits there for them. ``buttons``, ``keys``, ``links``: what it can show or take.
    ``times``: how many times for a callback it offers at once.
    """

    speaks: bool = False
    confirms: bool = False
    hands_over: bool = False
    buttons: bool = True
    keys: bool = False
    links: bool = True
    times: int = 3


class Medium(Protocol):
    """A way to perform a tree."""

    name: str
    capabilities: Capabilities


@dataclass(frozen=True)
class _Known:
    name: str
    capabilities: Capabilities


MEDIA: dict[str, Medium] = {
    medium.name: medium
    for medium in (
        _Known("chat", Capabilities(hands_over=True, times=6)),
        _Known("web", Capabilities(times=60)),
        _Known("script", Capabilities(speaks=True, confirms=True, hands_over=True, times=60)),
        _Known("phone", Capabilities(speaks=True, confirms=True, hands_over=True, buttons=False, keys=True, links=False)),
    )
}
"""By name. The four that trees are written for; others are registered by the composition of the house."""


def register(medium: Medium) -> None:
    """Make a medium known, or say more precisely what one of the four can do."""
    MEDIA[medium.name] = medium


def capabilities_of(name: str) -> Capabilities:
    """What a medium can do. Raises KeyError."""
    return MEDIA[name].capabilities


@dataclass(frozen=True)
class Link:
    """Somewhere to read on."""

    label: str
    url: str


@dataclass(frozen=True)
class Spoken:
    """Something to say or to show. ``mandatory``: to its end, nothing cuts it."""

    text: str
    mandatory: bool = False
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Option:
    """``key`` is what is sent back (``Answer(key=…)``); ``spoken`` the sentence in which a voice offers it; ``at`` the moment
    of a time to be called back at, for a medium that arranges them by day."""

    key: str
    label: str
    spoken: str
    at: str = ""


@dataclass(frozen=True)
class Ask:
    """What is waited for. ``kind``: choice, scale (``minimum`` to ``maximum``), acknowledge (a mention: ``Heard``), slot (a
    time to be called back at), carry (they go on elsewhere with the code that was given), or text, number, amount, date, phone,
    mail, order, contract, postcode. ``back``: there is a question to go back to."""

    kind: str
    options: tuple[Option, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    back: bool = False


@dataclass(frozen=True)
class Outcome:
    """The session is over. ``kind``: ended (``reason``: as the author named it), handed (to ``queue``; ``ticket`` is where they
    wait when the medium does not hand over itself), left."""

    kind: str
    reason: str = ""
    queue: UUID | None = None
    priority: int = 0
    ticket: UUID | None = None


@dataclass(frozen=True)
class Turn:
    """What a medium has to do now: say, then ask, or end.

    ``number`` is the question's: given back with the answer, an answer to an older question is refused. ``waits``: a program
    outside is being asked; see ``actions.attend`` and ``queries.turn``. ``missed``: what came was not understood.
    """

    session: UUID
    number: int
    medium: str
    language: str
    said: tuple[Spoken, ...] = ()
    asks: Ask | None = None
    outcome: Outcome | None = None
    waits: bool = False
    missed: bool = False


def to_json(turn: Turn) -> dict[str, Any]:
    """The turn as it is kept with its session and told to programs."""
    found = asdict(turn)
    outcome = found["outcome"]
    found["session"] = str(turn.session)
    if outcome is not None:
        outcome |= {name: str(outcome[name]) if outcome[name] else None for name in ("queue", "ticket")}
    return found


def from_json(document: Mapping[str, Any]) -> Turn:
    """The turn of a document."""
    asks, outcome = document["asks"], document["outcome"]
    return Turn(
        session=UUID(document["session"]),
        number=document["number"],
        medium=document["medium"],
        language=document["language"],
        said=tuple(
            Spoken(one["text"], one["mandatory"], tuple(Link(**link) for link in one["links"])) for one in document["said"]
        ),
        asks=Ask(**{**asks, "options": tuple(Option(**one) for one in asks["options"])}) if asks else None,
        outcome=Outcome(**{**outcome, **{name: UUID(outcome[name]) if outcome[name] else None for name in ("queue", "ticket")}})
        if outcome
        else None,
        waits=document["waits"],
        missed=document.get("missed", False),
    )
