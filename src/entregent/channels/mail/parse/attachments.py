"""Names and types of attachments: what a sender writes is a suggestion."""

import re
import unicodedata

from entregent.channels.mail.parse.charsets import scrub_line
from entregent.channels.mail.parse.headers import decode_words

_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}")
_RESERVED = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
_MAX_NAME = 150

# Our own table: the standard library's depends on files of the machine.
_BY_EXTENSION = {
    "pdf": "application/pdf", "txt": "text/plain", "csv": "text/csv", "html": "text/html", "htm": "text/html",
    "xml": "application/xml", "json": "application/json", "rtf": "application/rtf", "zip": "application/zip",
    "gz": "application/gzip", "7z": "application/x-7z-compressed", "rar": "application/vnd.rar", "tar": "application/x-tar",
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp",
    "bmp": "image/bmp", "tif": "image/tiff", "tiff": "image/tiff", "heic": "image/heic", "svg": "image/svg+xml",
    "mp3": "audio/mpeg", "wav": "audio/wav", "ogg": "audio/ogg", "m4a": "audio/mp4", "amr": "audio/amr",
    "mp4": "video/mp4", "mov": "video/quicktime", "webm": "video/webm", "3gp": "video/3gpp",
    "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "ics": "text/calendar", "vcf": "text/vcard", "eml": "message/rfc822", "msg": "application/vnd.ms-outlook",
    "p7s": "application/pkcs7-signature", "p7m": "application/pkcs7-mime", "asc": "application/pgp-signature",
    "exe": "application/vnd.microsoft.portable-executable", "js": "text/javascript", "xhtml": "application/xhtml+xml",
}  # fmt: skip
_EXTENSION_OF = {content_type: extension for extension, content_type in reversed(_BY_EXTENSION.items())}
_ACTIVE = frozenset({"text/html", "image/svg+xml", "application/xhtml+xml", "text/javascript", "application/xml"})
_VAGUE = frozenset(
    {
        "",
        "application/octet-stream",
        "application/x-unknown",
        "application/unknown",
        "text/plain",
        "application/x-download",
    }
)


def safe_filename(declared: str, content_type: str, number: int) -> str:
    """A name that is safe on any disk and in any header: no folder, no control or bidirectional character, at most
    150 characters with its extension kept. A part without a name is called after its `number` and type."""
    name = unicodedata.normalize("NFC", scrub_line(decode_words(declared[:2_000])))
    name = re.split(r"[/\\]", name)[-1].translate(_RESERVED)
    name = "".join(c for c in name if c.isprintable()).strip(" .")
    if not name:
        extension = _EXTENSION_OF.get(content_type, "bin")
        return f"part-{number}.{extension}"
    if len(name) > _MAX_NAME:
        stem, dot, extension = name.rpartition(".")
        if dot and len(extension) <= 10:
            name = stem[: _MAX_NAME - len(extension) - 1].rstrip() + dot + extension
        else:
            name = name[:_MAX_NAME].rstrip()
    return name


def settled_type(declared: str, filename: str) -> str:
    """The type to store: the declared one, unless it is vague or hides an active type that the extension betrays."""
    declared = declared if _TYPE.fullmatch(declared) else ""
    by_name = _BY_EXTENSION.get(filename.rpartition(".")[2].lower(), "") if "." in filename else ""
    if by_name and (declared in _VAGUE or by_name in _ACTIVE):
        return by_name
    return declared or "application/octet-stream"
