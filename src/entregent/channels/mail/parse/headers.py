"""Header values: encoded words (RFC 2047), parameters (RFC 2231), message ids, dates. Linear on hostile input."""

import binascii
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from entregent.channels.mail.parse.charsets import decode_text, scrub, scrub_line

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_PARAM = re.compile(r';\s*([^\s=;"]{1,100})\s*=\s*("(?:[^"\\]|\\.)*+"|[^;]*)', re.DOTALL)
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,300})>")
_MAX_VALUE = 8_000


def decode_words(value: str) -> str:
    """Decode every encoded word of a header value; a broken word stays as it is written.

    Neighbours are joined before decoding because many senders cut a character in two (against RFC 2047 section 5).
    """
    if "=?" not in value:
        return value
    out: list[str] = []
    run: list[bytes] = []
    run_charset = ""
    last = 0
    for match in _WORD.finditer(value):
        data = _word_bytes(match[2], match[3])
        charset = match[1].partition("*")[0]
        gap = value[last : match.start()]
        if run and (gap.strip() or charset.lower() != run_charset):
            out.append(decode_text(b"".join(run), run_charset))
            run = []
        if gap.strip() or last == 0:
            out.append(gap)
        run.append(data)
        run_charset = charset.lower()
        last = match.end()
    if run:
        out.append(decode_text(b"".join(run), run_charset))
    out.append(value[last:])
    return "".join(out)


def _word_bytes(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(raw.replace(b" ", b"_"), header=True)
    return decode_base64(raw)


def decode_base64(data: bytes) -> bytes:
    """Decode base64 as written in the wild: noise skipped, missing padding supplied, the tail of a torn text
    dropped."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        clean = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
        clean = clean[: -1 if len(clean) % 4 == 1 else None]
        return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def parse_params(value: str) -> tuple[str, dict[str, str]]:
    """Split `text/plain; charset=utf-8` into its lower-case main value and its parameters (RFC 2045, RFC 2231)."""
    value = value[:_MAX_VALUE]
    main, semicolon, _ = value.partition(";")
    main = main.strip().lower()
    if not semicolon:
        return main, {}
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for match in _PARAM.finditer(value, value.index(";")):
        name, text = match[1].lower(), match[2].strip()
        if text[:1] == '"':
            text = text.strip('"') if "\\" not in text else re.sub(r"\\(.)", r"\1", text[1:-1])
        base, star, rest = name.partition("*")
        if not star:
            plain.setdefault(name, text)
            continue
        digits = rest.rstrip("*")
        index = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else 0
        pieces.setdefault(base, {})[index] = (text, rest.endswith("*") or not rest)
    for base, parts in pieces.items():
        plain[base] = _join_2231(parts)
    return main, plain


def _join_2231(parts: dict[int, tuple[str, bool]]) -> str:
    """Unquoted once joined, for some writers cut a `%C3` in two."""
    charset = ""
    quoted: list[str] = []
    for position, index in enumerate(sorted(parts)):
        text, encoded = parts[index]
        if encoded and position == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        quoted.append(text if encoded else text.replace("%", "%25"))
    return decode_text(unquote_to_bytes("".join(quoted)), charset)


def one_line(value: str, limit: int) -> str:
    """A header value for people: words decoded, on one line, at most `limit` characters (an ellipsis tells a cut)."""
    text = scrub_line(decode_words(value[: limit * 12]))
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def message_ids(value: str) -> list[str]:
    """The message ids of a Message-ID, In-Reply-To or References header, with their angle brackets, without repeats."""
    if "=?" in value:  # some programs encode what must never be
        value = decode_words(value[:_MAX_VALUE])
    found = [f"<{inner}>" for inner in _MESSAGE_ID.findall(value)]
    if not found:
        bare = (word.strip("<>") for word in value[:_MAX_VALUE].split() if "@" in word and len(word) <= 300)
        found = [f"<{word}>" for word in bare if "<" not in word and ">" not in word]
    return list(dict.fromkeys(scrub(word) for word in found if word.isprintable()))


def parse_date(value: str) -> datetime | None:
    """The Date header in UTC, or None when it makes no sense (also before 1970 and after 2100)."""
    try:
        moment = parsedate_to_datetime(value[:100])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if not 1970 <= moment.year <= 2100:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
