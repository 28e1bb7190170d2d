"""Writing a mail: frozen words in, bytes with CRLF out, the same bytes for the same words.

Our own writer rather than the standard library's: Python 3.11 lets line breaks through in headers and folds long
message
ids into encoded words. Text travels as quoted-printable and files as base64, so every line is ASCII and short.
"""

import binascii
import hashlib
import re
from base64 import encodebytes
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from entregent.channels.mail.outgoing_headers import (
    HeaderRefused,
    address_header,
    checked,
    filename_params,
    id_header,
    plain_header,
    text_header,
)
from entregent.channels.mail.parse import Address

__all__ = ["HeaderRefused", "OutgoingFile", "build_auto_reply", "build_reply", "chain_references", "reply_subject"]

_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}")
_RESERVED = frozenset(
    {
        "from", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id", "in-reply-to", "references", "mime-version",
        "auto-submitted", "x-entregent-loop", "sender", "return-path", "received", "dkim-signature",
    }
)  # fmt: skip
_MAX_REFERENCES = 20
_REPLY_PREFIX = re.compile(r"\s*(?:(?:re|r[ée]f|rép|aw|sv|antw)\s?(?:\[\d+\])?\s?:\s*)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file to send. With a `content_id` (without brackets) it is an image that the HTML shows as `cid:content_id`."""

    filename: str
    content_type: str
    data: bytes
    content_id: str | None = None


def reply_subject(subject: str) -> str:
    """`Re: ` and the subject without the prefixes that earlier replies heaped up."""
    return f"Re: {_REPLY_PREFIX.sub('', subject, count=1).strip()}".rstrip()


def chain_references(parent_references: Sequence[str], parent_id: str | None) -> tuple[str, ...]:
    """The References of a reply (RFC 5322 section 3.6.4): the parent's, then the parent; the first and the last 19
    kept.
    What is not a message id is left out, for it came from outside."""
    ids = [*parent_references, *([parent_id] if parent_id else [])]
    ids = list(dict.fromkeys(i for i in ids if re.fullmatch(r"<[\x21-\x3b\x3d\x3f-\x7e]{3,300}>", i)))
    return tuple(ids if len(ids) <= _MAX_REFERENCES else [ids[0], *ids[1 - _MAX_REFERENCES :]])


def build_reply(
    *,
    sender: Address,
    to: Sequence[Address],
    subject: str,
    text: str,
    message_id: str,
    date: datetime,
    loop_host: str,
    html: str | None = None,
    cc: Sequence[Address] = (),
    reply_to: Address | None = None,
    in_reply_to: str | None = None,
    references: Sequence[str] = (),
    files: Sequence[OutgoingFile] = (),
    extra_headers: Sequence[tuple[str, str]] = (),
    automatic: bool = False,
) -> bytes:
    """A whole mail ready for SMTP (and for `dkim.sign`).

    `references` are the parent's: `in_reply_to` is added to them. `date` is aware. `html` must already be clean. Bcc
    is the
    envelope's matter. `loop_host` goes into X-Entregent-Loop, by which `filters.loop` knows our mail when it comes
    back.
    `automatic` marks what no person wrote (RFC 3834). Raises HeaderRefused, a ValueError, for a value that cannot
    stand in
    a header (line breaks above all), and ValueError for a naive date or no recipient.
    """
    if date.tzinfo is None:
        raise ValueError("date: a time zone is needed")
    if not to:
        raise ValueError("to: a recipient is needed")
    head = [
        address_header("From", (sender,)),
        address_header("To", tuple(to)),
        *([address_header("Cc", tuple(cc))] if cc else []),
        *([address_header("Reply-To", (reply_to,))] if reply_to else []),
        text_header("Subject", subject),
        plain_header("Date", format_datetime(date)),
        id_header("Message-ID", (message_id,)),
    ]
    if in_reply_to:
        head.append(id_header("In-Reply-To", (in_reply_to,)))
    chain = chain_references(references, in_reply_to)
    if chain:
        head.append(id_header("References", chain))
    if automatic:
        head.append(plain_header("Auto-Submitted", "auto-replied" if in_reply_to else "auto-generated"))
        head.append(plain_header("X-Auto-Response-Suppress", "All"))
    head.append(plain_header("X-Entregent-Loop", loop_host))
    for name, value in extra_headers:
        if name.lower() in _RESERVED or name.lower().startswith("content-"):
            raise HeaderRefused(name if name.isascii() and name.isprintable() else "header", "set by its own argument")
        head.append(text_header(name, value))
    head.append(plain_header("MIME-Version", "1.0"))
    seed = hashlib.sha256(message_id.encode("utf-8")).hexdigest()[:24]
    return "".join(head).encode("ascii") + _content(text, html, files, seed)


def build_auto_reply(
    *,
    sender: Address,
    to: Address,
    subject: str,
    text: str,
    message_id: str,
    date: datetime,
    loop_host: str,
    in_reply_to: str | None,
    references: Sequence[str] = (),
    html: str | None = None,
    reply_to: Address | None = None,
) -> bytes:
    """An automatic answer (closed hours, acknowledgement). Ask `filters.may_auto_answer` first and send it with the
    null
    envelope sender, so that nothing answers it. Raises as `build_reply` does."""
    return build_reply(
        sender=sender,
        to=(to,),
        subject=subject,
        text=text,
        html=html,
        message_id=message_id,
        date=date,
        loop_host=loop_host,
        reply_to=reply_to,
        in_reply_to=in_reply_to,
        references=references,
        automatic=True,
    )


def _content(text: str, html: str | None, files: Sequence[OutgoingFile], seed: str) -> bytes:
    """mixed(alternative(text, related(html, images)), files), each level only where it is needed."""
    images = [file for file in files if file.content_id and html]
    others = [file for file in files if not (file.content_id and html)]
    body = _text_part("plain", text)
    if html:
        rich = _text_part("html", html)
        if images:
            rich = _multipart("related", [rich, *(_file_part(file) for file in images)], f"r{seed}")
        body = _multipart("alternative", [body, rich], f"a{seed}")
    if others:
        body = _multipart("mixed", [body, *(_file_part(file) for file in others)], f"m{seed}")
    return body


def _multipart(subtype: str, parts: Sequence[bytes], seed: str) -> bytes:
    """`=_` cannot occur in quoted-printable nor in base64, so the boundary never meets its own kind."""
    boundary = f"=_{seed}".encode("ascii")
    head = b"Content-Type: multipart/" + subtype.encode("ascii") + b';\r\n boundary="' + boundary + b'"\r\n\r\n'
    return head + b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + b"--\r\n"


def _text_part(subtype: str, text: str) -> bytes:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    encoded = binascii.b2a_qp(lines.encode("utf-8", "replace"), istext=True)
    encoded = re.sub(rb"(?m)^From (?=.{0,70}$)", b"=46rom ", encoded)  # some servers write `>From`, which breaks a DKIM seal
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head.encode("ascii") + encoded.replace(b"\n", b"\r\n") + b"\r\n"


def _file_part(file: OutgoingFile) -> bytes:
    content_type = file.content_type.lower()
    if not _TYPE.fullmatch(content_type) or content_type.startswith(("multipart/", "message/")):
        content_type = "application/octet-stream"
    disposition = "inline" if file.content_id else "attachment"
    head = f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: base64\r\n"
    head += f"Content-Disposition: {disposition}{filename_params(file.filename)}\r\n"
    if file.content_id:
        head += id_header("Content-ID", (f"<{checked('Content-ID', file.content_id)}>",))
    return head.encode("ascii") + b"\r\n" + encodebytes(file.data).replace(b"\n", b"\r\n")
