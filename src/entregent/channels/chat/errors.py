"""Why a visitor, or a member of staff, is refused something."""

from django.utils.translation import gettext as _


class ChatRefused(ValueError):
    """A visitor asks for what cannot be given. ``code`` is stable; the text is theirs to read."""

    code = "refused"
    status = 422


class Blocked(ChatRefused):
    """Staff blocked this visitor."""

    code, status = "blocked", 403

    def __init__(self) -> None:
        super().__init__(_("You can no longer write here."))


class Closed(ChatRefused):
    """Outside the hours no chat begins."""

    code, status = "closed", 409

    def __init__(self) -> None:
        super().__init__(_("The chat is closed at this hour: leave us a message."))


class NotAsked(ChatRefused):
    """What the form asks for is missing or cannot be used; ``field`` names it."""

    code = "field"

    def __init__(self, field: str) -> None:
        words = {
            "name": _("Tell us your name."),
            "mail": _("This is not an e-mail address that can be written to."),
            "phone": _("This is not a telephone number that can be called."),
            "consent": _("Your agreement is needed to begin."),
            "text": _("Write your message first."),
            "slot": _("Choose when to be called."),
            "score": _("Choose from one to five."),
        }
        super().__init__(words[field])
        self.field = field


class TooOften(ChatRefused):
    """More than a person writes. ``seconds``: when to try again."""

    code, status = "too-often", 429

    def __init__(self, seconds: int) -> None:
        super().__init__(_("That is a lot at once: it will be sent in a moment."))
        self.seconds = seconds


class NoChat(ChatRefused):
    """There is no chat that this could be done to."""

    code, status = "no-chat", 409

    def __init__(self) -> None:
        super().__init__(_("There is no conversation any more."))
