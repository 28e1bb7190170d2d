"""Content lines, the common form of iCalendar (RFC 5545) and vCard (RFC 6350): `NAME;PARAM=x:value`, folded."""

import binascii
import re
from collections.abc import Iterator
from typing import NamedTuple

from entregent.channels.mail.parse.charsets import decode_text, scrub_line

_MAX_LINES = 20_000
_MAX_LINE = 8_000
_ESCAPE = re.compile(r"\\(.)")


class ContentLine(NamedTuple):
    """One unfolded line; `name` and the parameters' names are upper case, `value` is still escaped."""

    name: str
    params: dict[str, str]
    value: str


def content_lines(data: bytes, charset: str) -> Iterator[ContentLine]:
    """The lines of a calendar or a card, at most 20,000; lines without a colon are skipped."""
    text = decode_text(data, charset).replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\n ", "").replace("\n\t", "")
    lines = iter(text.split("\n", _MAX_LINES)[:_MAX_LINES])
    for line in lines:
        if line.endswith("=") and "QUOTED-PRINTABLE" in line.partition(":")[0].upper():
            line = _soft_broken(line, lines)
        found = _content_line(line[:_MAX_LINE])
        if found is not None:
            yield found


def _soft_broken(line: str, following: Iterator[str]) -> str:
    """vCard 2.1 breaks a quoted-printable value by a last `=` instead of folding it."""
    pieces = [line[:-1]]
    for more in following:
        pieces.append(more.removesuffix("="))
        if not more.endswith("="):
            break
    return "".join(pieces)


def _content_line(line: str) -> ContentLine | None:
    head, colon, value = line.partition(":")
    while colon and head.count('"') % 2 and ":" in value:  # a colon inside a quoted parameter is not the end of the name
        more, _, value = value.partition(":")
        head = f"{head}:{more}"
    if not colon:
        return None
    name, *raw_params = head.split(";")
    params: dict[str, str] = {}
    for raw in raw_params[:50]:
        key, equals, text = raw.partition("=")
        params[key.strip().upper()] = text.strip('"') if equals else ""
    if params.get("ENCODING", "").upper() == "QUOTED-PRINTABLE" or "QUOTED-PRINTABLE" in params:
        data = binascii.a2b_qp(value.encode("utf-8", "replace"))
        value = decode_text(data, params.get("CHARSET", ""))
    return ContentLine(name.rpartition(".")[2].strip().upper(), params, value)


def unescape(value: str, limit: int = 500) -> str:
    """A text value for people: escapes undone, on one line, cut at `limit` characters."""
    text = _ESCAPE.sub(lambda match: " " if match[1] in "nN" else match[1], value[: limit * 2])
    return scrub_line(text)[:limit]
