"""When a widget receives chats: in its own hours and in those of its queue, outside of which nothing is offered to anybody."""

from dataclasses import dataclass
from datetime import datetime

from entregent.calendar.queries import parsed
from entregent.channels.chat.models import Widget
from entregent.kernel.business_time import BusinessCalendar, NeverOpens, is_open, next_opening

TURNS = 30
"""How often two calendars that never agree are asked in turn."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether chats are received now; if not, when they will be (nothing: nobody can tell)."""

    open: bool
    reopens: datetime | None = None


def opening(widget: Widget, now: datetime) -> Opening:
    """Of a widget with its calendars at hand: no statement."""
    calendars = hours_of(widget)
    if all(is_open(calendar, now) for calendar in calendars):
        return Opening(True)
    at = now
    for _ in range(TURNS):
        closed = next((calendar for calendar in calendars if not is_open(calendar, at)), None)
        if closed is None:
            return Opening(False, at)
        try:
            at = next_opening(closed, at)
        except NeverOpens:
            break
    return Opening(False)


def hours_of(widget: Widget) -> list[BusinessCalendar]:
    """The calendars that bind it: its own, its queue's; none: always open."""
    return [parsed(one.hours) for one in (widget.calendar, widget.queue.calendar) if one is not None]
