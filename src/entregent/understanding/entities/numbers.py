"""Numbers in digits and in words, French (of France, Belgium and Switzerland) and English."""

import re
from collections.abc import Iterator
from decimal import Decimal

from entregent.understanding.entities.entity import Entity, entity
from entregent.understanding.entities.words import Word, joined, words_of

BLANK = "[ \u00a0\u202f\u2009]"
DIGITS = rf"(?:\d{{1,3}}(?:{BLANK}\d{{3}}){{1,4}}|\d{{1,3}}(?:['’]\d{{3}}){{1,4}}|\d{{1,15}})"
"""An integer of fifteen digits at most, its thousands set apart by a blank or, in Switzerland, by an apostrophe."""
_DECIMAL = {
    "fr": re.compile(rf"(?<![\w.,/-])({DIGITS})(?:[.,](\d{{1,4}}))?(?![\w/]|[.,:-]\d)"),
    "en": re.compile(rf"(?<![\w.,/-])(\d{{1,3}}(?:,\d{{3}}){{1,4}}|{DIGITS})(?:\.(\d{{1,4}}))?(?![\w/]|[.,:-]\d)"),
}

_FRENCH = {
    "zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "trente": 30,
    "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "huitante": 80, "octante": 80, "nonante": 90,
    "cent": 100, "cents": 100, "mille": 1000, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9,
}  # fmt: skip
_ENGLISH = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9,
}  # fmt: skip
_NUMERALS = {"fr": _FRENCH | {"vingts": 20}, "en": _ENGLISH}
_AND = {"fr": "et", "en": "and"}
_ARTICLES = {"un", "une", "one"}
_GREAT = 1000


def find_numbers(text: str, language: str) -> Iterator[Entity]:
    """Numbers that stand alone. An article is none (« une facture »), unless it is all that is said; « neuf » before
    nothing that could be counted is the adjective (« un téléphone neuf »)."""
    for found in _DECIMAL[language].finditer(text):
        yield entity("number", plain(found[1], found[2]), text, found.start(), found.end())
    words = words_of(text)
    position = 0
    while position < len(words):
        value, length = spelled(text, words, position, language)
        if not length:
            position += 1
            continue
        first, last = words[position], words[position + length - 1]
        position += length
        if length == 1 and len(words) > 1 and (first.plain in _ARTICLES or _is_adjective(text, first, words, position)):
            continue
        yield entity("number", str(value), text, first.start, last.end)


def plain(integer: str, decimals: str | None) -> str:
    """A number as it is computed with: ("1 200", "50") → "1200.5"."""
    digits = "".join(c for c in integer if c.isdecimal())
    value = Decimal(f"{int(digits)}.{decimals or 0}")
    return f"{value.normalize():f}"


def spelled(text: str, words: list[Word], position: int, language: str) -> tuple[int, int]:
    """(value, how many words) of the number in words that begins there; (0, 0) when none does.

    Thousands, millions and milliards fall: each counts at most 999 of itself, « deux mille trois cents ».
    """
    total, length, limit = 0, 0, 10**12
    while length == 0 or _goes_on(text, words, position, length):
        start = position + length
        skip = 1 if language == "en" and length and _is(words, start, "and") and _goes_on(text, words, start, 1) else 0
        part, used = _hundreds(text, words, start + skip, language)
        scale = _scale(text, words, start + skip, used, language)
        if 0 < scale < limit:
            total, length, limit = total + (part if used else 1) * scale, length + skip + used + 1, scale
            continue
        if used and (part or not length):
            total, length = total + part, length + skip + used
        break
    return total, length


def _scale(text: str, words: list[Word], start: int, used: int, language: str) -> int:
    """What the words just read are counted in: 1000, 10⁶, 10⁹; 0 for units. Only « mille » needs no word before it."""
    numeral = _numeral(words, start + used, language)
    if numeral is None or numeral < _GREAT or (used and not _goes_on(text, words, start, used)):
        return 0
    return numeral if used or (language == "fr" and numeral == _GREAT) else 0


def _hundreds(text: str, words: list[Word], position: int, language: str) -> tuple[int, int]:
    """(value, words) below a thousand, and the « onze cents » that some say."""
    first, length = _tens(text, words, position, language)
    if _numeral(words, position + length, language) != 100 or (length and not _goes_on(text, words, position, length)):
        return first, length
    alone = language == "fr" and length == 0 and words[position].plain == "cent"
    if not alone and not (length and 1 < first < 20 and first != 10) and not (language == "en" and first == 1):
        return first, length
    hundreds, used = 100 * (first if length else 1), length + 1
    skip = 1 if language == "en" and _is(words, position + used, "and") and _goes_on(text, words, position, used) else 0
    if _goes_on(text, words, position, used + skip):
        rest, more = _tens(text, words, position + used + skip, language)
        if rest:
            return hundreds + rest, used + skip + more
    return hundreds, used


def _tens(text: str, words: list[Word], position: int, language: str) -> tuple[int, int]:
    """(value, words) below a hundred."""
    value = _numeral(words, position, language)
    if value is None or value >= 100:
        return 0, 0
    length = 1
    if language == "fr" and value == 4 and _goes_on(text, words, position, 1) and _numeral(words, position + 1, "fr") == 20:
        value, length = 80, 2
    if language == "fr" and value == 10 and _goes_on(text, words, position, 1):
        unit = _numeral(words, position + 1, "fr")
        if unit in (7, 8, 9):
            return 10 + unit, 2
    if value < 20 or value % 10:
        return value, length
    follow = position + length
    if language == "fr" and _is(words, follow, "et") and _goes_on(text, words, position, length):
        unit = _numeral(words, follow + 1, "fr") or 0
        if unit in ((1, 11) if value == 60 else (1,)) and _goes_on(text, words, position, length + 1):
            return value + unit, length + 2
        return value, length
    unit = _numeral(words, follow, language) if _goes_on(text, words, position, length) else None
    if unit is None or unit == 0:
        return value, length
    if unit < 10:
        return value + unit, length + 1
    if language == "fr" and value in (60, 80) and unit <= 16:
        if unit == 10 and _goes_on(text, words, position, length + 1):
            last = _numeral(words, follow + 1, "fr")
            if last in (7, 8, 9):
                return value + 10 + last, length + 2
        return value + unit, length + 1
    return value, length


def _numeral(words: list[Word], position: int, language: str) -> int | None:
    return _NUMERALS[language].get(words[position].plain) if position < len(words) else None


def _is(words: list[Word], position: int, word: str) -> bool:
    return position < len(words) and words[position].plain == word


def _goes_on(text: str, words: list[Word], position: int, length: int) -> bool:
    """Whether the word after these follows them with nothing but a blank or a hyphen between."""
    after = position + length
    return after < len(words) and joined(text, words[after - 1], words[after])


def _is_adjective(text: str, word: Word, words: list[Word], after: int) -> bool:
    return word.plain == "neuf" and not (after < len(words) and joined(text, word, words[after]))
