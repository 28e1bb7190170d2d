"""From what somebody said, typed or pressed to a value: a date, an amount, a number of an order…"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from entregent.kernel.handles import InvalidHandle, mail_handle, phone_handle
from entregent.kernel.text import fold
from entregent.scenarios.tree.matching import digits_of
from entregent.scenarios.tree.nodes import Asked
from entregent.scenarios.tree.variables import Value

LONGEST = 2000
"""Letters of an answer that are kept."""

_NUMBER = re.compile(r"[-+]?\d[\d\s.,']*")
_AMOUNT = re.compile(r"(\d[\d\s]*)(?:[.,](\d{1,2})(?!\d))?\s*(?:€|eur\w*|chf|francs?)?\s*(\d{1,2})?")
_DATE = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})(?:\s*[/.\-\s]\s*(\d{4}|\d{2}))?(?!\d)")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_WORDED = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?\s+(?:of\s+)?([a-z]{3,9})\.?(?:\s+(\d{4}))?")
_REFERENCE = re.compile(r"[A-Z0-9]+(?:[-/][A-Z0-9]+)*")
_MONTHS = {
    name: number
    for names in (
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), 1)
}
_NEAR = {
    "aujourd'hui": 0,
    "today": 0,
    "demain": 1,
    "tomorrow": 1,
    "apres-demain": 2,
    "hier": -1,
    "yesterday": -1,
    "avant-hier": -2,
}
_SPELT = {" arobase ": "@", " at ": "@", " point ": ".", " dot ": ".", " tiret ": "-", " underscore ": "_"}
_POSTCODE = {"FR": 5, "CH": 4, "BE": 4, "LU": 4, "DE": 5, "ES": 5, "IT": 5}
_KINDS = {Asked.ORDER: "order", Asked.CONTRACT: "contract", Asked.POSTCODE: "postcode"}


def value_of(
    what: Asked,
    text: str,
    *,
    language: str,
    region: str,
    today: date,
    minimum: int | None = None,
    maximum: int | None = None,
    pattern: str = "",
    entities: Iterable[tuple[str, Value]] = (),
) -> Value:
    """The value in an answer, in the form in which variables keep it; None when there is none or it is out of bounds.

    ``entities`` are what the host found in the words: they are asked when the words themselves are not a value.
    """
    text = text.strip()[:LONGEST]
    if not text or "\0" in text:
        return None
    if what is Asked.TEXT:
        return text if _within(len(text), minimum, maximum) else None
    found = _read(what, text, language, region, today, pattern, minimum, maximum)
    if found is None:
        kind = _KINDS.get(what, what.value)
        for one, value in entities:
            if one == kind and isinstance(value, str | int | float) and not isinstance(value, bool):
                found = _read(what, str(value), language, region, today, pattern, minimum, maximum)
                if found is not None:
                    break
    return found


def _read(
    what: Asked, text: str, language: str, region: str, today: date, pattern: str, minimum: int | None, maximum: int | None
) -> Value:
    if what is Asked.NUMBER:
        number = _number(text, language)
        return number if number is not None and _within(number, minimum, maximum) else None
    if what is Asked.AMOUNT:
        cents = _amount(text, language)
        return cents if cents is not None and _within(cents, minimum, maximum) else None
    if what is Asked.DATE:
        day = _day(text, today)
        return day.isoformat() if day is not None and _within((day - today).days, minimum, maximum) else None
    if what is Asked.PHONE:
        return _phone(text, region)
    if what is Asked.MAIL:
        return _mail(text)
    if what is Asked.POSTCODE:
        digits = "".join(text.split())
        return digits if digits.isdecimal() and digits.isascii() and len(digits) == _POSTCODE.get(region, 5) else None
    return _reference(text, pattern, minimum, maximum)


def _number(text: str, language: str) -> int | float | None:
    if word := digits_of(text, language):
        return int(word)
    found = _NUMBER.findall(text)
    if len(found) != 1:
        return None
    bare = re.sub(r"[\s']", "", found[0]).rstrip(".,").replace(",", ".")
    if bare.count(".") > 1 or len(bare) > 18:
        return None
    try:
        return float(bare) if "." in bare else int(bare)
    except ValueError:
        return None


def _amount(text: str, language: str) -> int | None:
    if word := digits_of(text, language):
        return int(word) * 100
    found = _AMOUNT.search(fold(text))
    if found is None:
        return None
    whole, cents, after = found.groups()
    whole = "".join(whole.split())
    if len(whole) > 10:
        return None
    rest = cents or after or "0"
    return int(whole) * 100 + int(rest.ljust(2, "0") if cents else rest)


def _day(text: str, today: date) -> date | None:
    folded = fold(text)
    if folded in _NEAR:
        return today + timedelta(days=_NEAR[folded])
    if match := _ISO.search(folded):
        return _made(int(match[1]), int(match[2]), int(match[3]))
    bare = "".join(folded.split())
    if bare.isdecimal() and len(bare) in (6, 8):  # as keys of a telephone: day, month, year
        return _made(_year(bare[4:], today), int(bare[2:4]), int(bare[:2]))
    if match := _DATE.search(folded):
        return _guessed(match[3], int(match[2]), int(match[1]), today)
    match = _WORDED.search(folded)
    if match and match[2] in _MONTHS:
        return _guessed(match[3], _MONTHS[match[2]], int(match[1]), today)
    return None


def _guessed(year: str | None, month: int, day: int, today: date) -> date | None:
    """Without a year, the nearest such day."""
    if year is not None:
        return _made(_year(year, today), month, day)
    days = [_made(today.year + shift, month, day) for shift in (-1, 0, 1)]
    return min((one for one in days if one is not None), key=lambda one: abs((one - today).days), default=None)


def _year(text: str, today: date) -> int:
    """Two digits are of the hundred years that end ten years from now."""
    if len(text) == 4:
        return int(text)
    year = today.year - today.year % 100 + int(text)
    return year if year <= today.year + 10 else year - 100


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _phone(text: str, region: str) -> str | None:
    try:
        return phone_handle(text, region).value
    except InvalidHandle:
        found = re.search(r"\+?\d[\d\s.\-()]{6,20}\d", text)
    try:
        return phone_handle(found[0], region).value if found else None
    except InvalidHandle:
        return None


def _mail(text: str) -> str | None:
    for candidate in (text, *(word for word in text.split() if "@" in word), _spelt(text)):
        try:
            return mail_handle(candidate.strip(" <>,;.")).value
        except InvalidHandle:
            continue
    return None


def _spelt(text: str) -> str:
    said = f" {fold(text)} "
    for word, sign in _SPELT.items():
        said = said.replace(word, sign)
    return "".join(said.split())


def _reference(text: str, pattern: str, minimum: int | None, maximum: int | None) -> str | None:
    """The number of an order or of a contract, in capitals: the whole answer, else the only word of it that looks like one."""
    words = fold(text).upper()
    if pattern:
        return _patterned(words, pattern)
    parts = words.replace("N°", " ").replace("#", " ").split()
    if not parts:
        return None
    whole = "".join(parts)
    # "12 34 56" and "CMD 123456" are dictated in parts; a sentence has words that are none of it.
    dictated = all(any(letter.isdecimal() for letter in part) for part in parts[1:])
    if dictated and _is_reference(whole, minimum, maximum):
        return whole
    found = {one for one in _REFERENCE.findall(words) if _is_reference(one, minimum, maximum)}
    return found.pop() if len(found) == 1 else None


def _is_reference(text: str, minimum: int | None, maximum: int | None) -> bool:
    fits = _REFERENCE.fullmatch(text) is not None and any(letter.isdecimal() for letter in text)
    return fits and _within(len(text), minimum or 4, maximum or 30)


def _patterned(words: str, pattern: str) -> str | None:
    """The only reference of this pattern, as the pattern writes it, whatever was put or left out between its signs."""
    shape, signs = _shape(pattern)
    found = [match.groups() for match in shape.finditer(words)]
    if len(set(found)) != 1:
        return None
    kept = iter(found[0])
    return "".join(next(kept) if sign is None else sign for sign in signs)


@lru_cache(maxsize=256)
def _shape(pattern: str) -> tuple[re.Pattern[str], list[str | None]]:
    """What finds a reference, and its signs in order: None for one that is found, the others stand as they are."""
    found: list[str] = []
    signs: list[str | None] = []
    for sign in pattern.upper():
        if sign == "+" and found:
            found[-1] += "+"
        elif sign in "-/ .":
            signs.append(sign)
        else:
            found.append({"#": "[0-9]", "@": "[A-Z]"}.get(sign, re.escape(sign)))
            signs.append(None)
    between = r"[\s./-]?".join(f"({one})" for one in found)
    return re.compile(rf"(?<![A-Z0-9]){between}(?![A-Z0-9])"), signs


def _within(value: int | float, minimum: int | None, maximum: int | None) -> bool:
    return (minimum is None or value >= minimum) and (maximum is None or value <= maximum)
