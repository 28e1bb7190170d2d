"""Trunks, numbers and telephones; calls and who takes part in them; the processes that carry them."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entregent.access.models import Staff
from entregent.brands.models import Branded
from entregent.channels.voice.rules import LONGEST_KEPT, SHARE_WITHOUT_REASON
from entregent.channels.voice.sealing import RECORDING_SEAL, SEAL
from entregent.conversations.models import Conversation
from entregent.kernel.handles import Handle, Kind, display
from entregent.kernel.ids import uuid7
from entregent.routing.models import Queue
from entregent.scenarios.models import Scenario, Session
from entregent.tickets.models import Ticket

E164 = RegexValidator(r"^\+[1-9]\d{5,14}$")


class Node(models.Model):
    """A process that carries calls. Outside the walls: it carries those of all brands."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    control = models.CharField(max_length=60, help_text="host:port on which the pages ask it to hold, to transfer…")
    sip = models.CharField(max_length=60, help_text="host:port of its signalling.")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["seen_at"], name="voice_node_alive", condition=Q(stopped_at=None))]

    def __str__(self) -> str:
        return self.sip


class Trunk(Branded):
    """The line of an operator: where calls of a brand come from and leave by."""

    sealed = {"password": SEAL}

    name = models.CharField(_("Name"), max_length=80)
    host = models.CharField(_("Server"), max_length=253, blank=True, help_text=_("Of the operator; empty: calls only come in."))
    port = models.PositiveIntegerField(_("Port"), default=5060, validators=[MinValueValidator(1), MaxValueValidator(65535)])
    registers = models.BooleanField(_("Registers"), default=False, help_text=_("Says to the operator where we are."))
    user = models.CharField(_("User"), max_length=120, blank=True)
    password = models.TextField(editable=False, blank=True, help_text="Sealed by ``sealing``, or ``env:NAME``.")
    addresses = ArrayField(
        models.CharField(max_length=45), default=list, blank=True,
        help_text="Addresses and networks from which it calls us; whoever calls from elsewhere is nobody.",
    )  # fmt: skip
    caller = models.CharField(
        _("Number shown"), max_length=16, blank=True, validators=[E164],
        help_text=_("To those we call, where the call has no number of its own."),
    )  # fmt: skip
    active = models.BooleanField(_("Active"), default=True)
    state = models.CharField(max_length=20, blank=True, editable=False, help_text="registered, refused, unreachable.")
    state_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["brand", "name"], name="voice_one_trunk_a_name")]

    def __str__(self) -> str:
        return self.name


class Number(Branded):
    """A number at which a brand is called."""

    number = models.CharField(_("Number"), max_length=16, validators=[E164])
    label = models.CharField(_("Name"), max_length=80, blank=True)
    trunk = models.ForeignKey(Trunk, models.SET_NULL, null=True, blank=True, related_name="numbers", verbose_name=_("Trunk"))
    scenario = models.ForeignKey(
        Scenario, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Scenario"),
        help_text=_("Answers first; without one, an agent does."),
    )  # fmt: skip
    queue = models.ForeignKey(
        Queue, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Queue"),
        help_text=_("Where callers wait when the scenario names none; empty: the brand's default queue."),
    )  # fmt: skip
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["number"], name="voice_one_brand_a_number")]

    def __str__(self) -> str:
        return self.label or self.number

    @property
    def written(self) -> str:
        """As people of the brand's country write it."""
        return display(Handle(Kind.PHONE, self.number), self.brand.region)


