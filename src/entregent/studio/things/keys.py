"""API keys."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from entregent.access.rules import SCOPES
from entregent.brands.models import Brand

SCOPE_NAMES = {
    "people.read": _("Read persons"),
    "people.write": _("Create and change persons"),
    "people.merge": _("Merge persons"),
    "people.export": _("Export persons"),
    "people.import": _("Import persons"),
    "tickets.read": _("Read tickets, messages and files"),
    "tickets.write": _("Open, change and answer tickets"),
    "tickets.bulk": _("Change many tickets at once"),
    "knowledge.read": _("Search and read public articles"),
    "understanding.write": _("Teach the understanding"),
    "supervise": _("Follow queues and agents"),
    "administer": _("Change the brand’s settings"),
}


class KeyForm(forms.Form):
    """What a new key opens, and until when."""

    brand = forms.ModelChoiceField(label=_("Brand"), queryset=Brand.objects.none(), empty_label=None)
    name = forms.CharField(label=_("Used by"), max_length=80, help_text=_("The program or the partner that will hold it."))
    scopes = forms.MultipleChoiceField(
        label=_("Allowed to"), choices=[(scope, SCOPE_NAMES[scope]) for scope in SCOPES], widget=forms.CheckboxSelectMultiple
    )
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: until revoked."),
    )

    def __init__(self, *args: Any, brands: list[Brand], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["brand"].queryset = Brand.objects.filter(id__in=[brand.id for brand in brands])

    def end(self) -> datetime | None:
        """The end of the last day, in the brand's time zone."""
        day = self.cleaned_data["last_day"]
        if day is None:
            return None
        return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(self.cleaned_data["brand"].time_zone))
