"""What is said becomes words: a turn of a caller, a message left, both sides of a recording.

Seconds of processor for each minute of sound: jobs and processes of their own ask, never a media loop.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from entregent.speech import engines, whisper
from entregent.speech.port import Heard, Samples, Segment, Sound, SpeechFailed
from entregent.speech.sound import joined

log = logging.getLogger(__name__)
LONGEST = 4 * 3600.0
"""Seconds of a recording that is heard; the rest is left."""
PART = 300.0
"""Seconds heard at once: memory stays bounded however long a call was."""


@dataclass(frozen=True)
class Said:
    """A segment, and which side said it (its place among the channels)."""

    channel: int
    segment: Segment


def available() -> bool:
    """Whether something on this machine, or a provider, hears."""
    return any(not ear.missing() for ear in engines.ears())


def hear(samples: Samples, rate: int, language: str) -> Heard:
    """The words of one voice (16 bits, one channel). Raises SpeechFailed when nothing here can hear."""
    sound = Sound(samples, rate)
    for ear in engines.ears():
        if ear.missing():
            continue
        try:
            return ear.hear(sound, language)
        except SpeechFailed as failed:
            log.warning("a sound is left to the next ear: %s", failed)
    raise SpeechFailed("nothing on this machine can hear: the extra `speech` or a provider is needed")


def rest() -> None:
    """Give the memory of models back: recordings come now and then."""
    whisper.rest()


def transcribe(channels: Sequence[Sequence[Samples]], rate: int, language: str) -> list[Said]:
    """Who said what and when. ``channels``: of each side the parts of its sound, one after the other; a call recorded in
    stereo has two sides. In the order of time. Raises SpeechFailed."""
    try:
        return _transcribed(channels, rate, language)
    finally:
        rest()


def _transcribed(channels: Sequence[Sequence[Samples]], rate: int, language: str) -> list[Said]:
    found = []
    for number, parts in enumerate(channels):
        sound = joined([Sound(part, rate) for part in parts], 0) if parts else Sound(np.zeros(0, np.int16), rate)
        step, last = int(PART * rate), int(LONGEST * rate)
        for first in range(0, min(len(sound.samples), last), step):
            heard = hear(sound.samples[first : first + step], rate, language)
            late = first / rate
            found += [
                Said(number, Segment(round(one.start + late, 2), round(one.end + late, 2), one.text, one.confidence))
                for one in heard.segments
            ]
    return sorted(found, key=lambda one: (one.segment.start, one.channel))
