"""Dates: written, said, or told from today. French and English."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from entregent.understanding.entities.calendar_words import BEHIND, COLLOQUIAL, DAYS, LAST, MONTHS, NAMED, NEXT, NUMERALS, UNITS
from entregent.understanding.entities.entity import Entity, entity
from entregent.understanding.entities.numbers import spelled
from entregent.understanding.entities.words import Word, words_of

_ISO = re.compile(r"(?<![\w/.-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\w/-])")
_DIGITS = re.compile(
    r"(?<![\w/.,-])(\d{1,2})\s?([/.-])\s?(\d{1,2})(?:\s?\2\s?(\d{4}|\d{2}))?(?![\w/€-]|[.,]\d|\s?(?:€|euros?\b))"
)
_FARTHEST = 400  # years from today that anybody speaks of
Found = tuple[date, int]


def find_dates(text: str, language: str, today: date) -> Iterator[Entity]:
    """Days that exist, as YYYY-MM-DD.

    A year left out is the one that brings the date nearest to today; a day of the week alone is the next one, today
    included (« depuis mardi »: the last one); « mardi prochain » is after today.
    """
    yield from _written(text, language, today)
    words = words_of(text)
    position = 0
    while position < len(words):
        for read in (_named, _day_of_month, _weekday, _distance, _month_first):
            found = read(text, words, position, language, today)
            if found:
                day, length = found
                last = words[position + length - 1]
                yield entity("date", day.isoformat(), text, words[position].start, last.end)
                position += length - 1
                break
        position += 1


def _written(text: str, language: str, today: date) -> Iterator[Entity]:
    for found in _ISO.finditer(text):
        if day := _date(int(found[1]), int(found[2]), int(found[3])):
            yield entity("date", day.isoformat(), text, found.start(), found.end())
    for found in _DIGITS.finditer(text):
        first, second, year = int(found[1]), int(found[3]), found[4]
        if found[2] != "/" and not year:
            continue  # « 12.5 » and « 3-4 » are numbers
        read = _full(first, second, year, today)
        if read is None and language == "en":
            read = _full(second, first, year, today)  # 12/25 is American
        if read:
            yield entity("date", read.isoformat(), text, found.start(), found.end())


def _full(day: int, month: int, year: str | None, today: date) -> date | None:
    if year is None:
        return _nearest(day, month, today)
    return _date(int(year) if len(year) == 4 else 2000 + int(year), month, day)


def _named(text: str, words: list[Word], position: int, language: str, today: date) -> Found | None:
    """« demain », « après-demain », « ce soir »."""
    for names, days in NAMED[language].items():
        if tuple(word.plain for word in words[position : position + len(names)]) == names:
            return today + timedelta(days=days), len(names)
    return None


def _day_of_month(text: str, words: list[Word], position: int, language: str, today: date) -> Found | None:
    """« 3 mars », « 1er mars 2026 », « trois mars », « mardi 3 mars », « 3rd of March »."""
    start = position
    if words[start].plain in DAYS[language]:
        start += 1
        if _plain(words, start) in {"le", "the"}:
            start += 1
    day, used = _ordinal(text, words, start, language)
    if not used:
        return None
    after = start + used
    if _plain(words, after) in {"of", "de"}:
        after += 1
    month = MONTHS[language].get(_plain(words, after))
    if month is None or _apart(text, words, after) or (_plain(words, after) in NUMERALS and not words[start].plain.isdecimal()):
        return None
    return _with_year(words, after + 1, day, month, position, today)


def _month_first(text: str, words: list[Word], position: int, language: str, today: date) -> Found | None:
    """« March 3rd, 2026 »."""
    month = MONTHS["en"].get(words[position].plain) if language == "en" else None
    if month is None:
        return None
    day, used = _ordinal(text, words, position + 1, language)
    return _with_year(words, position + 1 + used, day, month, position, today) if used else None


def _with_year(words: list[Word], after: int, day: int, month: int, position: int, today: date) -> Found | None:
    year = _plain(words, after)
    if re.fullmatch(r"(?:19|20)\d\d", year):
        full = _date(int(year), month, day)
        return (full, after + 1 - position) if full else None
    nearest = _nearest(day, month, today)
    return (nearest, after - position) if nearest else None


def _ordinal(text: str, words: list[Word], position: int, language: str) -> tuple[int, int]:
    """(day of a month, how many words): « 3 », « 1er », « premier », « vingt et un », « 3rd »."""
    word = _plain(words, position)
    if word.isdecimal() and len(word) <= 2:
        suffix = _plain(words, position + 1)
        return int(word), 2 if suffix in {"er", "st", "nd", "rd", "th"} else 1
    if word in {"premier", "first"}:
        return 1, 1
    value, length = spelled(text, words, position, language) if word else (0, 0)
    return (value, length) if 1 <= value <= 31 else (0, 0)


def _weekday(text: str, words: list[Word], position: int, language: str, today: date) -> Found | None:
    """« mardi », « mardi prochain », « mardi dernier », « depuis mardi », « next Tuesday »."""
    day = DAYS[language].get(words[position].plain)
    start = position
    if day is None and language == "en" and words[position].plain in NEXT["en"] | LAST["en"]:
        day, start = DAYS["en"].get(_plain(words, position + 1)), position + 1
    if day is None:
        return None
    before, after = _plain(words, start - 1) if start else "", _plain(words, start + 1)
    ahead = (day - today.weekday()) % 7
    if before in LAST[language] | BEHIND[language] or (language == "fr" and after in LAST["fr"]):
        length = start - position + (2 if language == "fr" and after in LAST["fr"] else 1)
        return today - timedelta(days=(today.weekday() - day) % 7 or 7), length
    if before in NEXT["en"] or (language == "fr" and after in NEXT["fr"]):
        return today + timedelta(days=ahead or 7), start - position + (2 if language == "fr" else 1)
    return today + timedelta(days=ahead), start - position + 1


def _distance(text: str, words: list[Word], position: int, language: str, today: date) -> Found | None:
    """« dans quinze jours », « il y a 3 semaines », « in two months », « ten days ago »."""
    if language == "fr":
        if words[position].plain == "dans":
            return _after(text, words, position, 1, language, today, 1)
        if tuple(word.plain for word in words[position : position + 3]) == ("il", "y", "a"):
            return _after(text, words, position, 3, language, today, -1)
        return None
    if words[position].plain == "in":
        return _after(text, words, position, 1, language, today, 1)
    past = _after(text, words, position, 0, language, today, -1)
    return (past[0], past[1] + 1) if past and _plain(words, position + past[1]) == "ago" else None


def _after(
    text: str, words: list[Word], position: int, skip: int, language: str, today: date, way: int
) -> Found | None:  # fmt: skip
    start = position + skip
    word = _plain(words, start)
    if word.isdecimal():
        count, used = int(word), 1
    elif word in {"a", "an"}:
        count, used = 1, 1
    else:
        count, used = spelled(text, words, start, language) if word else (0, 0)
    unit = UNITS[language].get(_plain(words, start + used))
    if not used or unit is None or count > _FARTHEST * 365:
        return None
    if unit == "day" and used == 1 and way > 0 and language == "fr":
        count = COLLOQUIAL.get(word, count)
    moved = _MOVES[unit](today, way * count)
    return (moved, skip + used + 1) if moved else None


def _days(today: date, count: int) -> date | None:
    return today + timedelta(days=count) if abs(count) < _FARTHEST * 365 and 1 < today.year + count / 365 < 9998 else None


def _months(today: date, count: int) -> date | None:
    """The same day of another month, or its last."""
    year, month = divmod(today.year * 12 + today.month - 1 + count, 12)
    if not 1 <= year <= 9999 or abs(count) > _FARTHEST * 12:
        return None
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


_MOVES: dict[str, Callable[[date, int], date | None]] = {
    "day": _days,
    "week": lambda today, count: _days(today, 7 * count),
    "fortnight": lambda today, count: _days(today, 14 * count),
    "month": _months,
    "year": lambda today, count: _months(today, 12 * count),
}


def _nearest(day: int, month: int, today: date) -> date | None:
    """That day of the year which is nearest to today, the one to come when both are as near; 29 February where there is one."""
    years = [year for year in range(today.year - 4, today.year + 5) if 1 <= year <= 9999]
    days = [one for year in years if (one := _date(year, month, day))]
    return min(days, key=lambda one: (abs((one - today).days), one < today), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _plain(words: list[Word], position: int) -> str:
    return words[position].plain if 0 <= position < len(words) else ""


def _apart(text: str, words: list[Word], position: int) -> bool:
    """Whether a sign stands before this word: « 3, mars » is no date."""
    return bool(text[words[position - 1].end : words[position].start].strip(" .-\u00a0\u202f"))
