"""Business hours, as each brand sets them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from entregent.brands.models import Branded


class Calendar(Branded):
    """When a brand is open: ``hours`` is the JSON form of ``kernel.business_time.BusinessCalendar``."""

    name = models.CharField(max_length=80)
    hours = models.JSONField()
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "name"], name="calendar_one_a_name"),
            models.UniqueConstraint(fields=["brand"], condition=models.Q(is_default=True), name="calendar_one_default_a_brand"),
        ]
        verbose_name = _("calendar")

    def __str__(self) -> str:
        return self.name
