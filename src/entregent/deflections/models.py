"""Other ways offered to who would have waited for an agent."""

from django.db import models
from django.db.models import Q

from entregent.brands.models import Branded
from entregent.conversations.models import Conversation
from entregent.people.models import Person
from entregent.routing.models import Queue


class Deflection(Branded):
    """An offer, what was answered to it, and what became of it."""

    class Answer(models.TextChoices):
        NONE = "", "No answer"
        ACCEPTED = "accepted", "Accepted"
        REFUSED = "refused", "Refused"

    class Outcome(models.TextChoices):
        NONE = "", "Followed"
        RESOLVED = "resolved", "Resolved"
        RETURNED = "returned", "Came back"
        UNKNOWN = "unknown", "Not known"

    subject = models.UUIDField(help_text="What it was offered in: a chat, a session of a scenario, a call.")
    medium = models.CharField(max_length=20, help_text="Where they were: chat, web, phone.")
    to = models.CharField(max_length=20, help_text="The way offered: callback, article, message, or another medium.")
    waiting = models.BooleanField(default=False, help_text="They stood in the queue already.")
    queue = models.ForeignKey(Queue, models.PROTECT, null=True, related_name="+", db_index=False)
    wait_seconds = models.IntegerField(null=True, help_text="The wait that was expected.")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    conversation = models.ForeignKey(Conversation, models.PROTECT, null=True, related_name="+", db_index=False)
    offered_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.NONE, blank=True)
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.NONE, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "to"], name="deflections_one_a_way")]
        indexes = [
            models.Index(fields=["brand", "offered_at"], name="deflections_of_brand"),
            models.Index(fields=["answered_at"], name="deflections_followed", condition=Q(answer="accepted", outcome="")),
        ]

    def __str__(self) -> str:
        return f"{self.medium} {self.to}"
