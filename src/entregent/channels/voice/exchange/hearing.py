"""Who hears whom in a call: pure. Waiting, hold, consultation, conference, listening and whisper are nothing else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """As what somebody takes part; the words of ``models.Party.Role``, and the customer."""

    CUSTOMER = "customer"
    AGENT = "agent"
    JOINED = "joined"
    OUTSIDE = "outside"
    CONSULTED = "consulted"
    LISTENER = "listener"
    WHISPERER = "whisperer"


TALKING = frozenset({Part.AGENT, Part.JOINED, Part.OUTSIDE})
"""Those whom the customer hears."""
SILENT = frozenset({Part.LISTENER})
"""Those whom nobody hears."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A leg, as what it takes part, and whether it is to be heard."""

    leg: str
    part: Part
    muted: bool = False


def hears(ear: Voice, voice: Voice, held: bool) -> bool:
    """Whether one is to hear the other. ``held``: the customer is on hold, and neither hears nor is heard.

    Nobody but the house hears those who are consulted, and nobody but agents those who whisper.
    """
    if ear.leg == voice.leg or voice.muted or voice.part in SILENT:
        return False
    if Part.CUSTOMER in (ear.part, voice.part):
        return not held and (ear.part is not Part.CONSULTED) and (ear.part is not Part.CUSTOMER or voice.part in TALKING)
    if voice.part is Part.WHISPERER:
        return ear.part in (Part.AGENT, Part.JOINED)
    if voice.part is Part.CONSULTED:
        return ear.part not in (Part.OUTSIDE, Part.CONSULTED)
    if ear.part is Part.CONSULTED:
        return voice.part in (Part.AGENT, Part.JOINED)
    return True


def routing(voices: Collection[Voice], held: bool) -> Mapping[str, tuple[str, ...]]:
    """Leg → the legs that it hears, for each of those present."""
    return {ear.leg: tuple(voice.leg for voice in voices if hears(ear, voice, held)) for ear in voices}


def recorded(voices: Collection[Voice], held: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The two sides of a recording: the customer, and whom they hear. Nothing while they are on hold."""
    customer = next((voice for voice in voices if voice.part is Part.CUSTOMER), None)
    if customer is None or held:
        return (), ()
    return (customer.leg,), routing(voices, held)[customer.leg]
