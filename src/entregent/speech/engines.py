"""The engines that this house has, the best first."""

from collections.abc import Iterator

from entregent.speech.espeak import Espeak
from entregent.speech.kokoro import Kokoro
from entregent.speech.port import Ear, Voice
from entregent.speech.whisper import Whisper

FLOOR: Voice = Espeak()
VOICES: tuple[Voice, ...] = (Kokoro(), FLOOR)
EARS: tuple[Ear, ...] = (Whisper(),)
"""In the order in which they are preferred; the last one is the floor."""


def by_preference(language: str, wanted: str = "") -> Iterator[Voice]:
    """The engines that speak a language, present or not: the one of ``wanted`` (``engine/voice``) first, then the best.

    What an engine that has gone said in its time is still there to be played.
    """
    first = wanted.partition("/")[0]
    speaking = [voice for voice in VOICES if voice.voices(language)]
    yield from (voice for voice in speaking if voice.name == first)
    yield from (voice for voice in speaking if voice.name != first)
