"""Headers of outgoing mails: refused when they could inject, encoded by RFC 2047, folded by RFC 5322."""

import re
from base64 import b64encode
from urllib.parse import quote

from entregent.channels.mail.parse import Address

_MAX_LINE = 76
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,70}")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")
_MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{3,300}>")
_CHARSET = "UTF-8''"
_WORD_BYTES = 42  # 56 base64 characters, 68 with the frame of an encoded word


class HeaderRefused(ValueError):
    """A value that cannot stand in a header. The message names the header and the fault, never the value."""

    def __init__(self, header: str, fault: str) -> None:
        super().__init__(f"{header}: {fault}")
        self.header = header
        self.fault = fault


def checked(header: str, value: str) -> str:
    """`value`, if it can be one header line. Raises HeaderRefused for a line break or another control character."""
    if any(character < " " or character == "\x7f" or character in "\x85\u2028\u2029" for character in value):
        raise HeaderRefused(header, "a line break or control character is not allowed")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise HeaderRefused(header, "a character cannot be encoded") from None
    return value


def text_header(name: str, value: str) -> str:
    """A header of free text, such as Subject, as `Name: value` with CRLF and folds."""
    checked(name, value)
    if value.isascii() and "=?" not in value and all(len(word) < 900 for word in value.split(" ")):
        return fold(name, value.split(" "))
    return fold(name, _encoded_words(value))


def address_header(name: str, addresses: tuple[Address, ...]) -> str:
    """From, To, Cc, Reply-To. Raises HeaderRefused for an address that cannot be written without SMTPUTF8."""
    words: list[str] = []
    for number, address in enumerate(addresses, start=1):
        words.extend(_mailbox(name, address))
        if number < len(addresses):
            words[-1] += ","
    return fold(name, words)


def id_header(name: str, message_ids: tuple[str, ...]) -> str:
    """Message-ID, In-Reply-To, References: never encoded, broken only between ids."""
    for message_id in message_ids:
        if not _MESSAGE_ID.fullmatch(message_id):
            raise HeaderRefused(name, "not a message id")
    return fold(name, list(message_ids))


def is_message_id(value: str) -> bool:
    """Whether `id_header` writes it; what came from outside may be no such thing."""
    return _MESSAGE_ID.fullmatch(value) is not None


def plain_header(name: str, value: str) -> str:
    """A structured header whose value is already ASCII and short, such as Date."""
    checked(name, value)
    if not value.isascii():
        raise HeaderRefused(name, "only ASCII is allowed")
    return fold(name, value.split(" "))


def fold(name: str, words: list[str]) -> str:
    """Join words by spaces, going to a new line where the next one would pass 76 characters."""
    if not _NAME.fullmatch(name):
        raise HeaderRefused("header", "not a header name")
    line, lines = f"{name}:", []
    for word in words:
        if len(line) + 1 + len(word) > _MAX_LINE and line.strip() and not line.endswith(":") and word:
            lines.append(line)
            line = ""
        line += " " + word
    return "\r\n".join([*lines, line]) + "\r\n"


def filename_params(filename: str) -> str:
    """The parameters of Content-Disposition for a file name: RFC 2231 when it is not short ASCII."""
    checked("Content-Disposition", filename)
    if filename.isascii() and '"' not in filename and "\\" not in filename and len(filename) < 60:
        return f';\r\n filename="{filename}"'
    encoded = quote(filename, safe="")
    if len(encoded) <= 60:
        return f";\r\n filename*=UTF-8''{encoded}"
    pieces = re.findall(r"(?:%..|[^%]){1,20}", encoded)
    return "".join(f";\r\n filename*{n}*={'' if n else _CHARSET}{piece}" for n, piece in enumerate(pieces))


def _mailbox(header: str, address: Address) -> list[str]:
    written = wire_address(header, address.address)
    name = checked(header, address.name).strip()
    if not name:
        return [written]
    if not name.isascii() or "=?" in name or len(name) > 200:
        return [*_encoded_words(name), f"<{written}>"]
    if not _ATOMS.fullmatch(name):
        name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return [*name.split(" "), f"<{written}>"]


def wire_address(header: str, address: str) -> str:
    """An address as it travels: the domain in punycode. Raises HeaderRefused when it is not plain `local@domain`."""
    local, at, domain = checked(header, address).rpartition("@")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            raise HeaderRefused(header, "the domain of an address is not valid") from None
    if not at or len(local) > 64 or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain.lower()):
        raise HeaderRefused(header, "not an address we can write")
    return f"{local}@{domain.lower()}"


def _encoded_words(value: str) -> list[str]:
    """RFC 2047 words of at most 75 characters, never cutting a character."""
    words: list[str] = []
    chunk = b""
    for character in value:
        data = character.encode("utf-8")
        if len(chunk) + len(data) > _WORD_BYTES:
            words.append(_word(chunk))
            chunk = b""
        chunk += data
    return [*words, _word(chunk)] if chunk or not words else words


def _word(data: bytes) -> str:
    return f"=?utf-8?b?{b64encode(data).decode('ascii')}?="
