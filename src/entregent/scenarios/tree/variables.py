"""The variables of a tree: typed, and shown as people write and say them."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from entregent.scenarios.tree.part import Line, Part

Value = str | int | float | bool | None
"""As JSON has it: a date is ``2026-11-20``, an amount an integer number of cents, a phone number E.164."""


MOST = 1e18


class Type(StrEnum):
    """What a variable holds."""

    TEXT = "text"
    NUMBER = "number"
    AMOUNT = "amount"
    DATE = "date"
    MOMENT = "moment"
    PHONE = "phone"
    MAIL = "mail"
    BOOLEAN = "boolean"


class Variable(Part):
    """A declared variable."""

    type: Type = Type.TEXT
    about: Line = ""
    """What it is, for those who write the tree."""


GIVEN: dict[str, Type] = {
    "brand.name": Type.TEXT,
    "person.known": Type.BOOLEAN,
    "person.given_name": Type.TEXT,
    "person.family_name": Type.TEXT,
    "person.phone": Type.PHONE,
    "person.mail": Type.MAIL,
    "ticket.number": Type.TEXT,
    "ticket.status": Type.TEXT,
    "carry.code": Type.TEXT,
    "hours.opening": Type.MOMENT,
    "queue.wait": Type.NUMBER,
    "callback.at": Type.MOMENT,
}
"""The variables that every tree has without declaring them: the host and the nodes fill them."""

_MONTHS = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
           "décembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December"),
}  # fmt: skip
_DAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_YES = {"fr": ("oui", "non"), "en": ("yes", "no")}


def fits(value: Value, type: Type) -> bool:
    """Whether a value may stand in a variable of this type; nothing known (None) always may."""
    if value is None:
        return True
    if type is Type.BOOLEAN:
        return isinstance(value, bool)
    if type in (Type.NUMBER, Type.AMOUNT):
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < MOST:  # nor what is no number
            return False
        return type is Type.NUMBER or value == int(value)
    if not isinstance(value, str):
        return False
    return _is_moment(value, type) if type in (Type.DATE, Type.MOMENT) else True


def made(value: object, type: Type) -> Value:
    """What an outside program said as a value of this type; None when it cannot be."""
    if value is None or isinstance(value, dict | list):
        return None
    if type is Type.TEXT or type in (Type.PHONE, Type.MAIL):
        return str(value).replace("\0", "")[:1000]
    if type is Type.BOOLEAN:
        return value if isinstance(value, bool) else None
    if type in (Type.NUMBER, Type.AMOUNT):
        if isinstance(value, str):
            try:
                value = float(value) if "." in value else int(value)
            except ValueError:
                return None
        return value if isinstance(value, int | float) and fits(value, type) else None
    text = str(value)
    if type is Type.DATE:
        text = text[:10]
    return text if fits(text, type) else None


def shown(value: Value, type: Type, language: str, *, aloud: bool = False) -> str:
    """A value as it stands in a sentence; ``aloud``: as a voice says it (digits of numbers apart, no signs)."""
    if value is None:
        return ""
    known = language if language in _MONTHS else language.partition("-")[0]
    known = known if known in _MONTHS else "en"
    if isinstance(value, bool):
        return _YES[known][0 if value else 1]
    if type is Type.AMOUNT and isinstance(value, int | float):
        return _amount(int(value), known, aloud)
    if isinstance(value, int | float):
        return _number(value, known)
    if type is Type.DATE:
        return _date(value, known)
    if type is Type.MOMENT:
        return _moment(value, known)
    if type is Type.PHONE and aloud:
        return _pairs(value)
    return value


def _number(value: int | float, language: str) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text.replace(".", ",") if language == "fr" else text


def _amount(cents: int, language: str, aloud: bool) -> str:
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    if aloud:
        word = "euro" if whole < 2 else "euros"
        return f"{sign}{whole} {word} {rest}" if rest else f"{sign}{whole} {word}"
    return f"{sign}{whole},{rest:02d}\u00a0€" if language == "fr" else f"{sign}€{whole}.{rest:02d}"


def _date(text: str, language: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    if language == "fr":
        first = "1er" if day.day == 1 else str(day.day)
        return f"{_DAYS['fr'][day.weekday()]} {first} {_MONTHS['fr'][day.month - 1]} {day.year}"
    return f"{_DAYS['en'][day.weekday()]} {day.day} {_MONTHS['en'][day.month - 1]} {day.year}"


def _moment(text: str, language: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if language == "fr":
        hour = f"{moment.hour}\u00a0h" + (f"\u00a0{moment.minute:02d}" if moment.minute else "")
        return f"{_date(text[:10], 'fr').rpartition(' ')[0]} à {hour}"
    return f"{_date(text[:10], 'en').rpartition(' ')[0]} at {moment.hour}:{moment.minute:02d}"


def _pairs(number: str) -> str:
    digits = "".join(one for one in number if one.isdigit())
    if number.startswith("+33") and len(digits) == 11:
        digits = "0" + digits[2:]
    return " ".join(digits[place : place + 2] for place in range(0, len(digits), 2))


def _is_moment(text: str, type: Type) -> bool:
    try:
        date.fromisoformat(text) if type is Type.DATE else datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def type_of(name: str, declared: Mapping[str, Variable]) -> Type | None:
    """The type of a variable, declared or given; None when it is neither."""
    found = declared.get(name)
    return found.type if found is not None else GIVEN.get(name)
