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


class FieldRefused(TicketRefusal):
    """A field that does not exist, or a value that it cannot take; ``field`` names it."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(_("This value cannot be kept in the field “%(field)s”.") % {"field": field})


class MergeRefused(TicketRefusal):
    """These tickets cannot become one."""


class ChoiceRefused(TicketRefusal):
    """This person cannot be the one who wrote, or there is no choice to undo."""


class SplitRefused(TicketRefusal):
    """These messages cannot leave the ticket."""


class TaskOver(TicketRefusal):
    """The task is already done."""

    def __init__(self) -> None:
        super().__init__(_("This task is already done."))


class ActionUnknown(TicketRefusal):
    """No such bulk action, or not with these parameters."""

    def __init__(self) -> None:
        super().__init__(_("This cannot be done to several tickets at once."))


class ReasonRefused(TicketRefusal):
    """A reason for contact cannot stand there; ``code``: cycle, taken or unknown."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(
            {
                "cycle": _("A reason cannot stand under itself."),
                "taken": _("There is already a reason of this name there."),
                "unknown": _("This reason does not exist any more."),
            }[code]
        )
