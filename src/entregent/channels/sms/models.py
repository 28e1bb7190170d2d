"""With whom a brand sends SMS, and the links that it sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from entregent.brands.models import Branded
from entregent.channels.sms.rules import SEAL, usual_template
from entregent.people.models import Person


class Account(Branded):
    """A brand's account with a provider that takes JSON."""

    sealed = {"secret": SEAL}

    url = models.URLField(_("Address"), max_length=400, help_text=_("Where messages are posted, in JSON."))
    header = models.CharField(_("Header of the secret"), max_length=60, default="Authorization")
    secret = models.TextField(editable=False, blank=True)
    sender = models.CharField(
        _("Shown as sender"), max_length=16, blank=True, help_text=_("A name of eleven letters, or a number.")
    )
    template = models.JSONField(_("What is posted"), default=usual_template)
    link_to = models.URLField(
        _("Where the link leads"), max_length=400,
        help_text=_("A page where one goes on in writing: your site with its chat, a guide, your space."),
    )  # fmt: skip
    words_fr = models.CharField(_("Words before the link, in French"), max_length=100, blank=True)
    words_en = models.CharField(_("Words before the link, in English"), max_length=100, blank=True)
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand"], name="sms_one_account_a_brand")]

    def __str__(self) -> str:
        return self.url


class Link(Branded):
    """A link that was sent to a number, and whether it was opened."""

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"

    token = models.CharField(max_length=24, unique=True)
    subject = models.UUIDField(help_text="In what it was asked for: a call.")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    number = models.CharField(max_length=16)
    target = models.URLField(max_length=400)
    state = models.CharField(max_length=6, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["brand", "number", "-asked_at"], name="sms_of_number")]

    def __str__(self) -> str:
        return str(self.id)
