"""When customers change stage by themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from entregent.brands.vocabulary import worded_lazy
from entregent.people.models import LifeCycle
from entregent.people.queries import MOST_DAYS
from entregent.studio.forms import StudioForm

_COUNTS = ("active_after_contacts", "risk_after_disappointments")
_DAYS = ("risk_after_days", "disappointments_within_days", "lost_after_days", "hand_days")


class LifeCycleForm(StudioForm):
    """The thresholds of a brand; the rules themselves are the same for all."""

    class Meta:
        model = LifeCycle
        fields = [
            "automatic", "active_after_contacts", "risk_after_days", "risk_after_disappointments",
            "disappointments_within_days", "lost_after_days", "hand_days",
        ]  # fmt: skip
        labels = {
            "automatic": _("Stages move by themselves"),
            "active_after_contacts": _("Active after (exchanges)"),
            "risk_after_days": _("At risk after a silence of (days)"),
            "risk_after_disappointments": _("At risk after broken promises or complaints (number)"),
            "disappointments_within_days": _("Broken promises and complaints count for (days)"),
            "lost_after_days": _("Lost after a silence of (days)"),
            "hand_days": _("A stage chosen by hand is left alone for (days)"),
        }
        help_texts = {
            "automatic": _("Each night, and at once when somebody writes or a promise is broken."),
            "active_after_contacts": worded_lazy(
                _("From new or won back; a prospect becomes new at the first exchange of a known %(customer)s.")
            ),
            "lost_after_days": _("Whoever writes again is won back."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in _COUNTS:
            if cleaned.get(name) == 0:
                self.add_error(name, _("At least 1."))
        for name in _DAYS:
            if (cleaned.get(name) or 0) > MOST_DAYS:
                self.add_error(name, _("Ten years at most."))
        if cleaned.get("risk_after_days") == 0:
            self.add_error("risk_after_days", _("At least 1."))
        elif (cleaned.get("lost_after_days") or 0) < (cleaned.get("risk_after_days") or 0):
            raise forms.ValidationError(_("Nobody is lost before being at risk."), code="order")
        return cleaned
