"""The account of a brand, as it is asked."""

from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from entregent.channels.sms.models import Account
from entregent.channels.sms.rules import lacks
from entregent.looks.sections import Sectioned

HEADER = RegexValidator(r"^[A-Za-z0-9-]+\Z", _("Letters, digits and hyphens only."))


class AccountForm(Sectioned):
    """A provider that takes JSON."""

    LAID_OUT = (
        (_("Provider"), _("Any that takes a POST of JSON; its documentation says what to write here."),
         (("url", ""), ("header", "half"), ("secret", "half"), ("template", ""))),
        (_("What is sent"), _("Only to mobile numbers, to whoever asked for it by a key; three a day and a number at most."),
         (("sender", "half"), ("link_to", ""), ("words_fr", "half"), ("words_en", "half"), ("active", ""))),
    )  # fmt: skip

    url = forms.URLField(
        label=_("Address"), max_length=400, assume_scheme="https", help_text=_("Where messages are posted, in JSON.")
    )
    link_to = forms.URLField(
        label=_("Where the link leads"), max_length=400, assume_scheme="https",
        help_text=_("A page where one goes on in writing: your site with its chat, a guide, your space."),
    )  # fmt: skip
    header = forms.CharField(label=_("Header of the secret"), max_length=60, validators=[HEADER])
    secret = forms.CharField(
        label=_("Secret"), required=False, max_length=400, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("The whole value of that header. Sealed, never shown again; left empty, it stays as it is."),
    )  # fmt: skip

    class Meta:
        model = Account
        fields: ClassVar = ["url", "header", "template", "sender", "link_to", "words_fr", "words_en", "active"]
        widgets: ClassVar = {"template": forms.Textarea(attrs={"rows": 4, "class": "mono"})}
        help_texts: ClassVar = {"template": _("{to}, {from} and {text} are filled.")}

    def clean_template(self) -> Any:
        """An object that tells to whom, and what."""
        template = self.cleaned_data["template"]
        if not isinstance(template, dict) or lacks(template):
            raise forms.ValidationError(_("Write an object of JSON in which {to} and {text} stand."))
        return template
