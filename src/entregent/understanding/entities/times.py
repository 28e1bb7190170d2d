"""Times of the day: « 14h30 », « 9 h », « 14:30 », « midi », « 2 pm »."""

import re
from collections.abc import Iterator

from entregent.understanding.entities.entity import Entity, entity

_HOURS = re.compile(r"(?<![\w:.,/-])([01]?\d|2[0-3])\s?(?:h|heures?)(?:\s?([0-5]\d))?(?![\w])", re.IGNORECASE)
_COLON = re.compile(r"(?<![\w:.,/-])([01]?\d|2[0-3]):([0-5]\d)(?![\w:])(?:\s?(am|pm))?", re.IGNORECASE)
_HALVES = re.compile(r"(?<![\w:.,/-])(1[0-2]|[1-9])\s?(am|pm|a\.m\.|p\.m\.)(?!\w)", re.IGNORECASE)
_NAMED = {"fr": re.compile(r"\b(midi|minuit)\b", re.IGNORECASE), "en": re.compile(r"\b(noon|midnight)\b", re.IGNORECASE)}
_DURATION = re.compile(r"(?:\b(?:pendant|durant|dans|depuis|sous|for|in|within)\s+)$", re.IGNORECASE)


def find_times(text: str, language: str) -> Iterator[Entity]:
    """Times as HH:MM. « pendant 2 heures » and « sous 48 heures » are durations, not times."""
    for found in _HOURS.finditer(text):
        if not _DURATION.search(text, 0, found.start()):
            yield entity("time", f"{int(found[1]):02}:{found[2] or '00'}", text, found.start(), found.end())
    for found in _COLON.finditer(text):
        hour = _of_24(int(found[1]), found[3])
        yield entity("time", f"{hour:02}:{found[2]}", text, found.start(), found.end())
    if language == "en":
        for found in _HALVES.finditer(text):
            yield entity("time", f"{_of_24(int(found[1]), found[2]):02}:00", text, found.start(), found.end())
    for found in _NAMED[language].finditer(text):
        value = "12:00" if found[1].lower() in {"midi", "noon"} else "00:00"
        yield entity("time", value, text, found.start(), found.end())


def _of_24(hour: int, half: str | None) -> int:
    if not half or hour > 12:
        return hour
    return hour % 12 + (12 if half.lower().startswith("p") else 0)
