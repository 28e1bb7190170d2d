"""What came with a message besides its words: events, visiting cards, files that were not kept, who else it was sent to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

NAMED = 3
"""Other recipients, and files that were not kept, that are named; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """An event of a calendar part, in words. ``zone`` is told when the hour is not the reader's."""

    what: str
    title: str
    when: str
    zone: str
    place: str
    organizer: str
    cancelled: bool
    recurring: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A visiting card."""

    name: str
    organisation: str
    phones: tuple[str, ...]
    mails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not kept, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Enclosed:
    """All of it; false when there is nothing to show under the words."""

    meetings: tuple[Meeting, ...] = ()
    cards: tuple[Card, ...] = ()
    refused: tuple[Refused, ...] = ()
    more_refused: int = 0
    reply_to: str = ""
    copies: tuple[str, ...] = ()
    more_copies: int = 0

    def __bool__(self) -> bool:
        return bool(self.meetings or self.cards)


def enclosed(extra: Mapping[str, Any]) -> Enclosed:
    """What the channel added to a message (``Message.extra``), in the reader's language and time zone."""
    copies = [str(address) for address in extra.get("cc", ())]
    return Enclosed(
        meetings=tuple(_meeting(event) for event in extra.get("events", ())),
        cards=tuple(
            Card(
                card.get("name", ""), card.get("organisation", ""), tuple(card.get("phones", ())), tuple(card.get("mails", ()))
            )
            for card in extra.get("vcards", ())
        ),
        refused=tuple(_refused(extra))[:NAMED],
        more_refused=max(0, len(extra.get("refused_files", ())) - NAMED),
        reply_to=str(extra.get("reply_to", "")),
        copies=tuple(copies[:NAMED]),
        more_copies=len(copies[NAMED:]) + int(extra.get("more_recipients", 0)),
    )


def _refused(extra: Mapping[str, Any]) -> Iterator[Refused]:
    words = {
        "refused": _("not kept: too large, or of a kind that runs when it is opened"),
        "too many": _("not kept: the message has too many files"),
    }
    for file in extra.get("refused_files", ()):
        yield Refused(file.get("name", ""), words.get(file.get("why", ""), words["refused"]))


def _meeting(event: Mapping[str, Any]) -> Meeting:
    start, end = _read(event.get("start")), _read(event.get("end"))
    cancelled = event.get("method") == "CANCEL" or event.get("status") == "CANCELLED"
    named = {
        "REQUEST": _("Invitation"),
        "REPLY": _("Answer to an invitation"),
        "COUNTER": _("Another time is proposed"),
    }
    return Meeting(
        what=_("Cancelled event") if cancelled else named.get(event.get("method", ""), _("Event")),
        title=event.get("summary", ""),
        when=_when(start, end),
        zone=event.get("zone", "") if isinstance(start, datetime) and timezone.is_naive(start) else "",
        place=event.get("location", ""),
        organizer=event.get("organizer", ""),
        cancelled=cancelled,
        recurring=bool(event.get("recurring")),
    )


def _read(value: str | None) -> datetime | date | None:
    try:
        return None if not value else datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    except ValueError:
        return None


def _when(start: datetime | date | None, end: datetime | date | None) -> str:
    if start is None:
        return ""
    if not isinstance(start, datetime):
        last = end - timedelta(days=1) if type(end) is date else start  # the end of whole days is excluded (RFC 5545)
        return _day(start) if last <= start else _until(_day(start), _day(last))
    start = _local(start)
    if not isinstance(end, datetime):
        return _("%(day)s at %(start)s") % {"day": _day(start), "start": _hour(start)}
    end = _local(end)
    if end.date() != start.date():
        return _until(f"{_day(start)} {_hour(start)}", f"{_day(end)} {_hour(end)}")
    return _("%(day)s from %(start)s to %(end)s") % {"day": _day(start), "start": _hour(start), "end": _hour(end)}


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def _day(day: date) -> str:
    return date_format(day, "l j F Y")


def _hour(moment: datetime) -> str:
    return time_format(moment, "H:i")


def _until(start: str, end: str) -> str:
    return _("%(start)s to %(end)s") % {"start": start, "end": end}
