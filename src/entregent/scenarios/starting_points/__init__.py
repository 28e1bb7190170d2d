"""Trees to start from, complete in French and English, written and spoken: a brand copies one and makes it its own.

They name no queue, calendar or reason, so that any brand can take them; two ask a connector (``commandes``, ``factures``) that
an administrator sets up.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from entregent.scenarios.tree.form import Form, imported

NAMES: Mapping[str, str | Promise] = MappingProxyType(
    {
        "accueil": _("Welcome"),
        "suivi-de-commande": _("Order tracking"),
        "reclamation": _("Complaint"),
        "resiliation": _("Cancellation"),
        "paiement": _("Paying an invoice"),
        "enquete": _("Satisfaction survey"),
        "fidelisation": _("Retention script"),
    }
)
"""Slug → name, in the order in which they are offered."""


def starting_point(slug: str) -> Form:
    """A tree to start from. Raises KeyError."""
    if slug not in NAMES:
        raise KeyError(slug)
    return imported((Path(__file__).parent / f"{slug}.json").read_text(encoding="utf-8"))
