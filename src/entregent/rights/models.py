"""The rights that persons exercise over their data, and until when the law gives us to answer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entregent.brands.models import Branded
from entregent.people.models import Person
from entregent.rights.rules import ACCESS, ERASURE, OBJECTION, PORTABILITY, RECTIFICATION
from entregent.tickets.models import Ticket


class RightRequest(Branded):
    """A right that somebody exercises. Its words and its answer are those of the ticket; here are the right and its clock."""

    class Right(models.TextChoices):
        ACCESS = ACCESS, _("Access to one’s data")
        RECTIFICATION = RECTIFICATION, _("Rectification of one’s data")
        ERASURE = ERASURE, _("Erasure of one’s data")
        PORTABILITY = PORTABILITY, _("Portability of one’s data")
        OBJECTION = OBJECTION, _("Objection to a use of one’s data")

    class Identity(models.TextChoices):
        LINK = "link", _("entered by a link sent to an address of theirs")
        PASSWORD = "password", _("entered by their password")
        PASSKEY = "passkey", _("entered by their passkey")

    person = models.ForeignKey(Person, models.PROTECT, related_name="right_requests")
    ticket = models.OneToOneField(Ticket, models.PROTECT, related_name="right_request")
    right = models.CharField(max_length=15, choices=Right)
    source = models.CharField(max_length=60, help_text="The text of law, as the rule of that day named it.")
    identity = models.CharField(max_length=10, choices=Identity, help_text="What makes us sure who asks.")
    received_at = models.DateTimeField()
    due_on = models.DateField(help_text="The last day to answer, in the brand's time zone.")
    warned_at = models.DateTimeField(null=True, help_text="Few days were left.")
    extended_at = models.DateTimeField(null=True, help_text="They were told that it takes longer.")
    answered_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True, help_text="The law's time was over, and nothing was answered.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "right"], condition=Q(answered_at__isnull=True), name="rights_one_in_hand"
            )
        ]
        indexes = [
            models.Index(fields=["due_on"], name="rights_in_hand", condition=Q(answered_at__isnull=True)),
            models.Index(fields=["brand", "-received_at"], name="rights_latest"),
        ]

    def __str__(self) -> str:
        return self.right
