"""Accounts and roles of staff."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from entregent.access.models import Role, Staff, Team
from entregent.brands.models import Brand
from entregent.brands.vocabulary import worded_lazy

LANGUAGES = [("fr", _("French")), ("en", _("English"))]


class InvitationForm(forms.Form):
    """Bringing someone in."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"))
    brand = forms.ModelChoiceField(label=_("Brand"), queryset=Brand.objects.none(), empty_label=None)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    by_mail = forms.BooleanField(label=_("Send the link by mail too"), required=False, initial=True)

    def __init__(self, *args: Any, brands: list[Brand], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["brand"].queryset = Brand.objects.filter(id__in=[brand.id for brand in brands])


class AccountForm(forms.Form):
    """Someone's own data (only for who may change the account) and a role for each of the visitor's brands."""

    name = forms.CharField(label=_("Name"), max_length=120)
    short_name = forms.CharField(
        label=_("Short name"),
        max_length=40,
        required=False,
        help_text=worded_lazy(_("What %(customers)s see under an answer.")),
    )
    email = forms.EmailField(label=_("E-mail"))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.select_related("site"), required=False, empty_label=_("No team")
    )

    def __init__(
        self, data: Any, *, staff: Staff, brands: list[Brand], roles: Mapping[UUID, str], may_change: bool
    ) -> None:  # fmt: skip
        own = {name: getattr(staff, name) for name in ("name", "short_name", "email", "language", "team")}
        super().__init__(data, initial=own)
        self.staff, self.may_change, self.brands = staff, may_change, brands
        for name in own:
            self.fields[name].disabled = not may_change
        for brand in brands:
            self.fields[f"role_{brand.id}"] = forms.ChoiceField(
                label=brand.name, required=False, choices=[("", _("No role")), *Role.choices], initial=roles.get(brand.id, "")
            )

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if Staff.objects.filter(email__iexact=email).exclude(id=self.staff.id).exists():
            raise forms.ValidationError(_("Someone else has this address."), code="taken")
        return email

    def account_fields(self) -> list[forms.BoundField]:
        """The fields of the account itself."""
        return [self[name] for name in ("name", "short_name", "email", "language", "team")]

    def role_fields(self) -> list[forms.BoundField]:
        """One field a brand."""
        return [self[f"role_{brand.id}"] for brand in self.brands]

    def account_values(self) -> dict[str, Any]:
        """What the account should hold."""
        return {name: self.cleaned_data[name] for name in ("name", "short_name", "email", "language", "team")}

    def roles_asked(self) -> Iterator[tuple[Brand, str | None]]:
        """Each brand with the role asked for."""
        for brand in self.brands:
            yield brand, self.cleaned_data[f"role_{brand.id}"] or None
