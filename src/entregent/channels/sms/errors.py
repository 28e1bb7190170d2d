"""What SMS refuse, in words that can be shown."""

from django.utils.translation import gettext as _


class SetMeanwhile(ValueError):
    """Somebody else set the account up in the same instant."""

    def __str__(self) -> str:
        return _("Somebody else has just set this up: load the page again.")
