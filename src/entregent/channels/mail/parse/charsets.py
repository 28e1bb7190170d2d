"""Bytes to text when the declared charset is absent, unknown or lying."""

from encodings.aliases import aliases

# Only true text encodings whose decoding is linear: a mail must not choose `punycode`, `unicode_escape` or `zlib`.
_ALLOWED = frozenset(
    {
        "ascii", "utf_8", "utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_7", "latin_1", "cp1250", "cp1251", "cp1252",
        "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp437", "cp850", "cp852", "cp858", "cp866", "cp874",
        "iso8859_2", "iso8859_3", "iso8859_4", "iso8859_5", "iso8859_6", "iso8859_7", "iso8859_8", "iso8859_9",
        "iso8859_10", "iso8859_11", "iso8859_13", "iso8859_14", "iso8859_15", "iso8859_16", "koi8_r", "koi8_u",
        "mac_roman", "big5", "big5hkscs", "gb18030", "euc_jp", "iso2022_jp", "shift_jis", "cp932", "euc_kr", "cp949",
        "iso2022_kr", "tis_620",
    }
)  # fmt: skip

# As browsers do (WHATWG Encoding): what calls itself Latin-1 or ASCII is in practice Windows-1252, GB2312 is GB18030.
_IN_PRACTICE = {"latin_1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "utf_8_sig": "utf_8"}
_OWN_ALIASES = {
    "utf8mb4": "utf_8",
    "unicode_1_1_utf_7": "utf_7",
    "x_sjis": "shift_jis",
    "x_gbk": "gb18030",
    "macintosh": "mac_roman",
    "x_mac_roman": "mac_roman",
    "iso_8859_8_i": "iso8859_8",
}
_MULTIBYTE = frozenset({"utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_7", "iso2022_jp", "iso2022_kr"})


def known_charset(declared: str) -> str | None:
    """The Python codec for a declared charset, or None when there is none that we accept."""
    if len(declared) > 40:
        return None
    name = declared.strip(" \t'\"").lower().replace("-", "_").replace(".", "_").replace(" ", "_")
    name = _OWN_ALIASES.get(name) or aliases.get(name, name)
    name = _IN_PRACTICE.get(name, name)
    return name if name in _ALLOWED else None


def decode_text(data: bytes, declared: str = "") -> str:
    """Decode `data`, doubting `declared`: valid UTF-8 wins over a single-byte claim, then Windows-1252, then
    replacement.

    The result holds neither NUL nor lone surrogates. Never raises.
    """
    codec = known_charset(declared) if declared else None
    if codec not in _MULTIBYTE:
        if data.isascii():
            return scrub(data.decode("ascii"))
        try:
            return scrub(data.decode("utf-8"))
        except UnicodeDecodeError:
            pass
    if codec is None or codec in ("ascii", "utf_8"):
        return scrub(_repair(data))
    try:
        return scrub(data.decode(codec))
    except UnicodeDecodeError:
        return scrub(_repair(data) if codec == "cp1252" else data.decode(codec, "replace"))


def _repair(data: bytes) -> str:
    """Damaged UTF-8 or Windows-1252? Whole multi-byte characters left after replacement tell them apart."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for character in text[:100_000] if character > "\x7f") - text[:100_000].count("\ufffd")
    return text if whole > broken else data.decode("cp1252", "replace")


def scrub(text: str) -> str:
    """Take out what PostgreSQL text refuses: NUL, and lone surrogates (UTF-7 can smuggle them)."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode("utf-8")
    return text


def scrub_line(text: str) -> str:
    """The text as one line: runs of white space and control characters become one space."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join("".join(c if c.isprintable() or c in _JOINERS else " " for c in scrub(text)).split())


# Zero-width joiners belong to emoji and to several scripts; they are not printable for Python.
_JOINERS = "\u200c\u200d"
