"""Days on which calls may be listened to."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entregent.access.models import Staff
from entregent.brands.models import Branded


class ListeningPeriod(Branded):
    """Days on which calls may be listened to, announced to the agents whom it concerns (C. trav. L.1222-4): never for good."""

    first = models.DateField(_("From"))
    last = models.DateField(_("To"), help_text=_("That day included."))
    teams = ArrayField(
        models.BigIntegerField(), default=list, blank=True, help_text="Ids of teams; empty: every agent of the brand."
    )
    purpose = models.CharField(_("Purpose"), max_length=200, help_text=_("Training, evaluation…: the agents read it."))
    announced_at = models.DateTimeField()
    announced_by = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["brand", "-last"], name="voice_listening_latest")]
        constraints = [models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="voice_listening_in_order")]

    def __str__(self) -> str:
        return self.purpose
