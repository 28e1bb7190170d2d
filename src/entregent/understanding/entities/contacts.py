"""Ways to reach somebody: mail addresses, telephone numbers, postcodes."""

import re
from collections.abc import Iterator

from entregent.kernel.handles import InvalidHandle, mail_handle, phone_handle
from entregent.understanding.entities.entity import Entity, entity
from entregent.understanding.entities.numbers import BLANK

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}(?![\w-])")
_GAP = rf"(?:{BLANK}|[.-])?"
_PHONE = re.compile(
    rf"(?<![\w+.,/-])(?:(?:\+|00)\d{{1,3}}{_GAP}(?:\(0\){_GAP})?\d(?:{_GAP}\d){{6,11}}|0[1-9](?:{_GAP}\d{{2}}){{4}}"
    rf"|0\d{{2}}{_GAP}\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{2}})(?![\w]|[.,-]\d)"
)
_POSTCODE = {"FR": r"(?:0[1-9]|[1-8]\d|9[0-8])\d{3}", "CH": r"[1-9]\d{3}"}
_LABEL = r"(?:code\s+postal|c\.?p\.?|npa|plz|post\s?code|postal\s+code|zip)(?:\s+(?:est|is|c['’]est|:))*\s*:?\s*"
_COUNTRY = {"FR": r"(?:F|FR)-", "CH": r"CH-"}


def find_mails(text: str) -> Iterator[Entity]:
    """Addresses that a mail could go to."""
    for found in _MAIL.finditer(text):
        try:
            yield entity("mail", mail_handle(found.group()).value, text, found.start(), found.end())
        except InvalidHandle:
            continue


def find_phones(text: str, region: str) -> Iterator[Entity]:
    """Telephone numbers, as E.164."""
    for found in _PHONE.finditer(text):
        try:
            value = phone_handle(found.group().replace("(0)", ""), region).value
        except InvalidHandle:
            continue
        yield entity("phone", value, text, found.start(), found.end())


def find_postcodes(text: str, region: str) -> Iterator[Entity]:
    """French and Swiss postcodes where something says that they are: a label, the country, the town after, or nothing else.

    Those of the other country only with its letters or a label.
    """
    home = region if region in _POSTCODE else "FR"
    for country, digits in _POSTCODE.items():
        said = [rf"(?:{_LABEL}|{_COUNTRY[country]})({digits})(?!\d)"]
        if country == home:
            said += [rf"\A\s*({digits})\s*[.!]?\s*\Z", rf"(?<![\w.,/-])({digits})(?=\s+[A-ZÀ-Ý][\w’'-]{{2}})"]
        for pattern in said:
            flags = re.NOFLAG if pattern.endswith("{2})") else re.IGNORECASE
            for found in re.finditer(pattern, text, flags):
                if _is_first(text, found.start(1)):
                    yield entity("postcode", found[1], text, found.start(1), found.end(1))


def _is_first(text: str, start: int) -> bool:
    return start == 0 or not text[start - 1].isalnum()
