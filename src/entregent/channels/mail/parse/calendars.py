"""Invitations: the summary of the events of a text/calendar part."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from entregent.channels.mail.parse.content_lines import ContentLine, content_lines, unescape
from entregent.channels.mail.parse.shapes import CalendarEvent

_MAX_EVENTS = 20
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z?))?")
_DURATION = re.compile(r"P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?")

# Exchange writes its own names of zones; those of the countries our users work with.
_WINDOWS_ZONES = {
    "Romance Standard Time": "Europe/Paris",
    "W. Europe Standard Time": "Europe/Berlin",
    "Central Europe Standard Time": "Europe/Budapest",
    "Central European Standard Time": "Europe/Warsaw",
    "GMT Standard Time": "Europe/London",
    "Greenwich Standard Time": "Atlantic/Reykjavik",
    "E. Europe Standard Time": "Europe/Bucharest",
    "Morocco Standard Time": "Africa/Casablanca",
    "W. Central Africa Standard Time": "Africa/Lagos",
    "E. Africa Standard Time": "Africa/Nairobi",
    "Mauritius Standard Time": "Indian/Mauritius",
    "Eastern Standard Time": "America/New_York",
    "Pacific Standard Time": "America/Los_Angeles",
    "UTC": "UTC",
}


def calendar_events(data: bytes, charset: str, method: str = "") -> tuple[CalendarEvent, ...]:
    """The first events of a calendar. `method` is the part's own claim, the calendar's METHOD wins. Never raises."""
    events: list[CalendarEvent] = []
    fields: dict[str, ContentLine] = {}
    depth: list[str] = []
    for line in content_lines(data, charset):
        if line.name == "BEGIN":
            depth = [*depth[:10], line.value.strip().upper()]
            if depth[-1] == "VEVENT":
                fields = {}
        elif line.name == "END":
            if depth and depth.pop() == "VEVENT":
                events.append(_event(fields, method))
                if len(events) == _MAX_EVENTS:
                    break
        elif line.name == "METHOD" and depth[-1:] != ["VEVENT"]:
            method = unescape(line.value, 20)
        elif depth[-1:] == ["VEVENT"]:
            fields.setdefault(line.name, line)
    return tuple(events)


def _event(fields: dict[str, ContentLine], method: str) -> CalendarEvent:
    def text(name: str) -> str:
        line = fields.get(name)
        return unescape(line.value) if line else ""

    start_line, end_line = fields.get("DTSTART"), fields.get("DTEND")
    start = _moment(start_line)
    end = _moment(end_line) if end_line else _after(start, text("DURATION"))
    organizer = fields.get("ORGANIZER")
    return CalendarEvent(
        method=method.upper(),
        uid=text("UID"),
        summary=text("SUMMARY"),
        start=start,
        end=end,
        zone=start_line.params.get("TZID", "")[:100] if start_line else "",
        organizer=_person(organizer) if organizer else "",
        location=text("LOCATION"),
        status=text("STATUS").upper(),
        recurring="RRULE" in fields,
    )


def _person(line: ContentLine) -> str:
    address = unescape(line.value)
    address = address[7:] if address.lower().startswith("mailto:") else address
    name = unescape(line.params.get("CN", ""))
    return f"{name} <{address}>" if name and name != address else address


def _moment(line: ContentLine | None) -> datetime | date | None:
    match = _STAMP.match(line.value.strip()) if line else None
    if line is None or match is None:
        return None
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
        if match[4] is None:
            return day
        moment = datetime.combine(day, time(int(match[4]), int(match[5]), min(int(match[6] or 0), 59)))
    except ValueError:
        return None
    if match[7]:
        return moment.replace(tzinfo=UTC)
    name = line.params.get("TZID", "").strip()
    name = _WINDOWS_ZONES.get(name, name)
    if not re.fullmatch(r"[A-Za-z_]{1,20}(/[A-Za-z_+-]{1,30}){0,2}", name):
        return moment
    try:
        return moment.replace(tzinfo=ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return moment


def _after(start: datetime | date | None, duration: str) -> datetime | date | None:
    match = _DURATION.fullmatch(duration) if duration else None
    if start is None or match is None:
        return None
    weeks, days, hours, minutes, seconds = (int(group or 0) for group in match.groups())
    try:
        return start + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return None
