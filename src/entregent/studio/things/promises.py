"""Promise policies (SLA)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from entregent.brands.vocabulary import worded_lazy
from entregent.studio.fields import MinutesField
from entregent.studio.forms import StudioForm
from entregent.studio.resource import Column, Resource
from entregent.tickets.models import PromisePolicy

_KINDS = ("first_response_minutes", "next_response_minutes", "resolution_minutes")


class PolicyForm(StudioForm):
    """What is promised for the tickets that match, in business time."""

    first_response_minutes = MinutesField(label=_("First response within"), required=False)
    next_response_minutes = MinutesField(label=_("Next responses within"), required=False)
    resolution_minutes = MinutesField(label=_("Resolution within"), required=False)

    class Meta:
        model = PromisePolicy
        fields = ["name", "calendar", "queue", "priority", "type", *_KINDS, "warn_percent", "active"]
        labels = {
            "name": _("Name"), "calendar": _("Business hours"), "queue": _("Queue"), "priority": _("Priority"),
            "type": _("Type"), "warn_percent": _("Warn at (% of the time)"), "active": _("In service"),
        }  # fmt: skip
        help_texts = {"calendar": _("Time is counted only while this calendar is open.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["queue"].empty_label = _("Any queue")
        self.fields["priority"].choices = [("", _("Any priority")), *list(self.fields["priority"].choices)[1:]]
        self.fields["type"].choices = [("", _("Any type")), *list(self.fields["type"].choices)[1:]]

    def clean_warn_percent(self) -> int:
        percent = self.cleaned_data["warn_percent"]
        if not 1 <= percent <= 99:
            raise forms.ValidationError(_("From 1 to 99."), code="range")
        return percent

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not any(cleaned.get(kind) for kind in _KINDS) and not any(kind in self.errors for kind in _KINDS):
            raise forms.ValidationError(_("A policy promises at least one thing."), code="empty")
        return cleaned


POLICIES = Resource(
    slug="promises", icon="flag", title=_("Promises (SLA)"), singular=_("promise policy"),
    intro=worded_lazy(
        _("How soon %(customers)s are answered and their requests resolved, in business time. The most precise policy wins.")
    ),
    model=PromisePolicy, form=PolicyForm, removable=False, rows=lambda rows: rows.select_related("calendar", "queue"),
    columns=(
        Column(_("Name"), lambda policy: policy.name), Column(_("Applies to"), lambda policy: _applies_to(policy)),
        Column(_("First response"), lambda policy: policy.first_response_minutes, "minutes"),
        Column(_("Next responses"), lambda policy: policy.next_response_minutes, "minutes"),
        Column(_("Resolution"), lambda policy: policy.resolution_minutes, "minutes"),
        Column(_("In service"), lambda policy: policy.active, "yes"),
    ),
)  # fmt: skip


def _applies_to(policy: PromisePolicy) -> str:
    parts = [
        policy.queue.name if policy.queue else "",
        str(policy.get_priority_display()) if policy.priority is not None else "",
        str(policy.get_type_display()) if policy.type else "",
    ]
    return " · ".join(part for part in parts if part) or str(_("Everything"))
