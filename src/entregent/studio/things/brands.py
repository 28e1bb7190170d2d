"""Brands."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from entregent.access.queries import time_zones
from entregent.brands.actions import create_brand, set_logo, update_brand
from entregent.brands.models import Brand
from entregent.brands.rules import WORDS
from entregent.brands.scope import visible
from entregent.channels.voice.actions import install_dispositions
from entregent.studio.fields import LANGUAGES, REGIONS
from entregent.studio.forms import StudioForm


class BrandForm(StudioForm):
    """A brand's settings. The code and the short name are fixed once the brand exists."""

    picture = forms.FileField(label=_("Logo"), required=False, help_text=_("PNG, JPEG or WebP, 512 kB at most."))
    without_logo = forms.BooleanField(label=_("Remove the logo"), required=False)

    class Meta:
        model = Brand
        fields = [
            "name", "code", "slug", "vocabulary", "language", "region", "time_zone", "regime", "colour", "public_mail",
            "demands_second_factor", "active",
        ]  # fmt: skip
        labels = {
            "name": _("Name"),
            "code": _("Code"),
            "slug": _("Short name"),
            "vocabulary": _("Word for a customer"),
            "language": _("Language"),
            "region": _("Country"),
            "time_zone": _("Time zone"),
            "regime": _("Rules that apply"),
            "colour": _("Colour"),
            "public_mail": _("Public e-mail address"),
            "demands_second_factor": _("Second factor required"),
            "active": _("In service"),
        }
        help_texts = {
            "slug": _("In addresses: small letters, figures and hyphens."),
            "vocabulary": _("What this brand calls its customers, on every screen, mail and export."),
            "regime": _("Decides which dated rules apply to complaints, canvassing and personal data."),
        }
        widgets = {"colour": forms.TextInput(attrs={"type": "color"})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._choose("vocabulary", [(word, word) for word in WORDS])
        self._choose("language", LANGUAGES)
        self._choose("region", REGIONS)
        self._choose("time_zone", [(zone, label) for zone, label in time_zones()])
        if not self.created:
            self.fields["code"].disabled = self.fields["slug"].disabled = True
        if not self.instance.logo:
            del self.fields["without_logo"]

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        current = self.initial.get(name)
        if current and current not in dict(choices):
            choices = [(current, current), *choices]
        field = self.fields[name]
        self.fields[name] = forms.ChoiceField(
            label=field.label, help_text=field.help_text, choices=choices, initial=field.initial, required=True
        )

    def store(self, *, now: Any, by: Any) -> Brand:
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        if self.created:
            brand = create_brand(**values)
            with visible([brand.id]):
                install_dispositions(brand, by=by, now=now)
        else:
            brand = Brand.objects.get(pk=self.instance.pk)
            update_brand(brand, **values)
        if self.cleaned_data.get("picture"):
            set_logo(brand, self.cleaned_data["picture"].read())
        elif self.cleaned_data.get("without_logo"):
            set_logo(brand, b"")
        self.brand = brand
        self.note(brand, now=now, by=by)
        return brand
