"""Callbacks: what a queue offers, and who is to be called back when."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from entregent.brands.models import Branded
from entregent.people.models import Person
from entregent.routing.models import Queue
from entregent.tickets.models import Ticket


class Offering(Branded):
    """The callbacks that a queue takes: how many in each quarter of an hour, from when, until when."""

    queue = models.OneToOneField(Queue, models.CASCADE, related_name="callbacks")
    name = models.CharField(
        max_length=80, blank=True, help_text=_("What is read where callbacks are booked; empty: the name of the queue.")
    )
    per_quarter = models.PositiveSmallIntegerField(
        default=2, validators=[MinValueValidator(1), MaxValueValidator(500)],
        help_text=_("Callbacks that its agents can make in a quarter of an hour."),
    )  # fmt: skip
    notice_minutes = models.PositiveSmallIntegerField(
        default=30, validators=[MaxValueValidator(2880)], help_text=_("The first slot offered begins so many minutes from now.")
    )  # fmt: skip
    days_ahead = models.PositiveSmallIntegerField(
        default=7, validators=[MinValueValidator(1), MaxValueValidator(60)], help_text=_("How many days ahead one may book.")
    )  # fmt: skip
    at_once = models.BooleanField(default=True, help_text=_("“As soon as possible” is offered beside the slots."))
    retry_minutes = models.PositiveSmallIntegerField(
        default=15, validators=[MinValueValidator(1), MaxValueValidator(2880)],
        help_text=_("Who did not answer is called again so many minutes later, in the hours of the queue."),
    )  # fmt: skip
    most_tries = models.PositiveSmallIntegerField(
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text=_("Then nobody is called any more."),
    )
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["queue__name"]

    def __str__(self) -> str:
        return self.name or str(self.queue)


class Callback(Branded):
    """A promise to call somebody. A slot has as many places as the queue offers, and the database gives each to one."""

    class State(models.TextChoices):
        BOOKED = "booked", _("Booked")
        DUE = "due", _("To be called")
        TAKEN = "taken", _("Taken by an agent")
        DONE = "done", _("Done")
        UNREACHED = "unreached", _("Not reached")
        CANCELLED = "cancelled", pgettext_lazy("a callback", "Cancelled")

    person = models.ForeignKey(Person, models.PROTECT, related_name="callbacks")
    queue = models.ForeignKey(Queue, models.PROTECT, related_name="+", db_index=False)
    phone = models.CharField(max_length=20, help_text="E.164.")
    about = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=20, help_text="Where it was asked for.")
    state = models.CharField(max_length=10, choices=State, default=State.BOOKED)
    slot_at = models.DateTimeField(null=True, help_text="Nothing: as soon as possible.")
    place = models.PositiveSmallIntegerField(null=True, help_text="Which of the slot's places.")
    starts_at = models.DateTimeField(help_text="When it waits for an agent.")
    due_at = models.DateTimeField(help_text="By when they are called: the promise.")
    ticket = models.OneToOneField(Ticket, models.PROTECT, null=True, related_name="callback")
    asked_at = models.DateTimeField()
    moves = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Calls placed.")
    tried_at = models.DateTimeField(null=True, help_text="The last that nobody answered.")
    reached_at = models.DateTimeField(null=True, help_text="When they answered: by it the promise is judged.")
    missed_at = models.DateTimeField(null=True, help_text="The promise was broken at that instant.")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["queue", "slot_at", "place"], condition=~Q(state="cancelled") & Q(slot_at__isnull=False),
                name="callbacks_one_a_place",
            ),
            models.UniqueConstraint(
                fields=["person", "queue"], condition=Q(state__in=["booked", "due"]), name="callbacks_one_a_person"
            ),
            models.CheckConstraint(
                condition=Q(slot_at__isnull=True, place__isnull=True) | Q(slot_at__isnull=False, place__isnull=False),
                name="callbacks_slot_has_place",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["starts_at"], name="callbacks_booked", condition=Q(state="booked")),
            models.Index(fields=["due_at"], name="callbacks_watched", condition=Q(state="due", missed_at__isnull=True)),
            models.Index(fields=["brand", "starts_at"], name="callbacks_agenda"),
        ]

    def __str__(self) -> str:
        return str(self.id)
