"""Prompts: texts as files that a telephone plays (8 kHz, 16 bits, one channel). No database: any process may ask.

A caller never waits for a fine voice: ``cached`` gives the best file there is, ``say`` makes one by the floor in some
milliseconds when there is none, ``make`` has the best engine make it, which takes seconds and is for jobs.

A text is made sentence by sentence, and sentences are kept: of « Bonjour. Votre commande PON-1042 est partie. » the
first is made once for all. A cut inside a sentence would break its melody, so there is none.
"""

import logging
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from entregent.kernel.masking import mask
from entregent.speech import engines
from entregent.speech.port import Sound, SpeechFailed, Voice
from entregent.speech.sound import fit, joined, read_wav
from entregent.speech.store import Store, key
from entregent.speech.text import Lexicon, sentences, spoken

log = logging.getLogger(__name__)
PAUSE = 0.28
"""Seconds between two sentences."""
SPEEDS = (0.7, 1.4)


@dataclass(frozen=True)
class Style:
    """How a brand speaks. ``voice``: ``engine/voice`` as ``engines.choices`` lists them, empty for the best one; ``speed``
    1 is the usual one; ``lexicon``: (as it is written, as it is said)."""

    voice: str = ""
    speed: float = 1.0
    lexicon: Lexicon = ()


PLAIN = Style()


@dataclass(frozen=True)
class Prompt:
    """A file, and the name of the engine that made it."""

    path: Path
    engine: str


def plain(language: str) -> str:
    """The language without its country: « fr-CH » is said as « fr »."""
    return language.partition("-")[0].lower()


def cached(text: str, language: str, style: Style = PLAIN) -> Path | None:
    """The best file that there is for a text, at once; None when there is none."""
    found = find(text, language, style)
    return found.path if found else None


def find(text: str, language: str, style: Style = PLAIN) -> Prompt | None:
    """``cached``, and which engine made it."""
    language = plain(language)
    said = spoken(text, language, style.lexicon)
    for voice in engines.by_preference(language, style.voice):
        path = _store().find(_key(voice, said, language, style))
        if path:
            return Prompt(path, voice.name)
    return None


def say(text: str, language: str, style: Style = PLAIN, *, passing: bool = False) -> Path:
    """The file of a text, made by the floor now if there is none. ``passing``: the text holds what concerns one caller, and
    need not be kept for ever. Raises SpeechFailed when nothing on this machine can speak."""
    language = plain(language)
    found = cached(text, language, style)
    return found or _make(engines.FLOOR, text, language, style, passing).path


def make(text: str, language: str, style: Style = PLAIN, *, passing: bool = False) -> Prompt:
    """The file of a text by the best engine, or by the next one where that fails. Seconds of processor: for jobs.

    Raises SpeechFailed when none could.
    """
    language = plain(language)
    said = spoken(text, language, style.lexicon)
    for voice in engines.by_preference(language, style.voice):
        path = _store().find(_key(voice, said, language, style))
        if path:
            return Prompt(path, voice.name)
        if voice.missing() or (voice.outside and mask(text)[1]):  # a card number never leaves
            continue
        try:
            return _make(voice, text, language, style, passing)
        except SpeechFailed as failed:
            log.warning("a prompt is left to the next voice: %s", failed)
    raise SpeechFailed("no voice can speak on this machine")


def has_words(text: str, language: str) -> bool:
    """Whether there is something to say."""
    return bool(sentences(spoken(text, language)))


def digest(text: str, language: str) -> str:
    """What tells texts apart that are read aloud differently, whatever their spaces and marks."""
    return key("text", language, spoken(text, language))


def stored(kind: str, name: str) -> Path | None:
    """A sound that no engine made and that was kept on this machine (``keep``)."""
    return _store().find(key(kind, name))


def keep(data: bytes, kind: str, name: str) -> Path:
    """Keep a WAV file that no engine made under the name of its contents. Raises SpeechFailed when it is none."""
    return _store().keep(key(kind, name), read_wav(data), passing=False)


def _make(voice: Voice, text: str, language: str, style: Style, passing: bool) -> Prompt:
    said = spoken(text, language, style.lexicon)
    parts = [_sentence(voice, one, language, style, passing) for one in sentences(said)]
    if not parts:
        raise SpeechFailed("a text without words")
    name = _key(voice, said, language, style)
    path = _store().find(name)  # a text of one sentence is there by now
    return Prompt(path or _store().keep(name, joined(parts, PAUSE), passing=passing), voice.name)


def _sentence(voice: Voice, sentence: str, language: str, style: Style, passing: bool) -> Sound:
    store, name = _store(), _key(voice, sentence, language, style)
    path = store.find(name)
    try:
        if path:
            return read_wav(path.read_bytes())
    except FileNotFoundError:  # it left between the two
        log.debug("a sentence left the shelf while it was wanted")
    sound = fit(voice.speak(sentence, language, _of(voice, language, style), style.speed))
    if not len(sound.samples):
        raise SpeechFailed(f"{voice.name} said nothing")
    store.keep(name, sound, passing=passing)
    return sound


def _key(voice: Voice, said: str, language: str, style: Style) -> str:
    return key(voice.name, _of(voice, language, style), voice.version, language, style.speed, said)


def _of(voice: Voice, language: str, style: Style) -> str:
    """The voice of that engine which the style asks for, or its usual one."""
    engine, _, chosen = style.voice.partition("/")
    known = voice.voices(language)
    if not known:
        raise SpeechFailed(f"{voice.name} does not speak {language}")
    return chosen if engine == voice.name and chosen in known else known[0]


def _store() -> Store:
    return Store(Path(settings.SPEECH["folder"]), int(settings.SPEECH["passing_megabytes"] * 1024**2))
