"""From the tree of parts to what a person reads: body, attachments, invitations, cards, reports."""

import html
import re

from entregent.channels.mail.html_text import html_to_text
from entregent.channels.mail.parse.attachments import safe_filename, settled_type
from entregent.channels.mail.parse.calendars import calendar_events
from entregent.channels.mail.parse.charsets import decode_text
from entregent.channels.mail.parse.headers import message_ids, one_line, parse_params
from entregent.channels.mail.parse.mime import MimeReader, Part
from entregent.channels.mail.parse.shapes import (
    Attachment,
    CalendarEvent,
    Original,
    Report,
    VCard,
)
from entregent.channels.mail.parse.vcards import vcards

_REPORTS = frozenset({"message/delivery-status", "message/disposition-notification", "message/feedback-report"})
_CARDS = frozenset({"text/vcard", "text/x-vcard", "text/directory"})
_CID = re.compile(r"cid:([^\"'\s>)]{1,250})", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)


class Collector:
    """Walks the tree of one mail and gathers its content in reading order."""

    def __init__(self, reader: MimeReader) -> None:
        self._reader = reader
        self._pieces: list[tuple[str, str]] = []
        self._files: list[Attachment] = []
        self.events: list[CalendarEvent] = []
        self.cards: list[VCard] = []
        self._report: tuple[str, list[dict[str, str]]] | None = None
        self._original: Original | None = None

    def collect(self, part: Part) -> None:
        """Take in a part and all those under it."""
        if part.children:
            if part.content_type == "multipart/alternative":
                self._alternative(part)
            else:
                for child in part.children:
                    self.collect(child)
            return
        self._leaf(part)

    def _alternative(self, part: Part) -> None:
        """Of several versions of one text: the last plain one and the last HTML one, everything else kept."""
        kept, plain, rich = self._pieces, "", ""
        for child in part.children:
            self._pieces = []
            self.collect(child)
            plain = "\n".join(text for text, _ in self._pieces if text) or plain
            rich = "\n".join(markup for _, markup in self._pieces if markup) or rich
        self._pieces = [*kept, (plain, rich)] if plain or rich else kept

    def _leaf(self, part: Part) -> None:
        content_type = part.content_type
        disposition, disposition_params = parse_params(part.header("content-disposition"))
        name = disposition_params.get("filename") or part.params.get("name", "")
        data = self._reader.decoded(part)
        charset = part.params.get("charset", "")
        if content_type in _REPORTS and self._report is None:
            self._report = (content_type.partition("/")[2], _field_blocks(data))
            return
        if content_type in ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"):
            self._nested(part, data)
        if content_type in ("text/plain", "text/html") and disposition != "attachment" and not name:
            if len(data) <= self._reader.limits.max_body_bytes:
                self._body(part, data, charset)
                return
            self._body(part, data[: self._reader.limits.max_body_bytes], charset)
        elif content_type in ("text/calendar", "application/ics"):
            self.events.extend(calendar_events(data, charset, part.params.get("method", "")))
        elif content_type in _CARDS:
            self.cards.extend(vcards(data, charset))
        filename = safe_filename(name, content_type, len(self._files) + 1)
        content_id = message_ids(part.header("content-id"))
        self._files.append(
            Attachment(
                filename=filename,
                content_type=settled_type(content_type if "content-type" in part.headers else "", filename),
                declared_type=content_type[:150],
                data=data,
                content_id=content_id[0][1:-1] if content_id else None,
                disposition=disposition[:40],
            )
        )

    def _body(self, part: Part, data: bytes, charset: str) -> None:
        if part.content_type == "text/html":
            meta = None if charset else _META_CHARSET.search(data[:2_000])
            markup = decode_text(data, meta[1].decode("ascii") if meta else charset)
            self._pieces.append(("", markup))
            return
        text = decode_text(data, charset)
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if part.params.get("format", "").lower() == "flowed":
            text = _unflow(text, part.params.get("delsp", "").lower() == "yes")
        self._pieces.append((text, ""))

    def _nested(self, part: Part, data: bytes) -> None:
        """Only the headers of a mail within the mail are read: a chain of forwards costs no depth."""
        if self._original is not None:
            return
        headers, _ = self._reader.read_headers(part.start, part.end)

        def first(name: str) -> str:
            return (headers.get(name) or ("",))[0]

        ids = message_ids(first("message-id"))
        self._original = Original(
            message_id=ids[0] if ids else "",
            subject=one_line(first("subject"), 500),
            to=one_line(first("to"), 320),
            sender=one_line(first("from"), 320),
        )

    @property
    def text(self) -> str:
        """The plain body; where a piece has only HTML, its text."""
        return "\n".join(text if text.strip() else html_to_text(markup) for text, markup in self._pieces)

    @property
    def html(self) -> str:
        """The raw HTML body, or an empty string when no piece of the body has any."""
        if not any(markup for _, markup in self._pieces):
            return ""
        return "\n".join(markup or f"<pre>{html.escape(text)}</pre>" for text, markup in self._pieces)

    def attachments(self, markup: str) -> tuple[Attachment, ...]:
        """The attachments, those that `markup` shows by their content id flagged inline."""
        shown = {html.unescape(found) for found in _CID.findall(markup)} if markup and self._files else set()
        if not shown:
            return tuple(self._files)
        return tuple(_inlined(file) if file.content_id in shown else file for file in self._files)

    @property
    def report(self) -> Report | None:
        """The machine-readable report, when the mail carries one."""
        if self._report is None:
            return None
        kind, blocks = self._report
        if kind != "delivery-status":
            return Report(kind, blocks[0] if blocks else {}, (), self._original or Original())
        has_head = bool(blocks) and "final-recipient" not in blocks[0] and "action" not in blocks[0]
        return Report(
            kind, blocks[0] if has_head else {}, tuple(blocks[1:] if has_head else blocks), self._original or Original()
        )


def _inlined(file: Attachment) -> Attachment:
    return Attachment(file.filename, file.content_type, file.declared_type, file.data, file.content_id, file.disposition, True)


def _field_blocks(data: bytes) -> list[dict[str, str]]:
    """Groups of `Field: value` lines parted by blank lines (RFC 3464 section 2.1), the first 200 groups."""
    text = decode_text(data[:500_000]).replace("\r\n", "\n")
    blocks: list[dict[str, str]] = []
    for block in re.split(r"\n[ \t]*\n", text)[:200]:
        fields: dict[str, str] = {}
        for line in re.sub(r"\n[ \t]+", " ", block).split("\n")[:100]:
            name, colon, value = line.partition(":")
            if colon and name.strip():
                fields.setdefault(name.strip().lower(), one_line(value, 1_000))
        if fields:
            blocks.append(fields)
    return blocks


def _unflow(text: str, delete_space: bool) -> str:
    """Join the soft-broken lines of format=flowed (RFC 3676): quoted lines and the signature mark stay as they are."""
    out: list[str] = []
    joining = False
    for line in text.split("\n"):
        fixed = line.startswith(">") or line == "-- "
        content = line[1:] if line.startswith(" ") else line
        if out and not (joining and not fixed):
            out.append("\n")
        joining = not fixed and content.endswith(" ")
        out.append(content[:-1] if joining and delete_space else content)
    return "".join(out)
