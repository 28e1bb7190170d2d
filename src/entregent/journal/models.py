"""The journal's tables. ``Event`` is partitioned by month, which Django's migrations cannot say: see ``0001_initial``."""

from django.db import models


class Event(models.Model):
    """A fact. Appended in the transaction of the change it tells; never changed, never deleted."""

    append_only = True

    id = models.BigAutoField(primary_key=True)
    xid = models.BigIntegerField(editable=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    brand = models.ForeignKey("brands.Brand", models.DO_NOTHING, db_constraint=False, related_name="+")
    actor = models.CharField(max_length=60)
    subject = models.UUIDField()
    person = models.UUIDField(null=True)
    v = models.SmallIntegerField(default=1)
    data = models.JSONField()

    class Meta:
        managed = False
        db_table = "journal_event"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Cursor(models.Model):
    """How far a follower has read: the order of commits is (xid, id), not id alone."""

    follower = models.CharField(max_length=60, primary_key=True)
    xid = models.BigIntegerField(default=0)
    event = models.BigIntegerField(default=0)
    attempts = models.SmallIntegerField(default=0)
    again_at = models.DateTimeField(null=True)  # after a failure: not before
    moved_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.follower


class Failure(models.Model):
    """An event that a follower could not take in after several tries: put aside so that the others pass, to be replayed."""

    follower = models.CharField(max_length=60)
    event = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    error = models.CharField(max_length=500)
    at = models.DateTimeField(auto_now_add=True)
    replayed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["follower", "event"], name="journal_one_failure_an_event")]

    def __str__(self) -> str:
        return f"{self.follower}: {self.kind} {self.event}"
