"""Where calls come from: the sources that a brand tells apart, and the numbers that are lent to the visitors of its site."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from entregent.brands.models import Branded


class Source(Branded):
    """Where people come from: a campaign, a medium, a page. What is left empty holds for everybody."""

    name = models.CharField(_("Name"), max_length=80)
    utm_source = models.CharField("utm_source", max_length=80, blank=True)
    utm_medium = models.CharField("utm_medium", max_length=80, blank=True)
    utm_campaign = models.CharField("utm_campaign", max_length=80, blank=True)
    referrer = models.CharField(
        _("Site that leads here"), max_length=80, blank=True, help_text=_("Its host: moteur.example. Hosts below it count too.")
    )
    landing = models.CharField(
        _("Page where they arrive"), max_length=200, blank=True, help_text=_("The beginning of its path: /mutuelle-senior.")
    )
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["brand", "name"], name="tracking_one_source_a_name")]

    def __str__(self) -> str:
        return self.name


class Pool(Branded):
    """How a brand lends its numbers to the visitors of its site who agreed to it. Which numbers: the telephone says."""

    minutes = models.PositiveSmallIntegerField(
        _("Lent for (minutes)"), default=30, validators=[MinValueValidator(5), MaxValueValidator(1440)],
        help_text=_("After the last page that they saw. Then the number rests, and goes to somebody else."),
    )  # fmt: skip
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand"], name="tracking_one_pool_a_brand")]

    def __str__(self) -> str:
        return str(self.brand)


class Lending(Branded):
    """A number that one visitor sees, until when. Gone some days after it is over; what it told stays with their calls."""

    number = models.CharField(max_length=16, help_text="E.164.")
    visitor = models.UUIDField(help_text="The name that their browser keeps; nobody's.")
    source = models.ForeignKey(Source, models.SET_NULL, null=True, related_name="+", db_index=False)
    came = models.JSONField(default=dict, help_text="source, medium, campaign, referrer, landing.")
    lent_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["brand", "number", "-until"], name="tracking_lent"),
            models.Index(fields=["visitor"], name="tracking_of_visitor"),
            models.Index(fields=["until"], name="tracking_over"),
        ]

    def __str__(self) -> str:
        return self.number
