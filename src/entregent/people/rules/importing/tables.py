"""From the bytes of a file to its rows, whatever program wrote it."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

SEPARATORS = (";", ",", "\t", "|")
LONGEST_CELL = 100_000


class UnreadableTable(ValueError):
    """The file is no table. ``code``: empty, binary, columns or quotes."""

    def __init__(self, code: str) -> None:
        super().__init__(f"not a readable table: {code}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Row:
    """A row and the number of the line where it begins (the header is on line 1)."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A file as a table. ``encoding``: utf-8, utf-16, windows-1252, or mixed when it changes from line to line."""

    separator: str
    header: list[str]
    rows: list[Row]
    encoding: str = "utf-8"


def decode(content: bytes) -> tuple[str, str]:
    """The text of a file in UTF-8, UTF-16 (with its mark) or Windows-1252, or several of them line by line; and which.

    Files glued together from several programs mix encodings: each line is read in UTF-8 when it is, in Windows-1252
    otherwise, so that no line spoils the others. Raises UnreadableTable for what is no text.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), "utf-16"
        except UnicodeDecodeError as error:
            raise UnreadableTable("binary") from error
    plain = content.removeprefix(b"\xef\xbb\xbf")
    if plain.count(b"\x00") > len(plain) // 100 or plain.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise UnreadableTable("binary")
    with suppress(UnicodeDecodeError):
        return plain.decode("utf-8"), "utf-8"
    lines = [_decode_line(line) for line in plain.splitlines(keepends=True)]
    mixed = any(in_utf_8 and not text.isascii() for text, in_utf_8 in lines)
    return "".join(text for text, _ in lines), "mixed" if mixed else "windows-1252"


def _decode_line(line: bytes) -> tuple[str, bool]:
    """The text of a line, and whether it was in UTF-8."""
    with suppress(UnicodeDecodeError):
        return line.decode("utf-8"), True
    with suppress(UnicodeDecodeError):
        return line.decode("cp1252"), False
    return line.decode("latin-1"), False  # leaves control characters, for which the line is refused


def read_table(content: bytes, most: int | None = None) -> Table:
    """The header and the rows of a CSV file (the first ``most``); blank rows are left out. Raises UnreadableTable."""
    text, encoding = decode(content)
    if not text.strip():
        raise UnreadableTable("empty")
    separator = _separator(text)
    try:
        rows = list(islice(_rows(text, separator), None if most is None else most + 1))
    except csv.Error as error:
        raise UnreadableTable("quotes") from error
    if not rows:
        raise UnreadableTable("empty")
    header = [" ".join(cell.split()) for cell in rows[0].cells]
    if len(header) > 200:
        raise UnreadableTable("columns")
    return Table(separator, header, rows[1:], encoding)


def _rows(text: str, separator: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    before = 0
    for cells in reader:
        line, before = before + 1, reader.line_num
        if any(cell.strip() for cell in cells):
            yield Row(line, [cell.strip() for cell in cells])


def _separator(text: str) -> str:
    """The separator that cuts the first rows into the most columns, the same number in most of them."""
    start = text[:20_000]
    return max(SEPARATORS, key=lambda separator: _fit(start, separator))


def _fit(text: str, separator: str) -> float:
    widths: Counter[int] = Counter()
    try:
        for row in _rows(text, separator):
            widths[len(row.cells)] += 1
            if sum(widths.values()) >= 30:
                break
    except csv.Error:
        return 0
    if not widths:
        return 0
    width, times = widths.most_common(1)[0]
    return (width - 1) * times / sum(widths.values())
