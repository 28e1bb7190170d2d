"""What call tracking refuses, and why."""

from django.utils.translation import gettext as _


class NameTaken(ValueError):
    """The brand has a source of this name."""

    def __str__(self) -> str:
        return _("A source of this brand has this name already.")
