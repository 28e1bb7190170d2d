"""Where a brand's facts are sent, and what became of each sending."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from entregent.access.sealing import unseal
from entregent.brands.models import Branded

SEAL = "webhook"
"""What signing secrets are sealed for."""


class Endpoint(Branded):
    """An address of a program that wants to hear of facts as they come."""

    class Why(models.TextChoices):
        BY_HAND = "by_hand", _("Stopped by hand")
        FAILING = "failing", _("Failed for days")
        GONE = "gone", _("The receiver said that it is gone")

    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    kinds = ArrayField(models.CharField(max_length=60), default=list, blank=True, help_text="Empty: every kind.")
    sealed_secret = models.TextField()
    sealed_previous = models.TextField(blank=True, help_text="Signs beside the new one until previous_until.")
    previous_until = models.DateTimeField(null=True, blank=True)
    active = models.BooleanField(default=True)
    stopped_why = models.CharField(max_length=10, choices=Why, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    from_xid = models.BigIntegerField(help_text="Facts of earlier transactions are not sent.")
    failing_since = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True, help_text="A worker is sending; past that, it was killed.")
    resting_until = models.DateTimeField(null=True, blank=True, help_text="It does not answer: nothing is tried before.")

    sealed = {"sealed_secret": SEAL, "sealed_previous": SEAL}

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["brand", "url"], name="webhooks_one_endpoint_a_url")]

    def __str__(self) -> str:
        return self.name

    @property
    def secret(self) -> str:
        """The signing secret, opened. Raises SealBroken."""
        return unseal(self.sealed_secret, SEAL)

    @property
    def previous_secret(self) -> str:
        """The signing secret before a change, opened. Raises SealBroken."""
        return unseal(self.sealed_previous, SEAL)


class Delivery(Branded):
    """One fact for one endpoint: kept until it is received or given up, and may be replayed."""

    class State(models.TextChoices):
        PENDING = "pending", _("To be sent")
        SUCCEEDED = "succeeded", _("Received")
        FAILED = "failed", _("Given up")

    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="deliveries", db_index=False)
    event = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    status = models.SmallIntegerField(null=True, help_text="Of the last answer.")
    error = models.CharField(max_length=20, blank=True, help_text="Why there was no good answer: see rules.ERRORS.")
    milliseconds = models.IntegerField(null=True)
    created_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["endpoint", "event"], name="webhooks_one_delivery_a_fact")]
        indexes = [
            models.Index(fields=["endpoint", "next_at"], name="webhooks_due", condition=models.Q(state="pending")),
            models.Index(fields=["endpoint", "-created_at", "-id"], name="webhooks_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
