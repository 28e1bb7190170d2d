"""How brands speak, at hand for a process that carries calls: read now and then, and kept while the database is away."""

import logging
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import InterfaceError, OperationalError

from entregent.brands.scope import visible
from entregent.speech import prompts, queries
from entregent.speech.music import default_music
from entregent.speech.prompts import PLAIN, Style, digest, plain

log = logging.getLogger(__name__)
FRESH = 15.0
"""Seconds for which what was read is believed."""


@dataclass(frozen=True)
class _Manner:
    style: Style
    recorded: dict[str, Path]
    music: list[str]
    read_at: float


class AtHand:
    """Any thread may ask."""

    def __init__(self) -> None:
        self._known: dict[tuple[UUID, str], _Manner] = {}

    def say(self, brand: UUID, words: str, language: str) -> str:
        """The file of these words, in the brand's voice: recorded, made before, or made now. It may ask the database: call it
        outside of a transaction and of a loop. Raises SpeechFailed."""
        language = plain(language)
        manner = self._manner(brand, language)
        recorded = manner.recorded.get(digest(words, language)) if manner.recorded else None
        if recorded is not None and recorded.exists():
            return str(recorded)
        return str(prompts.say(words, language, manner.style, passing=True))

    def music(self, brand: UUID) -> list[str]:
        """What those who wait hear; it never waits itself, and knows a brand's own music once something was said for it."""
        known = [manner for (of, _language), manner in list(self._known.items()) if of == brand]
        return max(known, key=lambda one: one.read_at).music if known else _house_music()

    def _manner(self, brand: UUID, language: str) -> _Manner:
        known, now = self._known.get((brand, language)), time.monotonic()
        if known is not None and now - known.read_at < FRESH:
            return known
        try:
            self._known[brand, language] = _read(brand, language, now)
        except (OperationalError, InterfaceError):
            log.warning("the voice of a brand is not read anew: the database is away")
            self._known.setdefault((brand, language), _Manner(PLAIN, {}, _house_music(), now))
        return self._known[brand, language]


def _read(brand: UUID, language: str, now: float) -> _Manner:
    with visible([brand]):
        style = queries.style_of(brand, language)
        recorded = {one.digest: queries.played(one.sound) for one in queries.recordings_of(brand, language)}
        return _Manner(style, recorded, [str(path) for path in queries.music_of(brand)], now)


def _house_music() -> list[str]:
    return [str(path) for path in default_music()]
