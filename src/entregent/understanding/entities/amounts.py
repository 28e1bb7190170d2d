"""Sums of money, in digits and in words: « 12,50 € », « 12€50 », « douze euros cinquante », « CHF 1’200.– »."""

import re
from collections.abc import Iterator
from decimal import Decimal

from entregent.kernel.text import fold
from entregent.understanding.entities.entity import Entity, entity
from entregent.understanding.entities.numbers import BLANK, DIGITS, plain, spelled
from entregent.understanding.entities.words import Word, joined, words_of

_CURRENCIES = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "chf": "CHF", "fr": "CHF", "frs": "CHF", "franc": "CHF",
    "francs": "CHF", "$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "£": "GBP", "gbp": "GBP",
    "pound": "GBP", "pounds": "GBP",
}  # fmt: skip
_HUNDREDTHS = {"centime", "centimes", "cent", "cents", "ct", "cts"}
_UNIT = r"(?:€|euros?|eur|chf|francs?|frs?|\$|usd|dollars?|£|gbp|pounds?)(?![^\W\d_])"
_NUMBER = {
    "fr": rf"(?P<integer>\d{{1,3}}(?:\.\d{{3}}){{1,4}}(?=,)|{DIGITS})(?:[.,](?P<decimals>\d{{1,2}}|[–—-]{{1,2}}))?",
    "en": rf"(?P<integer>\d{{1,3}}(?:,\d{{3}}){{1,4}}|{DIGITS})(?:\.(?P<decimals>\d{{1,2}}|[–—-]{{1,2}}))?",
}
_AFTER = {
    tongue: re.compile(
        rf"(?<![\w.,/-]){number}{BLANK}*(?P<unit>{_UNIT})"
        rf"(?:{BLANK}?(?P<cents>\d\d)(?![\w.,/]|{BLANK}\d)(?:{BLANK}*(?:centimes?|cents?|cts?)\b)?)?",
        re.IGNORECASE,
    )
    for tongue, number in _NUMBER.items()
}
_BEFORE = {
    tongue: re.compile(rf"(?<!\w)(?P<unit>€|eur|chf|fr\.|frs\.|\$|usd|£|gbp){BLANK}*{number}(?![\w/]|[.,]\d)", re.IGNORECASE)
    for tongue, number in _NUMBER.items()
}
_CENTS = re.compile(rf"(?<![\w.,/-])(?P<integer>\d{{1,2}}){BLANK}*(?:centimes?|cts?)\b", re.IGNORECASE)


def find_amounts(text: str, language: str) -> Iterator[Entity]:
    """Amounts with their currency; « francs » and « Fr. » are Swiss. None for a bare number."""
    taken: list[tuple[int, int]] = []
    for pattern in (_BEFORE[language], _AFTER[language]):
        for found in pattern.finditer(text):
            if any(start < found.end() and found.start() < end for start, end in taken):
                continue
            taken.append(found.span())
            decimals = found["decimals"] if (found["decimals"] or "").isdecimal() else ""
            yield _amount(found, decimals or (found.groupdict().get("cents") or ""), text)
    for found in _CENTS.finditer(text):
        if not any(start < found.end() and found.start() < end for start, end in taken):
            yield entity("amount", f"{Decimal(int(found['integer'])) / 100:.2f} EUR", text, found.start(), found.end())
    yield from _in_words(text, language)


def _amount(found: re.Match[str], decimals: str, text: str) -> Entity:
    currency = _CURRENCIES[fold(found["unit"]).rstrip(".")]
    return entity("amount", f"{Decimal(plain(found['integer'], decimals)):.2f} {currency}", text, found.start(), found.end())


def _in_words(text: str, language: str) -> Iterator[Entity]:
    """« douze euros », « deux mille francs », « un euro cinquante », « vingt centimes »."""
    words, position = words_of(text), 0
    while position < len(words):
        value, length = spelled(text, words, position, language)
        if not length:
            position += 1
            continue
        first, after = words[position], position + length
        position = after
        if after < len(words) and words[after].plain in {"d", "de"} and value >= 10**6:  # « un million d’euros »
            after += 1
        if after >= len(words) or not (joined(text, words[after - 1], words[after]) or words[after - 1].plain == "d"):
            continue
        unit = words[after].plain
        if unit in _HUNDREDTHS and value < 100:
            yield entity("amount", f"{Decimal(value) / 100:.2f} EUR", text, first.start, words[after].end)
        elif unit in _CURRENCIES:
            cents, last = _hundredths(text, words, after, language)
            sum_of_all = Decimal(value) + Decimal(cents) / 100
            yield entity("amount", f"{sum_of_all:.2f} {_CURRENCIES[unit]}", text, first.start, words[last].end)
            position = last + 1


def _hundredths(text: str, words: list[Word], unit: int, language: str) -> tuple[int, int]:
    """(hundredths said after the currency, the last word that says them)."""
    start = unit + 1
    if start < len(words) and words[start].plain in {"et", "and"} and joined(text, words[unit], words[start]):
        start += 1
    if start >= len(words) or not joined(text, words[start - 1], words[start]):
        return 0, unit
    cents, length = spelled(text, words, start, language)
    if not length or cents >= 100:
        return 0, unit
    last = start + length - 1
    named = last + 1 < len(words) and words[last + 1].plain in _HUNDREDTHS and joined(text, words[last], words[last + 1])
    if named:
        return cents, last + 1
    return (cents, last) if start == unit + 1 and cents >= 10 else (0, unit)
