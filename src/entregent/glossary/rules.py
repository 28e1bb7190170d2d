"""The words of the trade: what an entry is, and how one is found. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from entregent.kernel.text import fold

DIGITS = "0–9"


@dataclass(frozen=True, slots=True)
class Entry:
    """A French term with our definition of it; ``capability`` is a row of ``docs/map.md``, such as E2."""

    capability: str
    term: str
    english: str
    french_definition: str
    english_definition: str

    @property
    def anchor(self) -> str:
        """The fragment of the page's address that leads to it: ``temps-d-attente``."""
        return "-".join("".join(c if c.isalnum() else " " for c in fold(self.term)).split())

    @property
    def letter(self) -> str:
        """Where it stands in the alphabet; digits stand together."""
        first = fold(self.term)[0]
        return first.upper() if first.isalpha() else DIGITS


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """In the order of a French dictionary: accents and case do not count, digits come first."""
    return sorted(entries, key=lambda entry: (entry.letter != DIGITS, fold(entry.term), entry.term))


def matching(entries: Iterable[Entry], text: str) -> list[Entry]:
    """The entries that hold every word of the text, those whose term begins with it first."""
    wanted = fold(text)
    words = wanted.split()
    found = [entry for entry in entries if all(word in _searched(entry) for word in words)]
    return sorted(found, key=lambda entry: not fold(entry.term).startswith(wanted))


def by_letter(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    """The entries under their letters, in the order given."""
    letters: dict[str, list[Entry]] = {}
    for entry in entries:
        letters.setdefault(entry.letter, []).append(entry)
    return list(letters.items())


def _searched(entry: Entry) -> str:
    return fold(f"{entry.term} {entry.english} {entry.capability} {entry.french_definition} {entry.english_definition}")
