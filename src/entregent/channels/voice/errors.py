"""What the telephone refuses, and why."""

from django.utils.translation import gettext as _


class NumberTaken(ValueError):
    """Another brand, or this one, has this number already."""

    def __str__(self) -> str:
        return _("This number is taken already.")


class NameTaken(ValueError):
    """The brand has a trunk of this name."""

    def __str__(self) -> str:
        return _("A trunk has this name already.")


class UserTaken(ValueError):
    """Another telephone of the house registers by this name."""

    def __str__(self) -> str:
        return _("Another telephone of the house has this user name.")


class NotOurs(ValueError):
    """Nobody of the house takes part in this call, or it is over."""

    def __str__(self) -> str:
        return _("You are not in this call, or it is over.")


class Unheard(ValueError):
    """The process that carries the call did not answer: nothing was done."""

    def __str__(self) -> str:
        return _("The telephone does not answer: nothing was done. The call itself goes on; try again.")


class NotCarried(ValueError):
    """A visitor's call was not taken; ``why``: no_service, no_line, full, too_many, no_sound."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    def __str__(self) -> str:
        if self.why == "no_sound":
            return _("Your browser sent no sound: check that it may use the microphone.")
        if self.why in ("full", "too_many"):
            return _("Too many calls at once: try again in a moment.")
        return _("Calls are not taken at the moment: write to us, or ask to be called back.")


class SetMeanwhile(ValueError):
    """Somebody else set this up in the same instant."""

    def __str__(self) -> str:
        return _("Somebody else has just set this up: load the page again.")


class TooLate(ValueError):
    """Whoever is listened to knows it before."""

    def __str__(self) -> str:
        return _("A period is announced before it begins: choose today or a later day.")


class NeverForGood(ValueError):
    """Listening has an end."""

    def __str__(self) -> str:
        return _("Listening is never for good: a period lasts a month at most.")


class DispositionRefused(ValueError):
    """A disposition cannot stand there; ``code``: cycle, taken or unknown."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(
            {
                "cycle": _("A disposition cannot stand under itself."),
                "taken": _("There is already a disposition of this name there."),
                "unknown": _("This disposition does not exist any more."),
            }[code]
        )


class NotQualified(ValueError):
    """How a call ended is not theirs to say, or not any more."""

    def __str__(self) -> str:
        return _("Who had a call says how it ended, until the end of the next day.")


class DispositionWanted(ValueError):
    """The brand wants to know how each call ended."""

    def __str__(self) -> str:
        return _("Say first how the call ended: this brand asks for it.")
