"""What the mail room refuses, in words that can be shown."""

from django.utils.translation import gettext as _


class MailRefusal(ValueError):
    """Base of the refusals."""


class AddressTaken(MailRefusal):
    """Another address row has it, perhaps of another brand."""

    def __init__(self) -> None:
        super().__init__(_("This address is already in use."))


class NotReplayable(MailRefusal):
    """The mail is not in quarantine any more."""

    def __init__(self) -> None:
        super().__init__(_("This mail is no longer in quarantine."))
