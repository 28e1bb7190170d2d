"""The MIME tree of a mail, by offsets into the raw bytes.

Not the standard library's parser: that one calls itself for every level and feeds line by line, so that nested parts
cost memory and time without bound before anything can be counted. Here depth, parts and headers are counted while
reading,
nothing is copied, and the time is linear in the size. What it reads as well-formed is compared with the standard
library in the tests.
"""

import binascii
import re
from dataclasses import dataclass, field

from entregent.channels.mail.parse.charsets import scrub
from entregent.channels.mail.parse.headers import decode_base64, parse_params
from entregent.channels.mail.parse.shapes import Limits, Reason, Unparseable

Headers = dict[str, tuple[str, ...]]

_HEADER = re.compile(rb"([!-9;-~]{1,200})[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)(?:\n|\Z)")
_ENVELOPE = re.compile(rb">?From [^\n]*(?:\n|\Z)")
_BLANK = re.compile(rb"\r?(?:\n|\Z)")
_MAX_FALSE_BOUNDARIES = 20_000


@dataclass(slots=True)
class Part:
    """One node of the tree. `start` and `end` bound its body in the raw mail."""

    headers: Headers
    content_type: str
    params: dict[str, str]
    start: int
    end: int
    children: list["Part"] = field(default_factory=list)

    def header(self, name: str) -> str:
        """The first value of a header by lower-case name, or an empty string."""
        values = self.headers.get(name)
        return values[0] if values else ""


class MimeReader:
    """Reads one mail into a tree of parts, counting as it goes. Raises Unparseable past a limit."""

    def __init__(self, raw: bytes, limits: Limits) -> None:
        self.raw = raw
        self.limits = limits
        self._parts = 0
        self._headers = 0
        self._decoded = 0
        self._false_boundaries = 0

    def read(self) -> Part:
        """The root of the tree."""
        return self._part(0, len(self.raw), 0, "text/plain")

    def read_headers(self, start: int, end: int) -> tuple[Headers, int]:
        """The headers found at `start` and the offset of what follows them."""
        raw = self.raw
        grouped: dict[str, list[str]] = {}
        envelope = _ENVELOPE.match(raw, start, end)
        position = envelope.end() if envelope else start
        bound = start + self.limits.max_header_bytes
        while position < end:
            match = _HEADER.match(raw, position, end)
            if match is None:
                break
            position = match.end()
            self._headers += 1
            if position > bound or self._headers > self.limits.max_headers:
                raise Unparseable(Reason.TOO_MANY_HEADERS)
            grouped.setdefault(match[1].decode("ascii").lower(), []).append(_unfold(match[2]))
        blank = _BLANK.match(raw, position, end)
        return {name: tuple(values) for name, values in grouped.items()}, blank.end() if blank else position

    def _part(self, start: int, end: int, depth: int, default_type: str) -> Part:
        self._parts += 1
        if self._parts > self.limits.max_parts:
            raise Unparseable(Reason.TOO_MANY_PARTS)
        if depth > self.limits.max_depth:
            raise Unparseable(Reason.TOO_DEEP)
        headers, body = self.read_headers(start, end)
        values = headers.get("content-type")
        content_type, params = parse_params(values[0]) if values else ("", {})
        part = Part(headers, content_type if "/" in content_type else default_type, params, body, end)
        if content_type.startswith("multipart/"):
            inner_default = "message/rfc822" if content_type == "multipart/digest" else "text/plain"
            for child_start, child_end in self._split(body, end, params.get("boundary", "")):
                part.children.append(self._part(child_start, child_end, depth + 1, inner_default))
            if not part.children:
                part.content_type = "text/plain"
        return part

    def _split(self, start: int, end: int, boundary: str) -> list[tuple[int, int]]:
        """The bounds of the parts of a multipart body; the last one may lack its closing line."""
        mark = b"--" + boundary.rstrip().encode("utf-8", "replace")
        if len(mark) == 2:
            return []
        raw, bounds, opened = self.raw, [], -1
        position = start if raw.startswith(mark, start, end) else raw.find(b"\n" + mark, start, end) + 1
        while position > 0:
            line_end = raw.find(b"\n", position, end)
            line_end = end if line_end < 0 else line_end + 1
            tail = raw[position + len(mark) : min(line_end, position + len(mark) + 200)].strip()
            if tail in (b"", b"--"):
                if opened >= 0:
                    bounds.append((opened, _before_line_break(raw, opened, position)))
                    if len(bounds) > self.limits.max_parts:
                        raise Unparseable(Reason.TOO_MANY_PARTS)
                if tail:
                    return bounds
                opened = line_end
            else:
                self._false_boundaries += 1
                if self._false_boundaries > _MAX_FALSE_BOUNDARIES:
                    raise Unparseable(Reason.TOO_MANY_PARTS)
            position = raw.find(b"\n" + mark, line_end - 1, end) + 1
        if opened >= 0:
            bounds.append((opened, end))
        return bounds

    def decoded(self, part: Part) -> bytes:
        """The body of a leaf after its transfer encoding; what cannot be decoded comes as it is written."""
        data = self.raw[part.start : part.end]
        encoding = part.header("content-transfer-encoding").strip().lower()
        if encoding == "base64":
            data = decode_base64(data)
        elif encoding == "quoted-printable":
            data = binascii.a2b_qp(data)
        elif encoding in ("x-uuencode", "uuencode", "x-uue"):
            data = _uudecode(data)
        self._decoded += len(data)
        if self._decoded > self.limits.max_decoded_bytes:
            raise Unparseable(Reason.TOO_LARGE)
        return data


def _unfold(value: bytes) -> str:
    if b"\n" in value or b"\r" in value:
        value = value.replace(b"\r", b"").replace(b"\n", b"")
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = value.decode("cp1252", "replace")
    return scrub(text).strip()


def _before_line_break(raw: bytes, start: int, position: int) -> int:
    """The line break before a boundary belongs to the boundary."""
    if position - 1 >= start and raw[position - 1] == 10:
        position -= 1
        if position - 1 >= start and raw[position - 1] == 13:
            position -= 1
    return max(position, start)


def _uudecode(data: bytes) -> bytes:
    out: list[bytes] = []
    inside = False
    for line in data.splitlines():
        if not inside:
            inside = line.startswith(b"begin ")
        elif line == b"end":
            break
        else:
            try:
                out.append(binascii.a2b_uu(line))
            except binascii.Error:
                return data
    return b"".join(out) or data
