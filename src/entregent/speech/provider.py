"""A voice and an ear outside, if the house has one: any endpoint that speaks OpenAI's ``/audio/speech`` and
``/audio/transcriptions``. The only file of this room that speaks to a network, through ``egress``."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.conf import settings

from entregent.egress.client import exchange
from entregent.speech.decoding import decoded
from entregent.speech.port import LANGUAGES, Heard, Segment, Sound, SpeechFailed
from entregent.speech.sound import wav

LARGEST = 16 * 1024**2
"""Bytes of an answer."""
LONGEST = 120.0
"""Seconds of a sentence."""


class ProviderVoice:
    """``port.Voice`` by HTTP: what is said leaves the house."""

    name = "provider"
    outside = True

    @property
    def version(self) -> str:
        """The model that is asked for."""
        return str(settings.SPEECH["voice"]["model"])

    def missing(self) -> str:
        """Whether one is set."""
        return "" if settings.SPEECH["voice"]["url"] else "no provider is set"

    def voices(self, language: str) -> Sequence[str]:
        """The one that is set."""
        return (settings.SPEECH["voice"]["voice"],) if language in LANGUAGES else ()

    def speak(self, text: str, language: str, voice: str, speed: float) -> Sound:
        """Raises SpeechFailed."""
        chosen = settings.SPEECH["voice"]
        asked = {"model": chosen["model"], "input": text, "voice": voice, "response_format": "wav", "speed": speed}
        body = _ask(chosen, "audio/speech", json.dumps(asked).encode(), "application/json")
        return decoded(body, LONGEST)


class ProviderEar:
    """``port.Ear`` by HTTP: what is heard leaves the house."""

    name = "provider"

    @property
    def version(self) -> str:
        """The model that is asked for."""
        return str(settings.SPEECH["ear"]["model"])

    def missing(self) -> str:
        """Whether one is set."""
        return "" if settings.SPEECH["ear"]["url"] else "no provider is set"

    def hear(self, sound: Sound, language: str) -> Heard:
        """Raises SpeechFailed."""
        chosen = settings.SPEECH["ear"]
        fields = {"model": chosen["model"], "language": language, "response_format": "verbose_json", "temperature": "0"}
        boundary = uuid4().hex
        body = _ask(
            chosen, "audio/transcriptions", _form(fields, wav(sound), boundary), f"multipart/form-data; boundary={boundary}"
        )
        try:
            return _heard(json.loads(body), sound.seconds)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise SpeechFailed("provider: malformed") from error


def _ask(chosen: Mapping[str, Any], path: str, body: bytes, kind: str) -> bytes:
    headers = {"Content-Type": kind, "Accept": "*/*"}
    if chosen["key"]:
        headers["Authorization"] = f"Bearer {chosen['key']}"
    # The address is the administrator's, in the environment: a model beside us is the usual case.
    answer = exchange(
        "POST", f"{chosen['url'].rstrip('/')}/{path}", body, headers, private=True, seconds=chosen["seconds"], most=LARGEST
    )
    if answer.error or answer.status != 200:
        raise SpeechFailed(f"provider: {answer.error or answer.status}")
    return answer.body


def _form(fields: Mapping[str, str], file: bytes, boundary: str) -> bytes:
    head = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    )
    head += (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="speech.wav"\r\nContent-Type: audio/wav\r\n\r\n'
    )
    return head.encode() + file + f"\r\n--{boundary}--\r\n".encode()


def _heard(told: Any, seconds: float) -> Heard:
    text = str(told["text"]).strip()
    segments = [
        Segment(float(one["start"]), float(one["end"]), str(one["text"]).strip(), _sure(one.get("avg_logprob")))
        for one in told.get("segments") or []
    ]
    if not segments and text:
        segments = [Segment(0.0, round(seconds, 2), text, _sure(None))]
    lasting = sum(one.end - one.start for one in segments)
    sure = sum(one.confidence * (one.end - one.start) for one in segments) / lasting if lasting > 0 else 0.0
    return Heard(text, segments, round(sure, 3))


def _sure(log_probability: object) -> float:
    """Half, where the provider does not say."""
    if isinstance(log_probability, int | float) and math.isfinite(log_probability):
        return round(math.exp(min(0.0, log_probability)), 3)
    return 0.5
