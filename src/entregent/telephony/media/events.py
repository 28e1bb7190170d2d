"""What the sound tells the process of calls. Legs and recordings go by the names that the caller of ``Media`` gave them."""

from dataclasses import dataclass
from typing import get_args


@dataclass(frozen=True)
class Digit:
    """A key was pressed, one of ``0123456789*#ABCD``."""

    leg: str
    digit: str


@dataclass(frozen=True)
class Played:
    """What was to be played is over: to its end, or cut short (stopped, replaced, not to be read). ``seconds`` were heard."""

    leg: str
    mark: str
    complete: bool
    seconds: float


@dataclass(frozen=True)
class Up:
    """Sound comes in: for the first time, or again after ``Silent``. For a browser: it is connected."""

    leg: str


@dataclass(frozen=True)
class Silent:
    """Nothing has come in for so many ``seconds``. Told once, until sound comes again."""

    leg: str
    seconds: float


@dataclass(frozen=True)
class Down:
    """A browser has gone: ``closed``, ``lost`` (it no longer answers) or ``media`` (our process of sound fell)."""

    leg: str
    why: str


@dataclass(frozen=True)
class Quality:
    """How a leg's sound has come in the last seconds: packets received and lost, jitter (RFC 3550 §6.4.1) and, where the other
    side reports (RTCP), the time there and back. ``strangers``: packets from elsewhere, ignored.
    """

    leg: str
    received: int
    lost: int
    jitter_ms: float
    round_trip_ms: float | None
    strangers: int = 0


@dataclass(frozen=True)
class MediaLost:
    """The process of sound fell. Another is started, and every leg, route, player and recording is put back."""


@dataclass(frozen=True)
class Unrecorded:
    """A recording stopped against its will: the disk refused. What was written before can be read."""

    recording: str
    why: str


@dataclass(frozen=True)
class Began:
    """Somebody begins to speak, on a leg that is listened to."""

    leg: str


@dataclass(frozen=True)
class Utterance:
    """What somebody said: 16-bit samples, 8 kHz, little-endian, from a little before its beginning to the silence after."""

    leg: str
    pcm: bytes
    seconds: float


Event = Digit | Played | Up | Silent | Down | Quality | MediaLost | Unrecorded | Began | Utterance

KINDS: dict[str, type[Event]] = {kind.__name__: kind for kind in get_args(Event)}
