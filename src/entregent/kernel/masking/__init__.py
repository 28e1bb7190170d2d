"""Masking: no card number, bank account or social security number stays readable in a text (TERMS K2, PCI DSS 3.5).

A masked number reads [PAN ••••1111], [IBAN FR••0189] or [NIR ••••]: four last characters at most, the brackets keeping
them from running into their neighbours, so that masking twice changes nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from entregent.kernel.masking.numbers_in_text import (
    SEPARATOR,
    Kind,
    Place,
    find_corsican,
    find_numbers,
    plain,
)
from entregent.kernel.masking.validity import iban_pattern, is_iban

__all__ = ["Finding", "Kind", "mask"]

_IBAN_HEAD = re.compile(f"([A-Za-z]){SEPARATOR}?([A-Za-z]){SEPARATOR}?[0-9]{SEPARATOR}?[0-9]")
_OPTIONAL_SEPARATOR = f"{SEPARATOR}?"


@dataclass(frozen=True, slots=True)
class Finding:
    """A number that was masked: what it was, where it stood in the text given, and what stands there now."""

    kind: Kind
    start: int
    end: int
    replacement: str


def mask(text: str) -> tuple[str, tuple[Finding, ...]]:
    """The text with every payment card number, IBAN and French social security number masked, and the findings.

    A number counts only if its prefix, length and key are right, however it is spaced. Anything else, telephone numbers
    and references included, is left as it is. Findings come in the order of the text and hold no clear number. The time
    taken grows with the length of the text alone. Two numbers side by side that together make a valid card are masked.
    """
    places: list[Place] = []
    rest = text
    for find in (_find_ibans, find_corsican, find_numbers):
        found = sorted(find(rest))
        places += found
        rest = "".join(_replaced(rest, [(start, end, "]" * (end - start)) for start, end, _ in found]))
    findings = tuple(Finding(kind, start, end, _shown(kind, text[start:end])) for start, end, kind in sorted(places))
    return "".join(_replaced(text, [(one.start, one.end, one.replacement) for one in findings])), findings


def _find_ibans(text: str) -> Iterator[Place]:
    position = 0
    while head := _IBAN_HEAD.search(text, position):
        position = head.end()
        pattern = iban_pattern("".join(head.groups()).upper(), _OPTIONAL_SEPARATOR)
        found = pattern.match(text, head.start()) if pattern else None
        if found and is_iban(_bare(found.group())):
            position = found.end()
            yield found.start(), found.end(), Kind.IBAN


def _shown(kind: Kind, number: str) -> str:
    bare = _bare(number)
    match kind:
        case Kind.PAN:
            return f"[PAN ••••{bare[-4:]}]"
        case Kind.IBAN:
            return f"[IBAN {bare[:2].upper()}••{bare[-4:]}]"
        case Kind.NIR:
            return "[NIR ••••]"


def _bare(number: str) -> str:
    return plain("".join(c for c in number if c.isalnum()))


def _replaced(text: str, replacements: Sequence[tuple[int, int, str]]) -> Iterator[str]:
    position = 0
    for start, end, replacement in replacements:
        yield text[position:start]
        yield replacement
        position = end
    yield text[position:]
