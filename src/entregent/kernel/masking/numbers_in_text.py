"""Where card and social security numbers stand in a text, however they are spaced.

A run is a row of groups of digits with only blanks or dashes between them. A number is looked for on whole groups only,
so that no part of a longer number is ever taken for one, and either in a grouping in use, anywhere in the run, or in any
grouping at all at either end of a line of the run. Telephone numbers at the start of a line are stepped over. Each
group is tried a bounded number of times: the work grows with the length of the text, whatever it holds.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import accumulate, pairwise

from entregent.kernel.masking.validity import CARD_LENGTHS, NIR_LENGTH, is_card, is_nir

# Blanks and dashes of all sorts, with the invisible characters that mail programs slip into long numbers.
_GAP = "- \\t\u00a0\u00ad\u2007\u2009\u200a\u200b-\u200d\u2010-\u2015\u202f\u2060\u2212\ufeff"
SEPARATOR = rf"(?:[{_GAP}]{{0,3}}\r?\n[{_GAP}>]{{0,4}}|[{_GAP}]{{1,3}})"
"""What may stand between two groups: up to three blanks or dashes, or a line's end with the mark of a quotation."""

_RUN = re.compile(rf"\d+(?:{SEPARATOR}\d+)*")
_GROUP = re.compile(r"\d+")
_CORSICAN = re.compile(rf"(?<!\d)[1-478](?:{SEPARATOR}?\d){{4}}{SEPARATOR}?2{SEPARATOR}?[ABab](?:{SEPARATOR}?\d){{8}}(?!\d)")
_SHORTEST = min(CARD_LENGTHS)
_LONGEST = max(CARD_LENGTHS)
_LENGTHS = frozenset({*CARD_LENGTHS, NIR_LENGTH})
_PHONE_LIMIT = 12
_NATIONAL_LIMIT = 10
_E164_LIMIT = 15

_CARD_GROUPINGS = ((4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 3, 3, 3), (4, 4, 4, 4, 3), (4, 4, 4, 4, 2), (4, 4, 4, 4, 1))
_NIR_GROUPINGS = ((13, 2), (1, 2, 2, 2, 3, 3, 2), (1, 2, 2, 2, 3, 5), (1, 2, 2, 2, 6, 2))
_WHOLE = tuple((length,) for length in range(_SHORTEST, _LONGEST + 1))


def _signature(lengths: Sequence[int]) -> str:
    """Group lengths as a text, one character each, so that a grouping is compared in one call."""
    return "".join(chr(min(length, _LONGEST + 1)) for length in lengths)


# Every place in a signature where some grouping in use starts; the groupings themselves, by the length of the first group.
_GROUPINGS = [_signature(grouping) for grouping in (*_WHOLE, *_CARD_GROUPINGS, *_NIR_GROUPINGS)]
_GROUPINGS_FROM = {first: [one for one in _GROUPINGS if one[0] == first] for first in {one[0] for one in _GROUPINGS}}
_USUAL = re.compile(f"(?={'|'.join(map(re.escape, _GROUPINGS))})")


class Kind(StrEnum):
    """What sort of number was found."""

    PAN = "pan"
    IBAN = "iban"
    NIR = "nir"


Place = tuple[int, int, Kind]
"""(start, end, kind) of a number found in a text."""
Window = tuple[int, int, Kind]


def find_corsican(text: str) -> Iterator[Place]:
    """The social security numbers of people born in Corsica, whose fifth pair is 2A or 2B."""
    for found in _CORSICAN.finditer(text):
        if is_nir("".join(plain(c) for c in found.group() if c.isalnum()).upper()):
            yield found.start(), found.end(), Kind.NIR


def find_numbers(text: str) -> Iterator[Place]:
    """The card numbers and the other social security numbers, in no particular order."""
    for found in _RUN.finditer(text):
        if found.end() - found.start() >= _SHORTEST:
            yield from _Run(text, found.start(), found.end()).numbers()


def plain(digits: str) -> str:
    """Digits of any script as ASCII ones; anything else as it is."""
    return digits if digits.isascii() else "".join(str(int(c)) if c.isdecimal() else c for c in digits)


