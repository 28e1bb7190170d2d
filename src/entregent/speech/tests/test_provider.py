"""A voice and an ear outside, over real HTTP on loopback; and what is done when they fail."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from entregent.speech import hearing, prompts
from entregent.speech.port import Sound, SpeechFailed
from entregent.speech.sound import read_wav, wav
from entregent.speech.tests.test_sound import tone

Reply = tuple[int, bytes]


class Provider:
    """Answers as it is told, and keeps what it was asked: (path, headers, body)."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, str], bytes]] = []
        self.answer: Callable[[], Reply] = lambda: (200, wav(tone(0.5, 24_000)))
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                provider.heard.append((self.path, dict(self.headers), body))
                status, content = provider.answer()
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)
                except OSError:
                    return  # who asked went away

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


@pytest.fixture
def provider(settings: Any, shelf: object) -> Iterator[Provider]:
    served = Provider()
    at = {"url": f"http://127.0.0.1:{served.server.server_port}/v1", "model": "test-1", "key": "secret-de-test", "seconds": 3.0}
    settings.SPEECH = settings.SPEECH | {"voice": at | {"voice": "claire"}, "ear": at}
    yield served
    served.server.shutdown()
    served.server.server_close()


def test_a_voice_outside_says_the_text_once(provider: Provider) -> None:
    made = prompts.make("Appuyez sur 1.", "fr")
    assert made.engine == "provider"
    assert prompts.make("Appuyez sur 1.", "fr") == made
    (path, headers, body), *others = provider.heard
    assert not others
    assert path == "/v1/audio/speech"
    assert headers["Authorization"] == "Bearer secret-de-test"
    asked = json.loads(body)
    assert (asked["model"], asked["input"], asked["voice"], asked["response_format"]) == (
        "test-1", "Appuyez sur un.", "claire", "wav",
    )  # fmt: skip
    sound = read_wav(made.path.read_bytes())
    assert sound.rate == 8000
    assert abs(sound.seconds - 0.5) < 0.05


@pytest.mark.parametrize("reply", [(500, b""), (401, b"who?"), (200, b"<html>"), (200, b"RIFF\0\0\0\0WAVEfmt "), (302, b"")])
def test_when_it_fails_a_voice_of_ours_speaks(provider: Provider, reply: Reply, caplog: pytest.LogCaptureFixture) -> None:
    provider.answer = lambda: reply
    assert prompts.make("Bonjour Jean", "fr").engine == "espeak"
    assert "left to the next voice" in caplog.text
    assert "Jean" not in caplog.text
    assert "secret" not in caplog.text


def test_one_that_does_not_answer_is_left(provider: Provider, settings: Any) -> None:
    held = threading.Event()
    provider.answer = lambda: (200, wav(tone(1, 8000)) if held.wait(5) else b"")
    settings.SPEECH = settings.SPEECH | {"voice": settings.SPEECH["voice"] | {"seconds": 0.2}}
    assert prompts.make("Bonjour.", "fr").engine == "espeak"
    held.set()


def test_a_card_number_never_leaves(provider: Provider) -> None:
    assert prompts.make("Votre carte 4111 1111 1111 1111 expire.", "fr").engine == "espeak"
    assert provider.heard == []


def test_an_ear_outside_hears(provider: Provider) -> None:
    told = {"text": " Bonjour. Oui.", "segments": [
        {"start": 0.1, "end": 0.9, "text": " Bonjour.", "avg_logprob": -0.1}, {"start": 1.0, "end": 1.2, "text": " Oui."},
    ]}  # fmt: skip
    provider.answer = lambda: (200, json.dumps(told).encode())
    heard = hearing.hear(tone(1.5, 8000).samples, 8000, "fr")
    assert heard.text == "Bonjour. Oui."
    assert [one.text for one in heard.segments] == ["Bonjour.", "Oui."]
    assert heard.confidence == pytest.approx((0.905 * 0.8 + 0.5 * 0.2) / 1.0)
    path, headers, body = provider.heard[0]
    assert path == "/v1/audio/transcriptions"
    assert headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert b'name="language"\r\n\r\nfr\r\n' in body
    assert wav(Sound(tone(1.5, 8000).samples, 8000)) in body


@pytest.mark.parametrize("content", [b"[]", b"{}", b"no", b'{"text": "a", "segments": [3]}', b"[" * 9999])
def test_nonsense_is_not_taken_for_words(provider: Provider, content: bytes) -> None:
    provider.answer = lambda: (200, content)
    with pytest.raises(SpeechFailed, match="nothing on this machine"):
        hearing.hear(np.zeros(800, np.int16), 8000, "fr")


def test_who_said_what_in_a_recording(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first side speaks in two parts of its sound; the second between."""
    monkeypatch.setattr(hearing, "PART", 1.0)
    texts = iter([("Allô ?", 0.1), ("Merci.", 0.2), ("Bonjour.", 0.5)])

    def answer() -> Reply:
        text, start = next(texts)
        return 200, json.dumps({"text": text, "segments": [{"start": start, "end": start + 0.2, "text": text}]}).encode()

    provider.answer = answer
    half = np.zeros(8000, np.int16)
    said = hearing.transcribe([[half, half], [half]], 8000, "fr")
    assert [(one.channel, one.segment.start, one.segment.text) for one in said] == [
        (0, 0.1, "Allô ?"), (1, 0.5, "Bonjour."), (0, 1.2, "Merci."),
    ]  # fmt: skip
    assert hearing.transcribe([[], []], 8000, "fr") == []
