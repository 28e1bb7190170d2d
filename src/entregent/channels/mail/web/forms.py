"""The forms of addresses and mailboxes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from entregent.brands.models import Brand
from entregent.brands.vocabulary import worded_lazy
from entregent.channels.mail.configuration import try_seal
from entregent.channels.mail.dkim import SealRefused
from entregent.channels.mail.models import MailAddress, Mailbox
from entregent.looks.sections import Sectioned
from entregent.routing.models import Queue


class AddressForm(Sectioned):
    """An address of a brand; ``brands`` are those that the visitor administers."""

    LAID_OUT = (
        (
            _("Address"), worded_lazy(_("Where %(customers)s write, and from where they are answered.")),
            (("brand", "half"), ("queue", "half"), ("address", "half"), ("display_name", "half"), ("active", "half")),
        ),
        (_("Signature"), _("Under every answer that leaves from this address."), (("signature", ""),)),
        (
            _("Acknowledgement"), _("Sent once a day at most to one person, and never to a robot."),
            (("auto_reply", "half"), ("auto_reply_text", "")),
        ),
        (
            _("Seal"), _("Proves to other mail servers that an answer really comes from this domain (DKIM)."),
            (("dkim_selectors", ""),),
        ),
    )  # fmt: skip

    class Meta:
        model = MailAddress
        fields = [
            "brand", "address", "display_name", "queue", "signature", "auto_reply", "auto_reply_text", "dkim_selectors",
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
        if data.get("address") and data.get("dkim_selectors"):
            try:
                try_seal(data["address"], data["dkim_selectors"])
            except (OSError, SealRefused):
                self.add_error("dkim_selectors", _("A private key is missing from the folder of keys, or cannot be used."))
        return data


class MailboxForm(Sectioned):
    """An IMAP account; its brand is that of its address."""

    LAID_OUT = (
        (
            _("Server"), _("Where the mails of an address are fetched."),
            (
                ("address", "half"), ("active", "half"), ("host", "half"), ("port", "quarter"), ("security", "quarter"),
                ("login", "half"), ("secret", "half"),
            ),
        ),
        (
            _("Reading"), _("What is read, how often, and what becomes of it there."),
            (("folder", "half"), ("move_to", "half"), ("poll_seconds", "half"), ("takes_old", "half")),
        ),
    )  # fmt: skip

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
