"""Which files are kept, under which name, and how they are given back."""

import re
import unicodedata
from uuid import UUID

MAXIMUM_BYTES = 25 * 1024 * 1024
"""What mail systems commonly carry; more belongs on a sharing service."""

INLINE_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Pictures that cannot hold a script: shown inside a message. SVG is not among them."""

REFUSED_EXTENSIONS = frozenset(
    {"bat", "cmd", "com", "cpl", "dll", "exe", "hta", "jar", "js", "jse", "lnk", "msc", "msi", "pif", "ps1", "reg", "scr",
     "vb", "vbe", "vbs", "wsf", "wsh"}
)  # fmt: skip
"""What runs when it is opened: never wanted from a customer, never sent to one."""

DEFAULT_TYPE = "application/octet-stream"
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
_LONGEST_NAME = 200


def clean_name(name: str) -> str:
    """A file name that is safe in a header, an address and an archive: no folder, no control or bidirectional character."""
    last = re.split(r"[/\\]", name)[-1]
    printable = "".join(" " if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else letter for letter in last)
    tidy = " ".join(printable.split()).strip(". ")
    if not tidy:
        return "file"
    stem, dot, extension = tidy.rpartition(".")
    if len(tidy) <= _LONGEST_NAME:
        return tidy
    return f"{stem[: _LONGEST_NAME - 20]}.{extension[:19]}" if dot else tidy[:_LONGEST_NAME]


def clean_type(content_type: str) -> str:
    """The media type without its parameters, in lower case; ``application/octet-stream`` for what is not one."""
    bare = content_type.split(";")[0].strip().lower()
    return bare if _TYPE.fullmatch(bare) and len(bare) <= 120 else DEFAULT_TYPE


def refused_extension(name: str) -> str | None:
    """The extension for which this file is refused, or None."""
    extension = clean_name(name).rpartition(".")[2].lower()
    return extension if extension in REFUSED_EXTENSIONS else None


def may_be_inline(content_type: str) -> bool:
    """Whether a browser may show the file in the page instead of downloading it."""
    return content_type in INLINE_TYPES


def path_of(brand: UUID, sha256: str) -> str:
    """Where the bytes lie: a folder a brand, so that one brand's files can be handed over or erased without the others'."""
    return f"{brand}/{sha256[:2]}/{sha256[2:4]}/{sha256}"
