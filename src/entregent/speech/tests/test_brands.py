"""How a brand speaks: its voice, its words, its recordings, its music, the texts it says every day."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import OperationalError

from entregent.access.models import Staff
from entregent.brands.models import Brand
from entregent.speech import actions, at_hand, engines, music, prompts, queries
from entregent.speech.at_hand import AtHand
from entregent.speech.errors import SpeechRefused
from entregent.speech.models import Prompt, Pronunciation, Recording
from entregent.speech.port import Sound, SpeechFailed
from entregent.speech.prompts import Style
from entregent.speech.sound import RATE, read_wav, wav
from entregent.speech.tests.test_sound import tone

pytestmark = pytest.mark.django_db
GREETING, MENU = "Bonjour, bienvenue chez Ponant.", "Pour un remboursement, appuyez sur 1."


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> None:
    default = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = settings.STORAGES | {"default": default}


@pytest.fixture
def author(brand: Brand, make_staff: Callable[..., Staff]) -> Staff:
    return make_staff(brand, "administrator", name="Solène Kerbrat")


def test_texts_are_made_ahead_and_again_when_the_voice_changes(brand: Brand, author: Staff, now: datetime) -> None:
    assert actions.prepare(brand.id, "fr", [GREETING, MENU, f"  {GREETING} ", "…"], now=now) == 2
    assert queries.progress(brand.id, "fr").under_way
    assert actions.make_waiting(brand.id, now=now) == 2
    assert actions.make_waiting(brand.id, now=now) == 0
    how_far = queries.progress(brand.id, "fr")
    assert (how_far.total, how_far.made, how_far.engines, how_far.under_way) == (2, 2, (("espeak", 2),), False)
    before = queries.prompt(brand.id, "fr", GREETING)
    assert before is not None

    actions.save_voice(brand.id, "fr", "espeak/m3", 0.9, now=now, by=author)
    assert queries.style_of(brand.id, "fr") == Style("espeak/m3", 0.9)
    assert queries.progress(brand.id, "fr").under_way
    assert queries.prompt(brand.id, "fr", GREETING) is None
    assert actions.make_waiting(brand.id, now=now) == 2
    assert queries.prompt(brand.id, "fr", GREETING) not in (None, before)
    for voice, speed in (("kokoro/nobody", 1.0), ("espeak/m3", 3.0)):
        with pytest.raises(SpeechRefused):
            actions.save_voice(brand.id, "fr", voice, speed, now=now, by=author)


def test_a_better_voice_says_again_what_another_said(brand: Brand, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    class Better:
        name, version, outside = "better", "1", False
        broken = False

        def missing(self) -> str:
            return ""

        def voices(self, language: str) -> tuple[str, ...]:
            return ("one",)

        def speak(self, text: str, language: str, voice: str, speed: float) -> Sound:
            if self.broken:
                raise SpeechFailed("better: tired")
            return tone(0.5, RATE)

    better = Better()
    actions.prepare(brand.id, "fr", [GREETING], now=now)
    actions.make_waiting(brand.id, now=now)
    assert actions.notice_engines() == set()
    monkeypatch.setattr(engines, "voices", lambda: (better, engines.FLOOR))
    assert actions.notice_engines() == {brand.id}
    old = queries.prompt(brand.id, "fr", GREETING)
    assert old is not None, "calls go on meanwhile"
    better.broken = True
    actions.make_waiting(brand.id, now=now)
    assert Prompt.objects.get().engine == "espeak"
    assert actions.notice_engines() == {brand.id}, "it is tried again"
    better.broken = False
    actions.make_waiting(brand.id, now=now)
    assert Prompt.objects.get().engine == "better"
    assert queries.prompt(brand.id, "fr", GREETING) != old
    assert actions.notice_engines() == set()


def test_what_nobody_can_say_is_told_and_tried_again(brand: Brand, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "voices", lambda: ())
    actions.prepare(brand.id, "fr", [GREETING], now=now)
    assert actions.make_waiting(brand.id, now=now) == 0
    how_far = queries.progress(brand.id, "fr")
    assert (how_far.failed, how_far.under_way) == (1, False)
    monkeypatch.undo()
    assert actions.notice_engines() == {brand.id}
    assert actions.make_waiting(brand.id, now=now) == 1


def test_words_of_a_brand_are_said_its_way(brand: Brand, other_brand: Brand, author: Staff, now: datetime) -> None:
    plain = actions.say(brand.id, "fr", GREETING)
    word = actions.add_word(brand.id, "fr", " Ponant ", "ponan", now=now, by=author)
    changed = actions.say(brand.id, "fr", GREETING)
    assert changed != plain
    actions.add_word(brand.id, "fr", "Ponant", "ponante", now=now, by=author)
    assert queries.style_of(brand.id, "fr").lexicon == (("Ponant", "ponante"),)
    assert queries.style_of(brand.id, "en") == Style()
    assert queries.style_of(other_brand.id, "fr") == Style()
    actions.remove_word(word, now=now, by=author)
    assert actions.say(brand.id, "fr", GREETING) == plain
    actions.restore_word(word, now=now, by=author)
    assert queries.words_of(brand.id, "fr").count() == 1
    for written, said in (("", "a"), ("a", "…")):
        with pytest.raises(SpeechRefused):
            actions.add_word(brand.id, "fr", written, said, now=now, by=author)
    actions.remove_word(word, now=now, by=author)
    actions.sweep(now + timedelta(days=31))
    assert not Pronunciation.objects.exists()


def test_a_recording_goes_before_any_engine(brand: Brand, author: Staff, now: datetime) -> None:
    made = actions.say(brand.id, "fr", MENU)
    quiet = tone(1.0, 44_100, peak=0.02)
    row = actions.record(brand.id, "fr", MENU, wav(quiet), now=now, by=author)
    played = actions.say(brand.id, "fr", f" {MENU}")
    assert played not in (None, made)
    heard = read_wav(played.read_bytes())
    assert heard.rate == RATE
    assert np.sqrt(np.mean((heard.samples / 32768.0) ** 2)) == pytest.approx(10 ** (-21 / 20), rel=0.1)
    again = actions.record(brand.id, "fr", MENU, wav(tone(0.5, 8000)), now=now, by=author)
    assert queries.recordings_of(brand.id, "fr").get() == again
    with pytest.raises(SpeechRefused, match="replaced"):
        actions.restore_recording(row, now=now, by=author)
    actions.remove_recording(again, now=now, by=author)
    assert actions.say(brand.id, "fr", MENU) == made
    actions.restore_recording(again, now=now, by=author)
    assert actions.say(brand.id, "fr", MENU) != made
    for text, data in (("…", wav(quiet)), (MENU, b"MZ"), (MENU, wav(Sound(np.zeros(8000, np.int16), 8000)))):
        with pytest.raises(SpeechRefused):
            actions.record(brand.id, "fr", text, data, now=now, by=author)
    assert Recording.objects.count() == 2


def test_who_waits_hears_the_brands_music_or_the_houses(
    brand: Brand, author: Staff, now: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(music, "DEBIAN", tmp_path)
    (tune,) = queries.music_of(brand.id)
    house = read_wav(tune.read_bytes())
    assert 20 < house.seconds < 90
    assert np.abs(house.samples).max() < 20_000
    row = actions.add_music(brand.id, "Marée", wav(tone(2, 8000)), now=now, by=author)
    (own,) = queries.music_of(brand.id)
    assert own != tune
    actions.remove_music(row, now=now, by=author)
    assert queries.music_of(brand.id) == [tune]
    actions.restore_music(row, now=now, by=author)
    assert queries.music_of(brand.id) == [own]
    (tmp_path / "sea.wav").write_bytes(b"")
    assert music.default_music() == [tmp_path / "sea.wav"]


def test_a_text_that_is_tried_is_forgotten(brand: Brand, now: datetime) -> None:
    actions.prepare(brand.id, "fr", [GREETING], now=now)
    tried = actions.try_text(brand.id, "fr", "Essai.", now=now)
    assert actions.try_text(brand.id, "fr", GREETING, now=now).tried is False
    actions.make_waiting(brand.id, now=now)
    assert prompts.cached("Essai.", "fr") is not None
    assert queries.progress(brand.id, "fr").total == 1
    actions.sweep(now + timedelta(days=2))
    assert not Prompt.objects.filter(id=tried.id).exists()
    assert queries.progress(brand.id, "fr").total == 1


def test_a_process_that_carries_calls_has_voices_at_hand(
    brand: Brand, author: Staff, now: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(music, "DEBIAN", tmp_path)
    hand = AtHand()
    (house,) = hand.music(brand.id)
    actions.save_voice(brand.id, "fr", "espeak/m3", 0.9, now=now, by=author)
    actions.record(brand.id, "fr", MENU, wav(tone(1, 8000)), now=now, by=author)
    actions.add_music(brand.id, "Marée", wav(tone(2, 8000)), now=now, by=author)
    assert hand.say(brand.id, GREETING, "fr-CH") == str(prompts.say(GREETING, "fr", Style("espeak/m3", 0.9)))
    assert hand.say(brand.id, MENU, "fr") == str(queries.prompt(brand.id, "fr", MENU))
    assert hand.music(brand.id) == [str(path) for path in queries.music_of(brand.id)] != [house]

    def away(*_: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(at_hand, "FRESH", 0)
    monkeypatch.setattr(queries, "style_of", away)
    assert hand.say(brand.id, MENU, "fr") == str(next(iter(hand._known.values())).recorded[prompts.digest(MENU, "fr")])
    assert hand.say(brand.id, "Hello.", "en").endswith(".wav"), "what was never read is said by the house's voice"


def test_what_a_brand_says_no_more_is_forgotten(brand: Brand, now: datetime) -> None:
    actions.prepare(brand.id, "fr", [GREETING, MENU], now=now)
    actions.prepare(brand.id, "en", ["Hello."], now=now)
    actions.prepare(brand.id, "fr", [MENU, "Au revoir."], now=now, only=True)
    assert sorted(Prompt.objects.values_list("text", flat=True)) == ["Au revoir.", "Hello.", MENU]
