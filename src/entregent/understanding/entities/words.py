"""The words of a text with their places, in the plain form under which spellings meet."""

import re
from dataclasses import dataclass

from entregent.kernel.text import fold

_WORD = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Word:
    """``plain`` is folded: no accents, no capitals."""

    plain: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """Letters and digits apart: « 3mars » is two words, « vingt-deux » too."""
    return [Word(fold(found.group()), found.start(), found.end()) for found in _WORD.finditer(text)]


def joined(text: str, one: Word, other: Word) -> bool:
    """Whether only blanks, or one hyphen, stand between two words."""
    between = text[one.end : other.start]
    return between in ("-", "‐", "‑", "") or between.isspace()
