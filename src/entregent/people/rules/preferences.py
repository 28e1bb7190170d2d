"""What somebody prefers: what they said, else what their exchanges show often and lately enough. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

ANY = "any"
"""What somebody says who does not mind."""

CHANNELS = ("mail", "phone", "sms", "chat", "portal", "letter")
BANDS = ("morning", "noon", "afternoon", "evening", "night")
LANGUAGES = ("fr", "en", "de", "it", "es")

_STARTS = ((22, "night"), (18, "evening"), (14, "afternoon"), (12, "noon"), (6, "morning"))
_CHANNEL_OF = {"mail": "mail", "call": "phone", "callback": "phone", "phone": "phone", "sms": "sms", "chat": "chat",
               "portal": "portal", "letter": "letter"}  # fmt: skip

HALF_LIFE = timedelta(days=180)
"""An exchange counts half as much after so long."""
LEAST_WEIGHT = 1.5
"""Below some two recent exchanges nothing is concluded."""
LEAST_SHARE = 0.6
"""What is preferred is so in six exchanges of ten."""
_DOUBT = 2.0


@dataclass(frozen=True, slots=True)
class Seen:
    """A value met in exchanges: how often, first and last when."""

    value: str
    times: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """What the person, or staff for them, said they prefer."""

    value: str
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Preferred:
    """A preference: where it comes from (exchange, person, staff), since when it is known, how sure from 0 to 1, from how many
    exchanges."""

    value: str
    source: str
    since: datetime
    strength: float
    times: int = 0


def band(hour: int) -> str:
    """The part of the day of an hour on the wall clock, 0 to 23."""
    return next((name for start, name in _STARTS if hour >= start), "night")


def channel_of(name: str) -> str | None:
    """The channel that somebody chose by writing or calling there; None for what programs do."""
    return _CHANNEL_OF.get(name)


def preferred(said: Said | None, seen: Iterable[Seen], now: datetime) -> Preferred | None:
    """What is preferred: what was said holds, whatever exchanges show; None when nothing is known well enough."""
    if said is not None:
        return None if said.value == ANY else Preferred(said.value, said.source, said.at, 1.0)
    weights = {one: one.times * 0.5 ** (max(now - one.last_at, timedelta(0)) / HALF_LIFE) for one in seen}
    total = sum(weights.values())
    if total < LEAST_WEIGHT:
        return None
    best = max(weights, key=lambda one: (weights[one], one.last_at, one.value))
    share = weights[best] / total
    if share < LEAST_SHARE:
        return None
    return Preferred(best.value, "exchange", best.first_at, share * total / (total + _DOUBT), best.times)
