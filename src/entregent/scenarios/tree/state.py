"""Where a session stands: all that a step needs to know of what went before, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from entregent.scenarios.tree.variables import Value

VERSION = 1
Waits = Literal["", "answer", "confirm", "doubt", "mention", "number", "slot", "result", "carry", "over"]


@dataclass(frozen=True, slots=True)
class Manner:
    """How the medium performs: whether it speaks, and whether it tells when a mention was heard to its end."""

    medium: str
    speaks: bool = False
    confirms: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """A tree that waits for the one that it runs: which, and the node that goes on."""

    scenario: str
    next: str


@dataclass(frozen=True, slots=True)
class Place:
    """A question that was answered, to which one may go back."""

    scenario: str
    node: str
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """``waits`` says for what: an answer, a yes or no (``confirm``; ``doubt``: of what was
    not heard well), a mention to be heard, a phone number, a time to be called
    back at (``slot``), a result of the host, another medium (``carry``), or nothing any more (``over``). ``serial`` rises with
    each input that is taken."""

    manner: Manner
    language: str
    scenario: str = ""
    node: str = ""
    waits: Waits = ""
    serial: int = 0
    missed: int = 0
    """Answers to this question that were not understood."""
    lost: bool = False
    """Whether a question was given up since something was last understood: the next one hands over."""
    pending: Value = None
    """The value that is being confirmed, or the key of the option."""
    then: str = ""
    """Where to go once the mention that stands before an end is heard."""
    heard: tuple[str, ...] = ()
    frames: tuple[Frame, ...] = ()
    trail: tuple[Place, ...] = ()
    slots: tuple[str, ...] = ()
    """The times that are offered for a callback, as moments; "" is as soon as possible."""
    variables: Mapping[str, Value] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        """Whether nothing more can happen."""
        return self.waits == "over"


def to_json(state: State) -> dict[str, Any]:
    """The state as a document."""
    return {"v": VERSION, **asdict(state), "variables": dict(state.variables)}


def from_json(document: Mapping[str, Any]) -> State:
    """The state of a document. Raises ValueError for a version that is not known, KeyError, TypeError."""
    found = dict(document)
    if found.pop("v", None) != VERSION:
        raise ValueError("a state of an unknown version")
    return State(
        **found
        | {
            "manner": Manner(**found["manner"]),
            "heard": tuple(found["heard"]),
            "frames": _frames(found["frames"]),
            "slots": tuple(found.get("slots", ())),
            "trail": tuple(Place(one["scenario"], one["node"], _frames(one["frames"])) for one in found["trail"]),
        }
    )


def without_code(state: State) -> State:
    """The state of somebody who never used the code that they were given."""
    return replace(state, waits="answer") if state.waits == "carry" else state


def _frames(documents: list[Mapping[str, str]]) -> tuple[Frame, ...]:
    return tuple(Frame(one["scenario"], one["next"]) for one in documents)
