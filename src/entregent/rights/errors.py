"""What rights refuse, in words that can be shown."""

from django.utils.translation import gettext as _


class RightRefused(ValueError):
    """Base of the refusals: the message says what happened and what can be done."""


class NoSuchRight(RightRefused):
    """No law gives this right here."""

    def __init__(self) -> None:
        super().__init__(_("This cannot be asked for here: write to us."))


class AskedAlready(RightRefused):
    """The same right was asked for, and is not answered yet."""

    def __init__(self) -> None:
        super().__init__(_("You have asked for this already: follow the answer in your requests."))


class NotExtended(RightRefused):
    """The law gives no more time: it is too late to say so, it was said already, or this law knows none."""

    def __init__(self) -> None:
        super().__init__(_("The law gives no more time for this request: answer it as it is."))
