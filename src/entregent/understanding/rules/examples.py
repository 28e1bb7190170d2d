"""Sentences that teach: cleaned, told apart, read from pasted lines and from files."""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from entregent.kernel.text import fold

LONGEST = 400
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
LARGEST = 2 * 1024 * 1024
HEADER = ("intent", "language", "sentence")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a file: which intent, which language, and where it stood."""

    number: int
    intent: str
    language: str
    text: str


class UnreadableFile(ValueError):
    """The file is no list of sentences. ``code``: ``large``, ``encoding``, ``columns``, ``empty``."""

    def __init__(self, code: str) -> None:
        super().__init__(f"not a list of sentences: {code}")
        self.code = code


def cleaned(text: str) -> str:
    """A sentence on one line; "" for what is none: nothing, no letter, or too long."""
    plain = " ".join(text.replace("\0", " ").split())
    return plain if len(plain) <= LONGEST and any(c.isalpha() for c in plain) else ""


def digest(text: str) -> str:
    """The same for sentences that differ only by capitals, accents, blanks or their last sign."""
    return hashlib.sha256(fold(text).rstrip(" ?!.…").encode()).hexdigest()


def name_of(label: str) -> str:
    """A stable name made from a label: « Suivre une commande » → ``suivre_une_commande``."""
    plain = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[:60].strip("_")
    return plain if NAME.fullmatch(plain) else f"i_{plain}"[:60].strip("_")


def pasted(text: str) -> list[str]:
    """The sentences of pasted lines, each once; a bullet or a number before a line is dropped."""
    lines = (cleaned(re.sub(r"^\s*(?:[-*•–]|\d{1,3}[.)])\s+", "", line)) for line in text.splitlines())
    return list({digest(line): line for line in reversed(list(lines)) if line}.values())[::-1]


def read_file(content: bytes) -> list[Line]:
    """The lines of a CSV with columns intent, language (none: ``fr``) and sentence, separated by ``;``, ``,`` or a tab.

    UTF-8, or Windows-1252 as old spreadsheets write. Raises UnreadableFile.
    """
    if len(content) > LARGEST:
        raise UnreadableFile("large")
    text = _decoded(content)
    first = text.partition("\n")[0]
    separator = max(";,\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        header = [fold(cell) for cell in next(rows, [])]
        places = [_place(header, names) for names in (("intent", "intention"), ("language", "langue"), _SENTENCE)]
        if places[0] is None or places[2] is None:
            raise UnreadableFile("columns")
        found = list(_lines(rows, places))
    except csv.Error as error:
        raise UnreadableFile("columns") from error
    if not found:
        raise UnreadableFile("empty")
    return found


_SENTENCE = ("sentence", "phrase", "text", "texte", "example", "exemple")


def safe_cell(text: str) -> str:
    """A cell that a spreadsheet opens as text (OWASP, CSV injection): what it would run begins with an apostrophe, which
    ``read_file`` takes off again."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "'")) else text


def _lines(rows: Iterable[list[str]], places: list[int | None]) -> Iterator[Line]:
    for number, row in enumerate(rows, 2):
        intent, language, text = (row[place].strip() if place is not None and place < len(row) else "" for place in places)
        if intent or text:
            yield Line(number, intent, language or "fr", text.removeprefix("'"))


def _place(header: list[str], names: tuple[str, ...]) -> int | None:
    return next((place for place, cell in enumerate(header) if cell in names), None)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise UnreadableFile("encoding") from error
