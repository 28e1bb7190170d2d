"""The lines of a conversation, in order: days, messages, and what happened between them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from entregent.conversations.models import Attachment, Message
from entregent.conversations.rules import has_folds, remote_images, shown_as_written
from entregent.conversations.web.enclosed import Enclosed, enclosed
from entregent.conversations.web.interludes import Interlude

ICONS = (
    ("image/", "eye"), ("application/pdf", "letter"), ("text/calendar", "calendar"), ("text/vcard", "user"),
    ("audio/", "phone"), ("application/zip", "download"), ("text/", "note"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a day, an interlude, or a message with what is needed to draw it."""

    day: date | None = None
    interlude: Interlude | None = None
    message: Message | None = None
    layout: bool = False
    folds: bool = False
    blocked: int = 0
    files: tuple[tuple[Attachment, str], ...] = ()
    enclosed: Enclosed | None = None
    mine: bool = False


def entries(messages: Iterable[Message], interludes: Iterable[Interlude], staff_id: object) -> Iterator[Entry]:
    """Everything in the order of time; a day is said before its first line."""
    lines: list[tuple[datetime, Message | Interlude]] = [(message.at, message) for message in messages]
    lines += [(interlude.at, interlude) for interlude in interludes]
    day: date | None = None
    for at, line in sorted(lines, key=lambda pair: pair[0]):
        local = timezone.localtime(at).date()
        if local != day:
            day = local
            yield Entry(day=day)
        yield _message(line, staff_id) if isinstance(line, Message) else Entry(interlude=line)


def icon_of(content_type: str) -> str:
    """The drawing of a type of file."""
    return next((icon for start, icon in ICONS if content_type.startswith(start)), "clip")


def _message(message: Message, staff_id: object) -> Entry:
    listed = [attachment for attachment in message.files if not attachment.inline]
    return Entry(
        message=message,
        layout=bool(message.html) and (not message.text.strip() or shown_as_written(message.html)),
        folds=has_folds(message.html),
        blocked=remote_images(message.html),
        files=tuple((attachment, icon_of(attachment.file.content_type)) for attachment in listed),
        enclosed=enclosed(message.extra),
        mine=message.staff_id is not None and message.staff_id == staff_id,
    )