class Device(models.Model):
    """A SIP telephone of an agent. Outside the walls: it rings for every brand that they serve."""

    sealed = {"ha1": SEAL}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="telephones")
    label = models.CharField(_("Name"), max_length=60)
    user = models.CharField(max_length=40, unique=True)
    ha1 = models.TextField(editable=False, help_text="MD5 of user:realm:password (RFC 2617), sealed: as good as the password.")
    node = models.ForeignKey(Node, models.SET_NULL, null=True, related_name="+", help_text="Where it is registered.")
    bound_until = models.DateTimeField(null=True)
    model = models.CharField(max_length=120, blank=True, help_text="What it says that it is.")
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.label


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
    def theirs(self) -> str:
        """The number of the one who calls, or is called, as people of the brand's country write it."""
        address = self.conversation.address
        return display(Handle(Kind.PHONE, address), self.brand.region) if address else _("Number withheld")


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


class RecordingPolicy(Branded):
    """What a brand keeps of its calls, and for how long. A brand without one keeps nothing."""

    share = models.PositiveSmallIntegerField(
        _("Share of calls recorded"), default=10, validators=[MaxValueValidator(100)],
        help_text=_("In %, drawn by lot. Of the others nothing is kept, and nothing is said."),
    )  # fmt: skip
    share_reason = models.TextField(_("Why so many"), blank=True)
    objection_key = models.CharField(
        _("Key to refuse"), max_length=1, default="8", validators=[RegexValidator(r"^[0-9*#]\Z")],
        help_text=_("Pressed while it is said, while waiting, or during the call."),
    )  # fmt: skip
    notice_fr = models.TextField(_("Said before, in French"), blank=True, max_length=600)
    notice_en = models.TextField(_("Said before, in English"), blank=True, max_length=600)
    objected_fr = models.TextField(_("Said to whoever refuses, in French"), blank=True, max_length=300)
    objected_en = models.TextField(_("Said to whoever refuses, in English"), blank=True, max_length=300)
    days = models.PositiveSmallIntegerField(
        _("Kept for"), default=LONGEST_KEPT, validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text=_("Days after the call. Then the sound is gone for good."),
    )  # fmt: skip
    days_reason = models.TextField(_("Why so long"), blank=True)
    by_hand = models.BooleanField(
        _("Agents may begin a recording"), default=False, help_text=_("What is to be said is said first, then it begins.")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand"], name="voice_one_policy_a_brand"),
            models.CheckConstraint(
                condition=Q(share__lte=SHARE_WITHOUT_REASON) | ~Q(share_reason=""), name="voice_many_recorded_for_a_reason"
            ),
            models.CheckConstraint(condition=Q(days__lte=LONGEST_KEPT) | ~Q(days_reason=""), name="voice_kept_for_a_reason"),
        ]

    def __str__(self) -> str:
        return str(self.brand)


class Recording(Branded):
    """What is kept of a call. The file is sealed with a key that stands here, itself sealed: without it nobody hears it."""

    sealed = {"key": RECORDING_SEAL}

    class Why(models.TextChoices):
        DRAWN = "drawn", _("Drawn by lot")
        BY_HAND = "by_hand", _("Begun by the agent")

    class Gone(models.TextChoices):
        OBJECTED = "objected", _("Refused")
        EXPIRED = "expired", _("Kept its time")
        ERASED = "erased", _("Erased")

    call = models.OneToOneField(Call, models.CASCADE, related_name="recording")
    why = models.CharField(max_length=8, choices=Why)
    staff = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+", help_text="Who began it, by hand.")
    file = models.CharField(max_length=120, help_text="Under the folder of recordings.")
    key = models.TextField(editable=False, blank=True, help_text="Of its file; nothing once it is deleted.")
    seconds = models.FloatField(default=0)
    gaps = models.JSONField(default=list, help_text="[start, seconds, asked or lost], in seconds.")
    paused_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    gone = models.CharField(max_length=8, choices=Gone, blank=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="voice_recording_expires", condition=Q(deleted_at=None))]
        constraints = [
            models.CheckConstraint(
                condition=Q(deleted_at=None, gone="") | Q(deleted_at__isnull=False, key="") & ~Q(gone=""),
                name="voice_deleted_without_key",
            )
        ]

    def __str__(self) -> str:
        return self.file


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
