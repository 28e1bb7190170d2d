"""What tickets refuse, in words that can be shown."""

from django.utils.translation import gettext as _


class TicketRefusal(ValueError):
    """Base of the refusals: the message says what happened and what can be done."""


class MoveRefused(TicketRefusal):
    """The status cannot move that way."""

    def __init__(self, before: str, after: str) -> None:
        super().__init__(_("A ticket that is “%(before)s” cannot become “%(after)s”.") % {"before": before, "after": after})


class AlreadyClosed(TicketRefusal):
    """The ticket is closed."""

    def __init__(self) -> None:
        super().__init__(_("This ticket is closed: open a new one to go on."))
