"""Words of rights and of consents, for whoever they are about."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from entregent.people.web.preferring import VALUES, choices
from entregent.rights.rules import ACCESS, ERASURE, OBJECTION, PORTABILITY, RECTIFICATION

RIGHTS: dict[str, tuple[Promise, Promise]] = {
    ACCESS: (_("See all my data"), _("We send you a copy of all that we have about you, and say what we do with it.")),
    RECTIFICATION: (_("Have my data corrected"), _("Most of it you may put right yourself, under My data. Tell us the rest.")),
    ERASURE: (_("Have my data erased"), _("We erase all that no law obliges us to keep, and say what we kept and why.")),
    PORTABILITY: (_("Take my data elsewhere"), _("We give you your data in a file that other programs read.")),
    OBJECTION: (_("Object to a use of my data"), _("Say which use: we stop it, unless a law obliges us.")),
}  # fmt: skip
"""Right → what it is, what we do then."""

CONSENTS: dict[str, Promise] = {
    "canvassing": _("%(brand)s may call me to offer its products."),
    "newsletter": _("%(brand)s may send me its news and offers."),
    "survey": _("%(brand)s may ask me what I think of its service."),
    "recording": _("%(brand)s may record our calls to improve its service."),
    "profiling": _("%(brand)s may use my data to recommend what suits me."),
    "sharing": _("%(brand)s may share my data with its partners."),
}
"""Purpose → the words that are shown, and kept as the proof, when somebody says yes."""

OWN_WORDS = {("channel", "portal"): _("in this space")}
"""What staff would read otherwise."""

WHERE = _("Personal space")
"""Where what is said in the portal is said, as the proof keeps it."""


def consent_words(purpose: str, brand: str) -> str:
    """What somebody says yes to."""
    return str(CONSENTS[purpose]) % {"brand": brand}


def preference_words(about: str, value: str) -> object:
    """A preference in words for whoever has it; empty for a value that has none."""
    return OWN_WORDS.get((about, value)) or VALUES[about].get(value, "")


def preference_choices(about: str) -> list[tuple[str, object]]:
    """What may be chosen about something, beginning with not minding."""
    return [(value, preference_words(about, value) or words) for value, words in choices(about)]
