"""The engines that this house has, the best first."""

from collections.abc import Iterator

from entregent.speech.espeak import Espeak
from entregent.speech.kokoro import Kokoro
from entregent.speech.port import Ear, Voice
from entregent.speech.provider import ProviderEar, ProviderVoice
from entregent.speech.whisper import Whisper

FLOOR: Voice = Espeak()
OWN: Voice = Kokoro()
_OUTSIDE = ProviderVoice()
_OUTSIDE_EAR, _OWN_EAR = ProviderEar(), Whisper()


def voices() -> tuple[Voice, ...]:
    """In the order in which they are preferred, present or not; a provider is one only where it is set."""
    return (OWN, FLOOR) if _OUTSIDE.missing() else (_OUTSIDE, OWN, FLOOR)


def ears() -> tuple[Ear, ...]:
    """The same of what hears."""
    return (_OWN_EAR,) if _OUTSIDE_EAR.missing() else (_OUTSIDE_EAR, _OWN_EAR)


def by_preference(language: str, wanted: str = "") -> Iterator[Voice]:
    """The engines that speak a language, present or not: the one of ``wanted`` (``engine/voice``) first, then the best.

    What an engine that has gone said in its time is still there to be played.
    """
    first = wanted.partition("/")[0]
    speaking = [voice for voice in voices() if voice.voices(language)]
    yield from (voice for voice in speaking if voice.name == first)
    yield from (voice for voice in speaking if voice.name != first)


def choices(language: str) -> list[str]:
    """What a brand may choose among, ``engine/voice``: of the engines that are present."""
    return [f"{engine.name}/{voice}" for engine in voices() if not engine.missing() for voice in engine.voices(language)]
