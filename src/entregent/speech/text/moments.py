"""Dates, times of day and telephone numbers as they are read aloud."""

import re
from itertools import pairwise
from re import Match

from entregent.speech.text.numerals import cardinal, in_pairs, one_by_one, ordinal

_NAMES = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
_MONTHS = {language: names.split() for language, names in _NAMES.items()}
_DATE = re.compile(r"(?<![\w/.,-])(?:(\d{1,2})([/.])(\d{1,2})\2(\d{4})|(\d{4})-(\d{2})-(\d{2}))(?![\w/-]|[.,]\d)")
_WRITTEN = {
    "fr": re.compile(rf"(?<![\w/.,-])(\d{{1,2}})(?:er)? ({'|'.join(_MONTHS['fr'])})(?: (\d{{4}}))?\b", re.IGNORECASE),
    "en": re.compile(rf"(?<![\w/.,-])(\d{{1,2}})(?:st|nd|rd|th)? ({'|'.join(_MONTHS['en'])})(?: (\d{{4}}))?\b", re.IGNORECASE),
}
_HOURS = re.compile(r"(?<![\w.,:])(\d{1,2}) ?(?:h ?(\d{2})?|:(\d{2})(?::\d{2})?)(?![\w:]|[.,]\d)")
_TWELVE = re.compile(r"(?<![\w.,:])(\d{1,2})(?::(\d{2}))? ?([ap])\.?m\b\.?", re.IGNORECASE)
_ROUND = re.compile(r"(?<!\w)(\d{1,2}) ?([hj]) ?/ ?(\d{1,2})(?: ?[hj])?(?!\w)")
_NATIONAL = re.compile(r"(?<![\w+.,])(?:(?:\+|00)33[ .-]?(?:\(0\))?[ .-]?|0)([1-9])((?:[ .-]?\d{2}){4})(?!\w|[.,]\d)")
_ABROAD = re.compile(r"(?<!\w)\+(\d{1,3})[ .-]?((?:\d[ .-]?){5,12}\d)(?!\w|[.,]\d)")


def with_dates(text: str, language: str) -> str:
    """« 23/11/2026 » → « vingt-trois novembre deux mille vingt-six »; what is no date stays."""

    def numbers(found: Match[str]) -> str:
        day, month, year = (found[1], found[3], found[4]) if found[1] else (found[7], found[6], found[5])
        return _date(int(day), int(month), year, language) or found[0]

    def words(found: Match[str]) -> str:
        month = [name.lower() for name in _MONTHS[language]].index(found[2].lower()) + 1
        return _date(int(found[1]), month, found[3] or "", language) or found[0]

    return _WRITTEN[language].sub(words, _DATE.sub(numbers, text))


def with_times(text: str, language: str) -> str:
    """« 14 h 30 » → « quatorze heures trente », « 7j/7 » → « sept jours sur sept »."""

    def around(found: Match[str]) -> str:
        hours = found[2] == "h"
        if language != "fr":
            return f"{cardinal(int(found[1]), 'en')} {'hours' if hours else 'days'} out of {cardinal(int(found[3]), 'en')}"
        return f"{cardinal(int(found[1]), 'fr')} {'heures' if hours else 'jours'} sur {cardinal(int(found[3]), 'fr')}"

    def twelve(found: Match[str]) -> str:
        return f"{_clock(int(found[1]), int(found[2] or 0), language)} {found[3].lower()} m"

    def hour(found: Match[str]) -> str:
        hours, minutes = int(found[1]), int(found[2] or found[3] or 0)
        return _clock(hours, minutes, language) if hours <= 24 and minutes < 60 else found[0]

    text = _ROUND.sub(around, text)
    if language == "en":
        text = _TWELVE.sub(twelve, text)
    return _HOURS.sub(hour, text)


def with_telephones(text: str, language: str) -> str:
    """« 01 99 00 12 34 » → « zéro un, quatre-vingt-dix-neuf, zéro zéro, douze, trente-quatre »."""

    def national(found: Match[str]) -> str:
        return _figures("0" + found[1] + _digits(found[2]), language)

    def abroad(found: Match[str]) -> str:
        country = cardinal(int(found[1]), "fr") if language == "fr" else one_by_one(found[1], language)
        return f"plus {country}, {_figures(_digits(found[2]), language)}"

    return _ABROAD.sub(abroad, _NATIONAL.sub(national, text))


def _figures(digits: str, language: str) -> str:
    if language == "fr":
        return in_pairs(digits)
    cuts = [*range(0, len(digits) - 3, 3), len(digits)]  # groups of three, the last may have four
    return ", ".join(one_by_one(digits[first:last], language) for first, last in pairwise(cuts))


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdecimal())


def _date(day: int, month: int, year: str, language: str) -> str:
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return ""
    name = _MONTHS[language][month - 1]
    if language == "fr":
        first = "premier" if day == 1 else cardinal(day, "fr")
        return f"{first} {name} {cardinal(int(year), 'fr')}" if year else f"{first} {name}"
    said = f"the {ordinal(day, 'en')} of {name}"
    return f"{said} {_year(int(year))}" if year else said


def _year(year: int) -> str:
    century, rest = divmod(year, 100)
    if 2000 <= year < 2010 or rest < 10:
        return cardinal(year, "en")
    return f"{cardinal(century, 'en')} {cardinal(rest, 'en')}"


def _clock(hours: int, minutes: int, language: str) -> str:
    if language == "fr":
        said = f"{cardinal(hours, 'fr', feminine=True)} heure{'s' if hours > 1 else ''}"
        return f"{said} {cardinal(minutes, 'fr')}" if minutes else said
    if not minutes:
        return cardinal(hours, "en") + (" o'clock" if hours <= 12 else " hundred hours")
    return f"{cardinal(hours, 'en')} {'oh ' if minutes < 10 else ''}{cardinal(minutes, 'en')}"
