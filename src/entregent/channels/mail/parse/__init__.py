"""Reading a mail: bytes in, frozen words out. `parse_mail` is the only door."""

from entregent.channels.mail.parse.addresses import parse_addresses
from entregent.channels.mail.parse.bodies import Collector
from entregent.channels.mail.parse.headers import message_ids, one_line, parse_date
from entregent.channels.mail.parse.mime import Headers, MimeReader
from entregent.channels.mail.parse.shapes import (
    DEFAULT_LIMITS,
    Address,
    Attachment,
    CalendarEvent,
    Limits,
    Original,
    ParsedMail,
    Reason,
    Recipients,
    Report,
    Unparseable,
    VCard,
)

__all__ = [
    "DEFAULT_LIMITS",
    "Address",
    "Attachment",
    "CalendarEvent",
    "Limits",
    "Original",
    "ParsedMail",
    "Reason",
    "Recipients",
    "Report",
    "Unparseable",
    "VCard",
    "parse_mail",
]


def parse_mail(raw: bytes, limits: Limits = DEFAULT_LIMITS) -> ParsedMail:
    """Read a raw mail. Raises Unparseable, and nothing else, on whatever bytes; time is linear in their number.

    Charsets are repaired, what is torn is read as far as it goes. A mail within the mail is an attachment and is not
    opened,
    nor is any archive.
    """
    try:
        return _parse(raw, limits)
    except Unparseable:
        raise
    except Exception as error:  # a mail that we cannot read goes to quarantine, it never stops the intake
        raise Unparseable(Reason.INTERNAL) from error


def _parse(raw: bytes, limits: Limits) -> ParsedMail:
    if not raw.strip():
        raise Unparseable(Reason.EMPTY)
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    reader = MimeReader(raw, limits)
    root = reader.read()
    headers = root.headers
    if not headers:
        raise Unparseable(Reason.NO_HEADERS)
    content = Collector(reader)
    content.collect(root)
    markup = content.html
    sender = parse_addresses(root.header("from"), 1).addresses or parse_addresses(root.header("sender"), 1).addresses
    own_id = message_ids(root.header("message-id"))
    parents = message_ids(root.header("in-reply-to"))
    return ParsedMail(
        message_id=own_id[0] if own_id else None,
        in_reply_to=parents[0] if parents else None,
        references=_references(root.header("references"), limits.max_references),
        subject=one_line(root.header("subject"), limits.max_subject_chars),
        sender=sender[0] if sender else None,
        reply_to=parse_addresses(root.header("reply-to"), 10).addresses,
        to=_recipients(headers, "to", limits),
        cc=_recipients(headers, "cc", limits),
        date=parse_date(root.header("date")),
        headers=headers,
        content_type=root.content_type,
        text=content.text,
        html=markup,
        attachments=content.attachments(markup),
        events=tuple(content.events),
        vcards=tuple(content.cards),
        report=content.report,
    )


def _recipients(headers: Headers, name: str, limits: Limits) -> Recipients:
    return parse_addresses(", ".join(headers.get(name, ())), limits.max_recipients)


def _references(value: str, limit: int) -> tuple[str, ...]:
    """The first reference and the latest ones: the ends of a long chain are what threading needs."""
    found = message_ids(value)
    return tuple(found if len(found) <= limit else [found[0], *found[len(found) - limit + 1 :]])
