"""How calls ended for what they were made for: the tree from which their agents choose."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from entregent.brands.models import Branded
from entregent.channels.voice import ratios


class Disposition(Branded):
    """A node of the brand's tree of dispositions. Leaves are chosen; what has others under it is a heading."""

    class Kind(models.TextChoices):
        NO_ANSWER = ratios.Kind.NO_ANSWER.value, pgettext_lazy("disposition", "Unsuccessful: no answer")
        BUSY = ratios.Kind.BUSY.value, pgettext_lazy("disposition", "Unsuccessful: line busy")
        MACHINE = ratios.Kind.MACHINE.value, pgettext_lazy("disposition", "Unsuccessful: answering machine")
        WRONG_NUMBER = ratios.Kind.WRONG_NUMBER.value, pgettext_lazy("disposition", "Unsuccessful: wrong number")
        OTHER_PERSON = ratios.Kind.OTHER_PERSON.value, pgettext_lazy("disposition", "Somebody else answered")
        CALLBACK = ratios.Kind.CALLBACK.value, pgettext_lazy("disposition", "Right person: wants to be called back")
        REFUSED = ratios.Kind.REFUSED.value, pgettext_lazy("disposition", "Right person: refused to listen")
        OUT_OF_TARGET = ratios.Kind.OUT_OF_TARGET.value, pgettext_lazy("disposition", "Right person: out of target")
        LOST = ratios.Kind.LOST.value, pgettext_lazy("disposition", "Argued: said no")
        WON = ratios.Kind.WON.value, pgettext_lazy("disposition", "Argued: said yes")
        UNRESOLVED = ratios.Kind.UNRESOLVED.value, pgettext_lazy("disposition", "Service: to be followed up")
        RESOLVED = ratios.Kind.RESOLVED.value, pgettext_lazy("disposition", "Service: resolved")

    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    name = models.CharField(_("Name"), max_length=80)
    kind = models.CharField(
        _("Class"), max_length=13, choices=Kind, help_text=_("What the ratios count it as, wherever it stands in the tree.")
    )
    position = models.SmallIntegerField(default=0)
    active = models.BooleanField(_("In service"), default=True)

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["brand", "parent", "name"], name="voice_one_disposition", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.name


class DispositionPolicy(Branded):
    """Whether a brand's agents have to say how each call ended. A brand without one asks, and does not insist."""

    required = models.BooleanField(
        _("Asked for before the wrap-up is over"), default=False,
        help_text=_("No wrap-up is ended without it; where its time runs out, it stays asked for until the next day."),
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand"], name="voice_one_disposition_policy")]

    def __str__(self) -> str:
        return str(self.brand)
