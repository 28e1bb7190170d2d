"""Whisper base in 8 bits, an ear of our own. A second of speech costs 0.3 to 0.5 second of processor."""

import math
import threading
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from django.conf import settings

from entregent.speech.assembling import WHISPER
from entregent.speech.port import Heard, Segment, Sound, SpeechFailed
from entregent.speech.sound import resampled

RATE = 16_000
_busy = threading.Lock()
_LIKELY_NOBODY = 0.6
"""Probability that nobody spoke from which a segment is a hallucination."""


class Whisper:
    """``port.Ear``: one recording at a time."""

    name = "whisper"
    version = "base-int8"

    def missing(self) -> str:
        """What of it is not on this machine."""
        if find_spec("faster_whisper") is None or WHISPER.missing_packages():
            return "the extra `speech` is not installed"
        return "" if WHISPER.ready() else "its model is not put together yet: run `entregent speech`"

    def hear(self, sound: Sound, language: str) -> Heard:
        """Silence gives no words (its own detector of voices goes before). Raises SpeechFailed."""
        samples = resampled(sound, RATE).samples.astype(np.float32) / 32768
        with _busy:
            try:
                found, _ = _model().transcribe(
                    samples, language=language, beam_size=1, vad_filter=True, condition_on_previous_text=False,
                    without_timestamps=False,
                )  # fmt: skip
                segments = [_segment(one) for one in found if one.no_speech_prob < _LIKELY_NOBODY or one.avg_logprob > -1]
            except Exception as error:  # whatever the runtime raises
                raise SpeechFailed(f"whisper: {type(error).__name__}") from error
        return heard([one for one in segments if one.text])


def heard(segments: list[Segment]) -> Heard:
    """The whole of them; sure as the segments are, each for as long as it lasts."""
    lasting = sum(one.end - one.start for one in segments)
    sure = sum(one.confidence * (one.end - one.start) for one in segments) / lasting if lasting else 0.0
    return Heard(" ".join(one.text for one in segments), segments, round(sure, 3))


def rest() -> None:
    """Give the memory back."""
    with _busy:
        _model.cache_clear()


def _segment(told: Any) -> Segment:
    return Segment(round(told.start, 2), round(told.end, 2), told.text.strip(), round(math.exp(min(0.0, told.avg_logprob)), 3))


@cache
def _model() -> Any:
    from faster_whisper import WhisperModel

    threads = settings.SPEECH["threads"]
    return WhisperModel(str(WHISPER.path().parent), device="cpu", compute_type="int8", cpu_threads=threads, num_workers=1)
