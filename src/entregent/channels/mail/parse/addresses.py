"""Address lists (RFC 5322 section 3.4) as they are met, in one pass and bounded."""

import re

from entregent.channels.mail.parse.charsets import scrub_line
from entregent.channels.mail.parse.headers import decode_words
from entregent.channels.mail.parse.shapes import Address, Recipients

_TOKEN = re.compile(
    r'(?P<quoted>"(?:[^"\\]|\\.){0,400}+")'
    r"|(?P<angle><[^<>]{0,400}>)"
    r"|(?P<comment>\([^()]{0,400}\))"
    r"|(?P<end>[,;])"
    r"|(?P<colon>:)"
    r'|(?P<text>[^"<(,;:]+|.)',
    re.DOTALL,
)
_MAX_WORDS = 4_000
_ADDRESS = re.compile(r"[^@\s<>(),;:\"\[\]\\]{1,200}@[^@\s<>(),;:\"\\]{1,255}")
_QUOTED_LOCAL = re.compile(r'"[^"\s@]{1,100}"@[^@\s<>(),;:"\\]{1,255}')


def parse_addresses(value: str, limit: int) -> Recipients:
    """Read an address list; the first `limit` addresses are kept, the others only counted."""
    found: list[Address] = []
    name: list[str] = []
    comment = ""
    angle = ""
    beyond = 0
    most = max(_MAX_WORDS, limit * 400)
    if len(value) > most:
        cut = max(value.rfind(",", 0, most), 0) or most
        beyond = value.count(",", cut)
        value = value[:cut]
    for token in _TOKEN.finditer(value):
        kind, text = token.lastgroup, token[0]
        if kind == "end":
            _keep(found, name, angle, comment)
            name, angle, comment = [], "", ""
            if len(found) >= limit:
                rest = value[token.end() :]
                return Recipients(tuple(found), len(found) + beyond + (rest.count(",") + 1 if rest.strip(" ,") else 0))
        elif kind == "angle":
            angle = angle or text[1:-1].strip()
        elif kind == "quoted":
            name.append(text)
        elif kind == "comment":
            comment = comment or text[1:-1]
        elif kind == "colon":
            name = []  # what came before is the name of a group, as in `undisclosed-recipients:;`
        else:
            name.append(text)
    _keep(found, name, angle, comment)
    return Recipients(tuple(found), len(found) + beyond)


def _keep(found: list[Address], name: list[str], angle: str, comment: str) -> None:
    words = "".join(name)[:_MAX_WORDS].strip()
    address = _clean(angle) if angle else _clean(words)
    if address is None and angle:
        address = _clean(words)
    if address is None:
        return
    shown = words if angle else comment
    if '"' in shown:
        shown = re.sub(r"\\(.)", r"\1", shown.replace('\\"', "\x01").replace('"', "").replace("\x01", '"'))
    shown = scrub_line(decode_words(shown))[:200]
    if shown.startswith("'") and shown.endswith("'"):
        shown = shown.strip("'")
    found.append(Address("" if shown.lower() == address.lower() else shown, address))


def _clean(text: str) -> str | None:
    if "=?" in text:
        text = decode_words(text)
    text = text.removeprefix("mailto:").removeprefix("MAILTO:")
    match = _ADDRESS.search(text) or _QUOTED_LOCAL.search(text)
    if match is None or not match[0].isprintable():
        return None
    local, _, domain = match[0].rpartition("@")
    domain = domain.rstrip(".").lower()
    return f"{local.strip(chr(39))}@{domain}" if domain and local.strip("'") else None
