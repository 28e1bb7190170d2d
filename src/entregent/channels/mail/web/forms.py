"""The forms of addresses and mailboxes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from entregent.brands.models import Brand
from entregent.channels.mail.models import MailAddress, Mailbox
from entregent.routing.models import Queue


class AddressForm(forms.ModelForm):
    """An address of a brand; ``brands`` are those that the visitor administers."""

    class Meta:
        model = MailAddress
        fields = [
            "brand", "address", "display_name", "queue", "signature", "auto_reply", "auto_reply_text", "dkim_selector",
            "active",
        ]  # fmt: skip
        labels = {"brand": _("Brand")}
        widgets = {"signature": forms.Textarea({"rows": 4}), "auto_reply_text": forms.Textarea({"rows": 6})}

    def __init__(self, *args: Any, brands: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["brand"].queryset = Brand.objects.filter(id__in=brands)
        self.fields["queue"].queryset = Queue.objects.filter(brand__in=brands, active=True)

    def clean_display_name(self) -> str:
        """It stands in the From of every answer: one line."""
        return " ".join(self.cleaned_data["display_name"].split())

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        queue, brand = data.get("queue"), data.get("brand")
        if queue is not None and brand is not None and queue.brand_id != brand.id:
            self.add_error("queue", _("This queue is another brand's."))
        return data


class MailboxForm(forms.ModelForm):
    """An IMAP account; its brand is that of its address."""

    secret = forms.CharField(
        label=_("Password"), required=False, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Left empty, it stays as it is. env:NAME reads it in the environment."),
    )  # fmt: skip

    class Meta:
        model = Mailbox
        fields = [
            "address",
            "host",
            "port",
            "security",
            "login",
            "secret",
            "folder",
            "move_to",
            "poll_seconds",
            "takes_old",
            "active",
        ]

    def __init__(self, *args: Any, brands: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].queryset = MailAddress.objects.filter(brand__in=brands)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.instance.password and not data.get("secret"):
            self.add_error("secret", _("A password is needed."))
        return data
