"""Answers kept for those who ask twice."""

from django.db import models

from entregent.brands.models import Branded


class KeptAnswer(Branded):
    """The answer given to a write that carried an ``Idempotency-Key``: the same request gets it again for a day.

    It is written in the transaction of the change, so that one exists only with the other.
    """

    caller = models.CharField(max_length=60, help_text="The actor: a key's name is its own, two callers may choose the same.")
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64, help_text="Of the request: method, path and body.")
    status = models.SmallIntegerField()
    body = models.TextField(help_text="Sealed: an answer may tell a secret that is told only once.")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "caller", "key"], name="rest_one_answer_a_key")]
        indexes = [models.Index(fields=["at"], name="rest_kept_at")]

    def __str__(self) -> str:
        return f"{self.caller} {self.status}"


class Budget(models.Model):
    """What a caller has taken of its requests of a minute, for all processes together: see ``throttle``. Not logged."""

    caller = models.CharField(max_length=60, primary_key=True)
    minute = models.BigIntegerField(help_text="Since the epoch.")
    taken = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.caller} {self.taken}"
