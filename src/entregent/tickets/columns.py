"""The columns of a list: which there are, and in which someone reads it."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

COLUMNS: Mapping[str, Lazy] = {
    "person": _("Person"),
    "status": _("Status"),
    "promise": _("Promise"),
    "queue": _("Queue"),
    "assignee": _("Assignee"),
    "changed": pgettext_lazy("of a ticket", "Changed"),
    "number": _("Reference"),
    "priority": _("Priority"),
    "type": _("Type"),
    "reason": _("Reason"),
    "channel": _("Channel"),
    "tags": _("Tags"),
    "organisation": _("Organisation"),
    "team": _("Team"),
    "brand": _("Brand"),
    "opened": pgettext_lazy("of a ticket", "Opened"),
    "answered": _("First answer"),
    "resolved": _("Resolved"),
}
"""What a list can show beside the title, which is always there."""
USUAL = ("person", "status", "promise", "queue", "assignee", "changed")
OWN = "custom:"
"""Before the key of a field that the brand has added to its tickets."""
MOST = 16


def tidy(columns: Iterable[str]) -> list[str]:
    """The columns that exist, each once, in their order; at most sixteen."""
    known = (one for one in columns if one in COLUMNS or (one.startswith(OWN) and len(one) <= 60 and "\0" not in one))
    return list(dict.fromkeys(known))[:MOST]


def chosen(by_reader: Sequence[str] | None, of_view: Sequence[str], usual_of_reader: Sequence[str] | None) -> list[str]:
    """The columns of a list: those that the reader wants for it, else its own, else the reader's usual ones or the house's."""
    return list(by_reader or of_view or usual_of_reader or USUAL)
