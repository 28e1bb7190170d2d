"""Calls, and who takes part in them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entregent.access.models import Staff
from entregent.brands.models import Branded
from entregent.channels.voice.models.dispositions import Disposition
from entregent.channels.voice.models.lines import Node, Number
from entregent.conversations.models import Conversation
from entregent.kernel.handles import Handle, Kind, display
from entregent.scenarios.models import Session
from entregent.tickets.models import Ticket
from entregent.tracking.models import Source
from entregent.tracking.rules import Came, known


class Call(Branded):
    """A call: one conversation, whoever takes part in it. What was said to the scenario is with its session."""

    class Direction(models.TextChoices):
        IN = "in", _("Incoming call")
        OUT = "out", _("Outgoing call")

    class State(models.TextChoices):
        MENU = "menu", _("In the menu")
        WAITING = "waiting", _("Waiting")
        RINGING = "ringing", _("Ringing")
        TALKING = "talking", _("Talking")
        ENDED = "ended", _("Over")

    class Outcome(models.TextChoices):
        """Of incoming calls: they add up to those received."""

        ANSWERED = "answered", _("Answered")
        LEFT_MENU = "left_menu", _("Left in the menu")
        ABANDONED = "abandoned", _("Abandoned while waiting")
        OVERFLOWED = "overflowed", _("Sent elsewhere: too many calls")
        CLOSED = "closed", _("Came while we were closed")
        DEFLECTED = "deflected", _("Went on by another way")
        SERVED = "served", _("Served by the menu")
        NO_ANSWER = "no_answer", _("Did not answer")
        FAILED = "failed", _("Could not be carried")

    class End(models.TextChoices):
        CUSTOMER = "customer", _("They hung up")
        STAFF = "staff", _("We hung up")
        SYSTEM = "system", _("Ended by itself")
        LOST = "lost", _("Cut off")

    direction = models.CharField(max_length=3, choices=Direction)
    state = models.CharField(max_length=10, choices=State)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    ended_by = models.CharField(max_length=10, choices=End, blank=True)
    node = models.ForeignKey(Node, models.SET_NULL, null=True, related_name="+")
    number = models.ForeignKey(Number, models.SET_NULL, null=True, related_name="+")
    conversation = models.OneToOneField(Conversation, models.PROTECT, related_name="call")
    session = models.OneToOneField(Session, models.SET_NULL, null=True, related_name="call")
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, related_name="calls")
    staff = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+", help_text="Who talks, or talked last.")
    held = models.BooleanField(default=False)
    begun_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True, help_text="When an agent, or the one we called, first spoke.")
    ended_at = models.DateTimeField(null=True)
    held_seconds = models.FloatField(default=0)
    held_since = models.DateTimeField(null=True)
    by_browser = models.BooleanField(default=False, help_text="It comes from the brand's site, not from a network.")
    page = models.CharField(max_length=300, blank=True, help_text="Of the site, from which they call; without query.")
    page_title = models.CharField(max_length=120, blank=True)
    beside = models.ForeignKey(
        Conversation,
        models.SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
        help_text="What they wrote there: their chat.",
    )
    disposition = models.ForeignKey(
        Disposition, models.PROTECT, null=True, related_name="+", help_text="What it came to, as its agent says."
    )
    qualified_at = models.DateTimeField(null=True, help_text="When they said so last.")

    source = models.ForeignKey(Source, models.SET_NULL, null=True, related_name="+", db_index=False)
    came = models.JSONField(default=dict, help_text="Where the caller came from, of the site: source, medium, campaign…")

    class Meta:
        indexes = [
            models.Index(fields=["node"], name="voice_call_running", condition=Q(ended_at=None)),
            models.Index(fields=["brand", "-begun_at"], name="voice_call_latest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False) | ~Q(state="ended") & Q(ended_at=None),
                name="voice_call_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.state}"

    @property
    def came_by(self) -> Came:
        """Where the caller came from, as far as it is known."""
        return known(self.came)

    @property
    def theirs(self) -> str:
        """The number of the one who calls, or is called, as people of the brand's country write it."""
        if address := self.conversation.address:
            return display(Handle(Kind.PHONE, address), self.brand.region)
        return str(_("From the site") if self.by_browser else _("Number withheld"))


class Party(Branded):
    """Somebody of the house, or somebody brought in, who takes part in a call, from when to when."""

    class Role(models.TextChoices):
        AGENT = "agent", _("Has it in hand")
        JOINED = "joined", _("Takes part")
        CONSULTED = "consulted", _("Is consulted")
        LISTENER = "listener", _("Listens")
        WHISPERER = "whisperer", _("Whispers")
        OUTSIDE = "outside", _("Was called in")

    call = models.ForeignKey(Call, models.CASCADE, related_name="parties")
    staff = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+")
    role = models.CharField(max_length=10, choices=Role)
    number = models.CharField(max_length=40, blank=True)
    muted = models.BooleanField(default=False)
    invited_by = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+", db_index=False)
    invited_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(null=True, help_text="Nothing: their telephone rings, or they never came.")
    left_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["staff", "-joined_at"], name="voice_party_of_staff"),
            models.Index(fields=["staff"], name="voice_party_now", condition=Q(left_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["call", "staff"], condition=Q(left_at=None), name="voice_one_part_in_a_call")
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.staff_id}"

    def _others(self) -> list["Party"]:
        return [one for one in self.call.present if one.id != self.id]

    @property
    def rings(self) -> bool:
        """Whether somebody else is asked in and has not answered. Of a call read by ``queries.mine``, as the next two."""
        return any(one.joined_at is None for one in self._others())

    @property
    def consults(self) -> bool:
        """Whether somebody is asked something while the customer waits."""
        return any(one.role == Party.Role.CONSULTED and one.joined_at for one in self._others())

    @property
    def accompanied(self) -> bool:
        """Whether the call could be given to somebody who takes part."""
        given = (Party.Role.CONSULTED, Party.Role.JOINED, Party.Role.OUTSIDE)
        return any(one.role in given and one.joined_at for one in self._others())
