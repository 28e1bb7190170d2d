"""Forms of this room's own pages."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class FirstPasswordForm(forms.Form):
    """The first password of someone who was invited."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("Ten characters at least; a few words are easier to remember than signs."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
    )
    again = forms.CharField(
        label=_("The same once more"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("password") != self.cleaned_data.get("again"):
            self.add_error("again", ValidationError(_("The two passwords differ."), code="differ"))
