"""What is kept of a person to find them again, and what a typed search looks for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import phonenumbers

from entregent.kernel.handles import InvalidHandle, Kind, phone_handle
from entregent.kernel.text import fold

_NOT_WORD = re.compile(r"[\W_]+")
_LONGEST_WORD = 60
_MOST_WORDS = 60
_TITLES = {"m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "dr", "docteur", "mrs", "ms", "miss"}
_PHONE = re.compile(r"\+?[\d\s().\-/]{4,30}")


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order, each once."""
    return list(dict.fromkeys(word[:_LONGEST_WORD] for word in _NOT_WORD.split(fold(text)) if word))


def search_key(given_name: str, family_name: str, reference: str, handles: Iterable[tuple[str, str]]) -> str:
    """The words under which a person is found, blank-separated: names, reference, pieces of addresses, numbers.

    ``handles`` are (kind, normalised value). A compound name is kept both apart and joined ("le goff", "legoff"). Of a
    mail address the domain is left out: it would lead to half of the customers.
    """
    words: dict[str, None] = {}
    for text in (given_name, family_name):
        parts = words_of(text)
        words.update(dict.fromkeys(parts))
        if len(parts) > 1:
            words["".join(parts)[:_LONGEST_WORD]] = None
    words.update(dict.fromkeys(words_of(reference)))
    for kind, value in handles:
        words.update(dict.fromkeys(_handle_words(kind, value)))
    return " ".join(list(words)[:_MOST_WORDS])


def _handle_words(kind: str, value: str) -> list[str]:
    if kind == Kind.PHONE:
        return [value.removeprefix("+"), national_digits(value)]
    if kind == Kind.MAIL:
        return words_of(value.rpartition("@")[0])
    return words_of(value.partition(":")[2])


def national_digits(value: str) -> str:
    """The digits dialled inside the number's own country: +33639980102 → 0639980102."""
    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return value.removeprefix("+")
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    digits = "".join(c for c in shown if c.isdigit())
    rest = phonenumbers.national_significant_number(number)
    # Numbers that are attributed to nobody are written without their trunk prefix: the French plan always has one.
    return f"0{rest}" if number.country_code == 33 and digits == rest else digits


@dataclass(frozen=True, slots=True)
class Looked:
    """What a typed search asks for; an empty one asks for nothing.

    ``starts``: beginnings of numbers in E.164; ``ending``: the last digits of one.
    """

    words: list[str] = field(default_factory=list)
    mail: str = ""
    starts: list[str] = field(default_factory=list)
    ending: str = ""
    reference: str = ""

    def __bool__(self) -> bool:
        return bool(self.words or self.mail or self.starts or self.reference)


def looked_for(text: str, region: str = "FR") -> Looked:
    """Read a typed search: a number typed with blanks, a mail address or its beginning, a reference, or words of names.

    ``region`` reads national phone numbers.
    """
    plain = " ".join(text.replace("\x00", "").split())[:200]
    if not plain:
        return Looked()
    reference = plain[:60]
    if "@" in plain and not plain.startswith("@"):
        local = plain.rpartition("@")[0]
        return Looked(words=words_of(local)[:6], mail=fold(plain).replace(" ", ""), reference=reference)
    if _PHONE.fullmatch(plain):
        digits = "".join(c for c in plain if c.isdigit())
        if len(digits) >= 4:
            return Looked(starts=_beginnings(plain, digits, region), ending=digits.removeprefix("0"), reference=reference)
    words = words_of(plain)
    return Looked(words=(_without_titles(words) or words)[:6], reference=reference)


def _without_titles(words: list[str]) -> list[str]:
    return [word for word in words if word not in _TITLES]


def _beginnings(text: str, digits: str, region: str) -> list[str]:
    """The E.164 beginnings that a typed number, whole or not, may stand for."""
    try:
        return [phone_handle(text, region).value]
    except (InvalidHandle, ValueError):
        pass
    if text.startswith("+"):
        return [f"+{digits}"]
    if digits.startswith("00"):
        return [f"+{digits[2:]}"]
    code = phonenumbers.country_code_for_region(region)
    if digits.startswith("0") and code:
        return [f"+{code}{digits[1:]}"]
    return [f"+{digits}"]
