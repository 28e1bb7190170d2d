"""What the portal refuses, in words that a customer reads."""

from django.utils.translation import gettext as _


class PortalRefusal(ValueError):
    """Base of the refusals: the message says what happened and what can be done."""


class LinkOver(PortalRefusal):
    """The link was used, is too old, or is none."""

    def __init__(self) -> None:
        super().__init__(_("This link has been used or is too old. Ask for another one: it comes in a moment."))


class NotKnown(PortalRefusal):
    """The address is that of nobody, and the brand lets in only those whom it knows."""

    def __init__(self) -> None:
        super().__init__(_("We do not know this address. Use the one at which we write to you, or ask us to add this one."))


class WrongPassword(PortalRefusal):
    """No account of this address has this password; or there are too many tries."""

    def __init__(self) -> None:
        super().__init__(_("This address and this password do not go together. You can always enter by a link sent by e-mail."))


class WrongKey(PortalRefusal):
    """The passkey opens nothing here, or was not checked."""

    def __init__(self) -> None:
        super().__init__(_("This passkey opens nothing here. Enter by a link sent by e-mail, then add it again."))


class AddressKept(PortalRefusal):
    """The address by which somebody is in stays theirs until they come by another."""

    def __init__(self) -> None:
        super().__init__(_("You entered by this address. Add another one, enter by it, then remove this one."))


class NotToldApart(PortalRefusal):
    """What was said tells nobody from the others who share the address."""

    def __init__(self) -> None:
        super().__init__(_("This does not match what we have. Check it, or write to us: an adviser will help you."))
