"""Forms of this room's own pages."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from entregent.access.models import Staff
from entregent.access.queries import time_zones


class Plain:
    """Without examples that only repeat the label, nor a list of rules where a sentence says them."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            if name == "password1":
                field.help_text = ""


class SignInForm(Plain, LoginForm):
    """Mail and password."""


class ForgottenPasswordForm(Plain, ResetPasswordForm):
    """The address to which a link goes."""


class OtherPasswordForm(Plain, ChangePasswordForm):
    """Another password, from one's account."""


class NewPasswordForm(Plain, SetPasswordForm):
    """A password, for someone who entered without one."""


class PasswordByLinkForm(Plain, ResetPasswordKeyForm):
    """Another password, by a link."""


class PasswordAgainForm(Plain, ReauthenticateForm):
    """The password asked again before something sensitive."""


class SetUpAppForm(Plain, ActivateTOTPForm):
    """The first code of an authenticator app."""


class PreferencesForm(forms.Form):
    """What someone chooses for their own screens."""

    language = forms.ChoiceField(label=_("Language"))
    time_zone = forms.ChoiceField(
        label=_("Time zone"), required=False, help_text=_("In which your screens tell the time; deadlines do not move.")
    )

    def __init__(self, data: Any, *, staff: Staff) -> None:
        super().__init__(data, initial={"language": staff.language, "time_zone": staff.time_zone})
        self.fields["language"].choices = settings.LANGUAGES
        self.fields["time_zone"].choices = [("", _("That of my site, else of my brand")), *time_zones()]


class NewKeyForm(AddWebAuthnForm):
    """Adding a passkey or a security key."""

    field_order = ("name", "passwordless", "credential")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].label = _("Name of the key")
        self.fields["passwordless"].label = _("Sign in with this key alone")
        self.fields["passwordless"].help_text = _("A passkey: it asks for your finger, your face or its code, and no password.")
        self.fields["passwordless"].initial = True


class RenamedKeyForm(EditWebAuthnForm):
    """Giving a key another name."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].label = _("Name of the key")


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
