"""What happens in a dialog, as those who hold it are told."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Ringing:
    """The other end rings."""


@dataclass(frozen=True)
class Progress:
    """Sound before the answer: an announcement, a tone of the other network."""

    sdp: str


@dataclass(frozen=True)
class Answered:
    """Our call was answered; or our offer, when theirs had none, or a new offer of ours."""

    sdp: str


@dataclass(frozen=True)
class Refused:
    """Our call ends without an answer. 408: nobody answered in time, or nobody is there."""

    code: int
    reason: str


@dataclass(frozen=True)
class Cancelled:
    """The caller hung up before we answered."""


@dataclass(frozen=True)
class HungUp:
    """The other end hung up."""

    reason: str = ""


@dataclass(frozen=True)
class Reoffered:
    """The other end changes its sound (hold, resume, another address): ``accept_reoffer`` or ``refuse_reoffer``."""

    sdp: str


@dataclass(frozen=True)
class ReofferRefused:
    """Our new offer was refused: what was agreed before stands."""

    code: int


@dataclass(frozen=True)
class Referred:
    """The other end asks that its party be sent elsewhere: ``accept_refer``, then ``tell_refer``."""

    to: str  # number or user part
    replaces: str  # id of the dialog of ours that the target replaces (attended transfer), or ""


@dataclass(frozen=True)
class ReferTold:
    """How the transfer that we asked for goes: 1xx under way, 2xx done, others failed."""

    code: int


@dataclass(frozen=True)
class Digits:
    """Keys that came as INFO."""

    text: str


@dataclass(frozen=True)
class Lost:
    """The other end gives no sign of life any more; we have hung up."""

    why: str  # "no ack", "session timer", "no answer to a sign of life"


DialogEvent = (
    Ringing
    | Progress
    | Answered
    | Refused
    | Cancelled
    | HungUp
    | Reoffered
    | ReofferRefused
    | Referred
    | ReferTold
    | Digits
    | Lost
)
