"""Prompts made by the real espeak-ng, and where they are kept."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from entregent.speech import prompts
from entregent.speech.port import SpeechFailed
from entregent.speech.prompts import Style
from entregent.speech.sound import RATE, read_wav

TEXT = "Bonjour. Appuyez sur 1."


def test_a_text_is_said_once_and_then_there(shelf: Path) -> None:
    assert prompts.cached(TEXT, "fr") is None
    path = prompts.say(TEXT, "fr")
    sound = read_wav(path.read_bytes())
    assert sound.rate == RATE
    assert 1 < sound.seconds < 4
    assert prompts.cached(TEXT, "fr") == path
    assert prompts.say("**Bonjour.**  Appuyez sur un.", "fr") == path, "what sounds the same is the same"
    names = " ".join(str(found.relative_to(shelf)) for found in shelf.rglob("*"))
    assert "onjour" not in names


def test_a_style_is_another_sound() -> None:
    plain = prompts.say(TEXT, "fr")
    slow = prompts.say(TEXT, "fr", Style(speed=0.7))
    assert read_wav(slow.read_bytes()).seconds > read_wav(plain.read_bytes()).seconds * 1.2
    others = [Style(voice="espeak/m3"), Style(lexicon=(("Bonjour", "Bienvenue"),))]
    paths = [plain, slow, *(prompts.say(TEXT, "fr", style) for style in others), prompts.say(TEXT, "en")]
    assert len({path.read_bytes() for path in paths}) == 5


def test_the_same_sentence_is_made_once_for_many_texts(shelf: Path) -> None:
    for number in range(3):
        prompts.say(f"Bonjour. Votre commande PON-10{number} est partie.", "fr", passing=True)
    assert len(list(shelf.rglob("*.wav"))) == 1 + 2 * 3


def test_what_concerned_one_caller_leaves_first_the_least_used(settings: Any, shelf: Path) -> None:
    texts = [f"Votre demande numéro {number} avance bien." for number in range(5)]
    lasting = prompts.say("Merci.", "fr")
    said = [prompts.say(text, "fr", passing=True) for text in texts[:4]]
    full = sum(path.stat().st_size for path in said)
    settings.SPEECH = settings.SPEECH | {"passing_megabytes": full / 1024**2}
    for age, path in enumerate(said):
        os.utime(path, (age, age))
    assert prompts.cached(texts[0], "fr") == said[0], "used again: the youngest now"
    prompts.say(texts[4], "fr", passing=True)
    assert lasting.exists()
    assert said[0].exists()
    assert not said[1].exists()
    assert sum(found.stat().st_size for found in shelf.rglob("passing/*/*.wav")) <= full


def test_many_at_once_make_whole_files() -> None:
    with ThreadPoolExecutor(8) as pool:
        paths = set(pool.map(lambda _: prompts.say(TEXT, "fr"), range(16)))
    assert len(paths) == 1
    assert read_wav(paths.pop().read_bytes()).seconds > 1


def test_nothing_to_say_and_nobody_to_say_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SpeechFailed, match="without words"):
        prompts.say(" … ", "fr")
    with pytest.raises(SpeechFailed, match="does not speak"):
        prompts.say("God dag", "da")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SpeechFailed) as failed:
        prompts.say("Jean Dupont doit de l’argent", "fr")
    assert "Dupont" not in str(failed.value)
    with pytest.raises(SpeechFailed, match="no voice"):
        prompts.make("Bonjour", "fr")


def test_the_floor_speaks_the_languages_of_neighbours() -> None:
    assert read_wav(prompts.say("Guten Tag, Sie haben 3 Anrufe.", "de-CH").read_bytes()).seconds > 1
