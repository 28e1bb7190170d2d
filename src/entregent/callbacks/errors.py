"""What callbacks refuse, in words that can be shown."""

from django.utils.translation import gettext as _


class CallbackRefused(ValueError):
    """Base of the refusals: the message says what happened and what can be done."""


class NotOffered(CallbackRefused):
    """The queue takes no callback, or none at that time."""

    def __init__(self) -> None:
        super().__init__(_("No callback is offered at this time: choose another one."))


class SlotTaken(CallbackRefused):
    """The slot's last place went to somebody else."""

    def __init__(self) -> None:
        super().__init__(_("This time has just been taken. Nothing was booked: choose another one."))


class AlreadyBooked(CallbackRefused):
    """The person waits for a call of this queue already."""

    def __init__(self) -> None:
        super().__init__(_("A callback is booked already: move it or cancel it first."))


class TooLate(CallbackRefused):
    """The callback cannot be changed any more."""

    def __init__(self) -> None:
        super().__init__(_("It is too late to change this callback: we are about to call."))
