"""Brands: the companies served. Every business row belongs to one."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from entregent.kernel.ids import uuid7


class Regime(models.TextChoices):
    """Which dated rule sets apply (complaints, canvassing, personal data): see ``LAW``."""

    FRANCE = "fr", _("France")
    FRANCE_INSURANCE = "fr-acpr", _("France, banking and insurance (ACPR)")
    SWITZERLAND = "ch", _("Switzerland")


class Brand(models.Model):
    """A tenant. The table is configuration, not customers' data, and stands outside the walls."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    code = models.CharField(
        max_length=5, unique=True, validators=[RegexValidator(r"^[A-Z]{2,5}$")],
        help_text=_("Starts the ticket numbers: two to five capital letters."),
    )  # fmt: skip
    vocabulary = models.CharField(max_length=20, default="client", help_text=_("What this brand calls its customers."))
    language = models.CharField(max_length=10, default="fr")
    region = models.CharField(max_length=2, default="FR", help_text=_("Reads phone numbers and writes amounts."))
    time_zone = models.CharField(max_length=40, default="Europe/Paris")
    regime = models.CharField(max_length=10, choices=Regime, default=Regime.FRANCE)
    colour = models.CharField(max_length=7, default="#17605a", validators=[RegexValidator(r"^#[0-9a-f]{6}$")])
    logo = models.FileField(upload_to="logos", blank=True)
    public_mail = models.EmailField(blank=True)
    demands_second_factor = models.BooleanField(
        default=False, help_text=_("Its supervisors and administrators must sign in with a second factor.")
    )
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Branded(models.Model):
    """What every business row has: a time-ordered public id and its brand, behind the wall."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True