class _Run:
    """The groups of one run. A window is the groups [i, j) with what number they make."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._spans = [group.span() for group in _GROUP.finditer(text, start, end)]
        lengths = [b - a for a, b in self._spans]
        self._signature = _signature(lengths)
        self._digits = plain("".join(_GROUP.findall(text, start, end)))
        self._before = [0, *accumulate(lengths)]
        self._line_starts = self._new_lines() if "\n" in text[start:end] else []

    def numbers(self) -> Iterator[Place]:
        """The numbers of this run: whole lines first, since a long card number may start with a shorter valid one."""
        free = 0
        for i, j in pairwise((0, *self._line_starts, len(self._spans))):
            if self._count(i, j) in _LENGTHS and (kind := self._kind(i, j)):
                yield from self._between(free, i)
                yield self._place(i, j, kind)
                free = j
        yield from self._between(free, len(self._spans))

    def _between(self, start: int, end: int) -> Iterator[Place]:
        free = start
        for i, j, kind in self._usual(start, end):
            yield self._place(i, j, kind)
            yield from self._unusual(free, i)
            free = j
        yield from self._unusual(free, end)

    def _usual(self, start: int, end: int) -> Iterator[Window]:
        """Windows of [start, end) in a grouping in use, from left to right."""
        free = start
        for candidate in _USUAL.finditer(self._signature, start, end):
            found = self._usual_at(candidate.start(), end) if candidate.start() >= free else None
            if found:
                yield found
                free = found[1]

    def _usual_at(self, i: int, end: int) -> Window | None:
        for grouping in _GROUPINGS_FROM[self._signature[i]]:
            j = i + len(grouping)
            fits = self._signature.startswith(grouping, i, end) and self._breaks(i, j) <= 1
            if fits and (kind := self._kind(i, j, usual=True)):
                return i, j, kind
        return None

    def _unusual(self, start: int, end: int) -> Iterator[Place]:
        """Numbers in any grouping at the ends of each line of what is left of the run."""
        first, last = bisect_right(self._line_starts, start), bisect_left(self._line_starts, end)
        for low, high in pairwise((start, *self._line_starts[first:last], end)):
            if self._count(low, high) >= _SHORTEST:
                yield from self._at_ends(low, high)

    def _at_ends(self, low: int, high: int) -> Iterator[Place]:
        while low < high:
            after_phone = self._after_phone(low, high)
            if after_phone > low:
                low = after_phone
                continue
            found = self._best([(low, j) for j in range(low + 1, min(high, low + _LONGEST) + 1)])
            if not found:
                break
            yield self._place(*found)
            low = found[1]
        while low < high:
            found = self._best([(i, high) for i in range(max(low, high - _LONGEST), high)])
            if not found:
                break
            yield self._place(*found)
            high = found[0]

    def _best(self, windows: list[tuple[int, int]]) -> Window | None:
        """The window that holds a number of the most usual length."""
        fits = [(i, j, kind) for i, j in windows if self._count(i, j) in _LENGTHS and (kind := self._kind(i, j))]
        return min(fits, key=lambda fit: CARD_LENGTHS.index(self._count(fit[0], fit[1])), default=None)

    def _after_phone(self, low: int, high: int) -> int:
        """The group after the telephone number that starts with group `low`; `low` itself when none does."""
        international = self._follows_plus(low)
        # No card and no social security number starts with a zero, so that nothing is lost by stepping over one.
        starts = self._count(low, low + 1) <= _E164_LIMIT if international else self._digits[self._before[low]] == "0"
        if not starts:
            return low
        end, limit = low + 1, _PHONE_LIMIT if international else _NATIONAL_LIMIT
        while end < high and self._count(low, end + 1) <= limit:
            end += 1
        return end if international or self._count(low, end) >= _NATIONAL_LIMIT - 1 else low + 1

    def _kind(self, i: int, j: int, *, usual: bool = False) -> Kind | None:
        digits = self._digits[self._before[i] : self._before[j]]
        # After a "+" stands a telephone number, unless it is too long for one and looks like a card.
        if self._follows_plus(i) and not (usual and len(digits) > _E164_LIMIT):
            return None
        if is_card(digits):
            return Kind.PAN
        return Kind.NIR if len(digits) == NIR_LENGTH and is_nir(digits) else None

    def _place(self, i: int, j: int, kind: Kind) -> Place:
        return self._spans[i][0], self._spans[j - 1][1], kind

    def _count(self, i: int, j: int) -> int:
        """How many digits the groups [i, j) hold."""
        return self._before[j] - self._before[i]

    def _follows_plus(self, i: int) -> bool:
        start = self._spans[i][0]
        return start > 0 and self._text[start - 1] == "+"

    def _new_lines(self) -> list[int]:
        gaps = enumerate(pairwise(self._spans), 1)
        return [i for i, ((_, a), (b, _)) in gaps if "\n" in self._text[a:b]]

    def _breaks(self, i: int, j: int) -> int:
        return self._text.count("\n", self._spans[i][0], self._spans[j - 1][1])
