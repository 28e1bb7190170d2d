"""Which keys answer a question: pure."""

from dataclasses import dataclass
from typing import Literal

from entregent.scenarios.medium import Ask

ALONE: dict[str, Literal["repeat", "back", "agent"]] = {"*": "repeat", "#": "back", "0": "agent"}
"""Keys that mean the same wherever they answer nothing."""
BY_VOICE = frozenset({"text", "mail"})
"""What keys cannot say."""


@dataclass(frozen=True, slots=True)
class Keys:
    """``most``: as many are taken at once; more than one end by ``#`` or a pause of ``pause`` seconds."""

    most: int
    pause: float = 3.0


def keys_of(asks: Ask) -> Keys:
    """How an answer to this question is pressed."""
    if asks.kind in ("choice", "slot"):
        return Keys(max((len(option.key) for option in asks.options), default=1), 2.0)
    if asks.kind == "scale":
        return Keys(len(str(asks.maximum or 9)), 2.0)
    if asks.kind in BY_VOICE or asks.kind == "carry":
        return Keys(1)
    return Keys(40, 4.0)


def is_whole(pressed: str, asks: Ask) -> bool:
    """Whether nothing more is to be waited for."""
    keys = keys_of(asks)
    if pressed[:1] in ("*", "#") and len(pressed) == 1:
        return True
    if keys.most > 2:
        return pressed.endswith("#") or len(pressed) >= keys.most
    if asks.kind in ("choice", "slot"):
        known = {option.key for option in asks.options}
        longer = any(key.startswith(pressed) and key != pressed for key in known)
        return not longer
    return len(pressed) >= keys.most


def answer_of(pressed: str, asks: Ask) -> str:
    """What was meant: without the key that ends it; a star within an amount is its comma."""
    if len(pressed) == 1:
        return pressed
    bare = pressed.removesuffix("#")
    if asks.kind == "amount" or asks.kind == "number":
        return bare.replace("*", ",")
    if asks.kind == "date" and bare.isdigit() and len(bare) in (6, 8):
        return f"{bare[:2]}/{bare[2:4]}/{bare[4:]}"
    return bare
