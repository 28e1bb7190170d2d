"""The forms of the webhook pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from entregent.brands.models import Brand
from entregent.journal.kinds import KINDS


class EndpointForm(forms.Form):
    """A new endpoint."""

    name = forms.CharField(label=_("Name"), max_length=80)
    brand = forms.ModelChoiceField(label=_("Brand"), queryset=Brand.objects.none(), empty_label=None)
    url = forms.CharField(label=_("Address"), max_length=500, help_text=_("https://…"))
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of facts"), required=False, help_text=_("None chosen: all of them, those to come too.")
    )

    def __init__(self, *arguments: Any, brands: list[Brand], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["brand"].queryset = Brand.objects.filter(id__in=[brand.id for brand in brands])
        self.fields["kinds"].choices = [(name, name) for name in sorted(KINDS)]


class ReplayForm(forms.Form):
    """Since when what was given up is sent again."""

    since = forms.DateTimeField(
        label=_("Given up since"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
