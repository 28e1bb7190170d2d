"""What webhooks refuse."""

from django.utils.translation import gettext as _


class WebhookRefused(ValueError):
    """Base of the refusals: the message says what is wrong."""


class UrlRefused(WebhookRefused):
    """The address cannot be sent to."""

    def __init__(self) -> None:
        super().__init__(_("Give an https address that can be reached from the Internet, without user name or fragment."))


class UrlTaken(WebhookRefused):
    """The brand has an endpoint there already."""

    def __init__(self) -> None:
        super().__init__(_("This address already has an endpoint: change that one."))


class UnknownKind(WebhookRefused):
    """No fact is of this kind."""

    def __init__(self) -> None:
        super().__init__(_("A kind of fact does not exist: see the list of kinds."))
