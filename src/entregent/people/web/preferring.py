"""Preferences in words, for staff and for whoever they are about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from entregent.people.models import Preference
from entregent.people.rules.preferences import ANY, Preferred

VALUES: dict[str, dict[str, object]] = {
    "channel": {
        "mail": _("by e-mail"), "phone": _("by telephone"), "sms": _("by SMS"), "chat": _("by chat"),
        "portal": _("in their space"), "letter": _("by letter"),
    },
    "hour": {
        "morning": _("in the morning"), "noon": _("around noon"), "afternoon": _("in the afternoon"),
        "evening": _("in the evening"), "night": _("at night"),
    },
    "language": {
        "fr": _("in French"), "en": _("in English"), "de": _("in German"), "it": _("in Italian"), "es": _("in Spanish"),
    },
}  # fmt: skip
"""About what → value → words."""

ANYTHING = pgettext_lazy("preference", "No preference")


@dataclass(frozen=True, slots=True)
class Told:
    """A preference as a page shows it."""

    about: str
    words: object
    source: object
    since: datetime
    sure: float
    times: int


def told(found: Mapping[str, Preferred]) -> list[Told]:
    """Those that have words, in their order; a subject is the reason of requests, which rooms above name."""
    shown = []
    for about, values in VALUES.items():
        if (one := found.get(about)) is not None and one.value in values:
            label, source = Preference.About(about).label, Preference.Source(one.source).label
            shown.append(Told(str(label), values[one.value], source, one.since, one.strength, one.times))
    return shown


def choices(about: str) -> list[tuple[str, object]]:
    """What may be chosen about something, beginning with not minding."""
    return [(ANY, ANYTHING), *VALUES[about].items()]
