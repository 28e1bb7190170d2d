"""From a parsed mail to a message: what is new and what is folded, clean HTML, masked numbers, files."""

import re
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from entregent.channels.mail.filters import may_auto_answer
from entregent.channels.mail.html import clean
from entregent.channels.mail.parse import Attachment, ParsedMail
from entregent.channels.mail.quoting import Kind, Segment, split_text
from entregent.channels.mail.quoting_html import split_html
from entregent.conversations.content import Content, Upload
from entregent.conversations.rules import QUOTED, SIGNATURE, fold
from entregent.files import actions as files
from entregent.files.errors import FileRefused
from entregent.files.queries import address
from entregent.kernel.masking import mask

_TAGS = re.compile(r"(<[^>]*>)")
_DIGITS = re.compile(r"(?:\d\D*){6}")
"""No number that is masked has fewer digits (an IBAN of Malta has seven at least)."""

_FOLDED = {Kind.QUOTED: QUOTED, Kind.SIGNATURE: SIGNATURE}
MAX_SEGMENTS = 200
"""Past these, a mail is shown whole: it was built to make us work."""

LONGEST_ID = 250
"""What a message's own column holds of a Message-ID; a longer one is kept whole beside it, to be answered."""

MAX_FILES = 100
"""Past these, a mail's files stay in the raw mail: nobody reads a thousand of them in a message."""


def content_of(parsed: ParsedMail, brand: UUID, *, envelope_sender: str | None, automatic: bool, now: datetime) -> Content:
    """The message of a mail; its files are stored meanwhile. Raises StorageFull: nothing is lost, try again later."""
    uploads, shown, refused = _files(parsed, brand, now)
    split = split_text(parsed.text)
    new, folded = split.new.strip(), split.only(Kind.QUOTED, Kind.SIGNATURE).strip()
    if not new:
        new, folded = folded, ""
    markup, blocked = _markup(parsed.html, shown)
    return Content(
        text=masked(new),
        html=markup,
        quoted=masked(folded),
        files=uploads,
        sender=parsed.sender.address if parsed.sender else "",
        recipients=tuple(recipient.address for recipient in parsed.to.addresses),
        external_id=parsed.message_id or "",
        automatic=automatic,
        extra=_extra(parsed, envelope_sender, blocked, refused),
    )


def masked_markup(markup: str) -> str:
    """Clean HTML with the numbers of its text masked; addresses of links are left alone, or they would lead nowhere."""
    pieces = _TAGS.split(markup)
    return "".join(piece if number % 2 else masked(piece) for number, piece in enumerate(pieces))


def masked(text: str) -> str:
    """The text without numbers of cards, bank accounts and social security."""
    return mask(text)[0] if _DIGITS.search(text) else text


def _markup(raw: str, shown: dict[str, str]) -> tuple[str, int]:
    if not raw:
        return "", 0
    segments = split_html(raw).segments
    if len(segments) > MAX_SEGMENTS or not any(segment.kind in (Kind.NEW, Kind.FORWARDED) for segment in segments):
        segments = (Segment(Kind.NEW, raw),)
    pieces, blocked = [], 0
    for segment in segments:
        cleaned = clean(segment.text, shown)
        markup = masked_markup(cleaned.html)
        pieces.append(fold(_FOLDED[segment.kind], markup) if segment.kind in _FOLDED else markup)
        blocked += cleaned.blocked_remote
    return "".join(pieces), blocked


def _files(parsed: ParsedMail, brand: UUID, now: datetime) -> tuple[tuple[Upload, ...], dict[str, str], list[dict[str, str]]]:
    """The files stored, where those shown inside the text are served, and those that are not kept, with the reason."""
    uploads, shown, refused = [], {}, []
    for number, file in enumerate(parsed.attachments):
        if number >= MAX_FILES:
            refused.append({"name": file.filename, "why": "too many"})
            continue
        try:
            stored = files.store(brand, file.filename, file.content_type, file.data, now)
        except FileRefused:
            refused.append({"name": file.filename, "why": "refused"})
            continue
        uploads.append(_upload(file, stored))
        if file.inline and file.content_id:
            shown[file.content_id] = address(stored, inline=True)
    return tuple(uploads), shown, refused


def _upload(file: Attachment, stored: Any) -> Upload:
    return Upload(
        name=stored.name,
        content_type=stored.content_type,
        data=b"",
        content_id=file.content_id or "",
        inline=file.inline,
        stored=stored.id,
    )


def _extra(parsed: ParsedMail, envelope_sender: str | None, blocked: int, refused: list[dict[str, str]]) -> dict[str, Any]:
    extra: dict[str, Any] = {
        "may_auto_answer": may_auto_answer(parsed, envelope_sender),
        "references": list(parsed.references),
        "cc": [recipient.address for recipient in parsed.cc.addresses],
        "blocked_images": blocked,
        "refused_files": refused,
        "events": [_plain(asdict(event)) for event in parsed.events],
        "vcards": [asdict(card) for card in parsed.vcards],
    }
    if parsed.sender and parsed.sender.name:
        extra["sender_name"] = parsed.sender.name[:160]
    if parsed.reply_to and parsed.sender and parsed.reply_to[0].address.lower() != parsed.sender.address.lower():
        extra["reply_to"] = parsed.reply_to[0].address
    if parsed.message_id and len(parsed.message_id) > LONGEST_ID:
        extra["message_id"] = parsed.message_id
    if parsed.date:
        extra["date"] = parsed.date.isoformat()
    unseen = parsed.to.total + parsed.cc.total - len(parsed.to.addresses) - len(parsed.cc.addresses)
    if unseen > 0:
        extra["more_recipients"] = unseen
    return {key: value for key, value in extra.items() if value not in ([], 0, None)}


def _plain(event: dict[str, Any]) -> dict[str, Any]:
    """As JSON keeps it, the numbers in its words masked."""
    plain = {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in event.items()}
    return plain | {key: masked(plain[key]) for key in ("summary", "location")}
