"""Where calls come from and leave by: processes, trunks, numbers, telephones."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entregent.access.models import Staff
from entregent.brands.models import Branded
from entregent.channels.voice.sealing import SEAL
from entregent.kernel.handles import Handle, Kind, display
from entregent.kernel.ids import uuid7
from entregent.routing.models import Queue
from entregent.scenarios.models import Scenario
from entregent.tracking.models import Source

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
    rank = models.PositiveSmallIntegerField(
        _("Order"), default=1, validators=[MinValueValidator(1), MaxValueValidator(99)],
        help_text=_("Of several lines that calls leave by the lowest is tried first, the next where it cannot be reached."),
    )  # fmt: skip
    countries = ArrayField(
        models.CharField(max_length=3), default=list, blank=True,
        help_text="Calling codes that may be called beside that of the brand's country.",
    )  # fmt: skip
    at_once = models.PositiveSmallIntegerField(_("Calls out at once"), null=True, blank=True, help_text=_("Empty: no limit."))
    day_cents = models.PositiveIntegerField(null=True, blank=True, help_text="Spent in a day at most; none: no limit.")
    month_cents = models.PositiveIntegerField(null=True, blank=True, help_text="In a month.")
    rates = models.JSONField(default=dict, blank=True, help_text="Beginning of a number (E.164) → cents a minute.")
    limited_at = models.DateTimeField(null=True, editable=False, help_text="When a call was last refused for what it costs.")
    limited_why = models.CharField(max_length=12, blank=True, editable=False)
    active = models.BooleanField(_("Active"), default=True)
    state = models.CharField(max_length=20, blank=True, editable=False, help_text="registered, refused, unreachable.")
    state_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["brand", "name"], name="voice_one_trunk_a_name")]

    def __str__(self) -> str:
        return self.name


class Charge(Branded):
    """What a call out has cost, by estimate. Not whom: the beginning of the number that the price is of."""

    trunk = models.ForeignKey(Trunk, models.CASCADE, related_name="charges", db_index=False)
    prefix = models.CharField(max_length=16)
    seconds = models.FloatField()
    cents = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["trunk", "at"], name="voice_charges_of_trunk")]

    def __str__(self) -> str:
        return f"{self.prefix} {self.cents}"


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
    source = models.ForeignKey(
        Source, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Source"),
        help_text=_("Calls on this number count to it: a leaflet, a campaign, a page."),
    )  # fmt: skip
    lent = models.BooleanField(
        _("Lent to visitors of the site"), default=False,
        help_text=_("One at a time, who agreed to it: their call counts to where they came from."),
    )  # fmt: skip
    speech = models.BooleanField(
        _("Callers may speak to it"), default=False,
        help_text=_("The scenario says first that a machine answers, then understands words as well as keys."),
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
