"""Queues, agents' presence, things that wait for an agent, and offers of the ones to the others."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from entregent.access.models import Skill, Staff
from entregent.brands.models import Branded
from entregent.calendar.models import Calendar


class Channel(models.TextChoices):
    """What an agent's attention is counted in."""

    MAIL = "mail", _("E-mail")
    CALL = "call", _("Call")
    CHAT = "chat", _("Chat")
    LETTER = "letter", _("Letter")
    CALLBACK = "callback", _("Callback")
    TASK = "task", _("Task")


class Queue(Branded):
    """Where items of one kind of work wait."""

    name = models.CharField(max_length=80)
    priority = models.SmallIntegerField(default=0, help_text=_("Added to each item's own priority."))
    target_seconds = models.IntegerField(default=4 * 3600, help_text=_("How soon an agent should take an item."))
    offer_seconds = models.IntegerField(default=60, help_text=_("How long an offer rings before it goes to another."))
    wrap_up_seconds = models.IntegerField(default=0, help_text=_("Time kept after each item to finish its paperwork."))
    wrap_up_more_seconds = models.IntegerField(
        default=0, help_text=_("How much longer an agent may make it, by hand: at most so much in all.")
    )
    misses_before_pause = models.SmallIntegerField(
        null=True,
        blank=True,
        help_text=_("Offers left ringing in a row before the agent is paused. Empty: one for calls, else two."),
    )
    relax_extra_seconds = models.IntegerField(
        null=True, blank=True, help_text=_("How long an item insists on the skills of its own; empty: always.")
    )
    prefers_last_agent = models.BooleanField(default=True)
    calendar = models.ForeignKey(Calendar, models.SET_NULL, null=True, blank=True, related_name="+")
    overflow_to = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    overflow_after_seconds = models.IntegerField(null=True, blank=True)
    is_default = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["brand", "name"], name="routing_one_queue_a_name")]

    def __str__(self) -> str:
        return self.name


class QueueSkill(Branded):
    """A skill that a queue asks for; the level falls by one each ``relax_seconds`` of waiting (None: never)."""

    queue = models.ForeignKey(Queue, models.CASCADE, related_name="required_skills")
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="+")
    level = models.SmallIntegerField(default=1)
    relax_seconds = models.IntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queue", "skill"], name="routing_one_skill_a_queue")]

    def __str__(self) -> str:
        return f"{self.skill_id} {self.level}"


class QueueMember(Branded):
    """An agent who serves a queue."""

    queue = models.ForeignKey(Queue, models.CASCADE, related_name="members")
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="queues")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queue", "staff"], name="routing_one_place_a_queue")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.queue_id}"


class PauseReason(models.Model):
    """Why an agent is not available. Of the whole installation."""

    NO_ANSWER = "no_answer"
    MISSED_CALL = "missed_call"

    name = models.CharField(max_length=60, unique=True)
    code = models.CharField(max_length=20, unique=True, null=True, editable=False, help_text="Set for those the router gives.")
    active = models.BooleanField(default=True)
    is_paid = models.BooleanField(default=True)
    position = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


def no_telephone() -> list[str]:
    """What everybody lacks until their telephone says that it is there."""
    return [Channel.CALL.value]


class Presence(models.Model):
    """What an agent is doing now; one row an agent. Outside the walls: an agent is present for all brands at once."""

    class State(models.TextChoices):
        OFFLINE = "offline", _("Offline")
        AVAILABLE = "available", _("Available")
        PAUSED = "paused", _("Paused")

    staff = models.OneToOneField(Staff, models.CASCADE, primary_key=True, related_name="presence")
    state = models.CharField(max_length=10, choices=State, default=State.OFFLINE)
    reason = models.ForeignKey(PauseReason, models.SET_NULL, null=True, blank=True, related_name="+")
    since = models.DateTimeField()
    idle_since = models.DateTimeField(help_text="Last time something was given or finished: the longest idle is served first.")
    seen_at = models.DateTimeField(help_text="Last sign of life of the desk.")
    missed = models.SmallIntegerField(default=0, help_text="Offers left unanswered in a row.")
    held = models.JSONField(default=dict, help_text="Items in hand by channel. Kept by the database (``counts.sql``).")
    lacks = ArrayField(
        models.CharField(max_length=10),
        default=no_telephone,
        db_default=RawSQL("ARRAY['call']::varchar(10)[]", []),
        help_text="Channels for which the agent has nothing at hand: no telephone, so no calls.",
    )
    open_to = ArrayField(
        models.CharField(max_length=10),
        default=list,
        help_text="Channels with room left. Kept by the database (``counts.sql``).",
    )

    class Meta:
        indexes = [
            models.Index(fields=["staff"], name="routing_ready", condition=Q(state="available") & ~Q(open_to=[])),
            models.Index(fields=["seen_at"], name="routing_alive", condition=~Q(state="offline")),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.state}"


class Capacity(models.Model):
    """How many items of a channel an agent takes at once; without agent, the rule for those who have none of their own.

    ``alone``: while one is in hand nothing of another channel is offered, and it is not offered during a live exchange.
    """

    staff = models.ForeignKey(Staff, models.CASCADE, null=True, blank=True, related_name="capacities")
    channel = models.CharField(max_length=10, choices=Channel)
    limit = models.SmallIntegerField()
    alone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "channel"], nulls_distinct=False, name="routing_one_capacity_a_channel"),
            models.CheckConstraint(condition=Q(limit__gte=0), name="routing_capacity_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.limit}"


class WorkItem(Branded):
    """Anything that waits for a person: ``subject`` is what the desk opens (a ticket, a task)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        OFFERED = "offered", _("Offered")
        TAKEN = "taken", _("Taken")
        WRAP_UP = "wrap_up", _("Wrap-up")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    queue = models.ForeignKey(Queue, models.PROTECT, related_name="items", db_index=False)
    channel = models.CharField(max_length=10, choices=Channel)
    subject = models.UUIDField()
    person = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    priority = models.SmallIntegerField(default=0)
    extra_skills = ArrayField(models.UUIDField(), default=list, blank=True)
    preferred_agent = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    agent = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="work_items", db_index=False)
    refused_by = ArrayField(models.UUIDField(), default=list, blank=True)
    enqueued_at = models.DateTimeField(help_text="Its age counts from here, whatever queue it goes through.")
    queued_at = models.DateTimeField(help_text="When it entered its present queue.")
    offered_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    wrap_up_at = models.DateTimeField(null=True)
    wrap_up_added = models.IntegerField(default=0, db_default=0, help_text="Seconds that its agent added to the queue's time.")
    done_at = models.DateTimeField(null=True)
    forecast_seconds = models.IntegerField(null=True, help_text="The wait that the customer was told of when it began.")
    # Items of a queue in one lane may be given to the same agents, the oldest to all those that a younger one may: only
    # the first of each lane has to be looked at.
    lane = models.GeneratedField(
        expression=Func(
            Func(F("channel"), F("priority"), function="hashtextextended"),
            Func(F("extra_skills"), 1, function="hash_array_extended"),
            Func(F("refused_by"), 2, function="hash_array_extended"),
            template="(%(expressions)s)",
            arg_joiner=" # ",
        ),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=Q(state__in=["waiting", "offered", "taken"]), name="routing_one_open_item"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "cancelled"])
                | Q(state="waiting", agent__isnull=True)
                | Q(state__in=["offered", "taken", "wrap_up"], agent__isnull=False),
                name="routing_in_hand_has_agent",
            ),
        ]
        indexes = [
            models.Index(fields=["queue", "lane", "enqueued_at", "id"], name="routing_waiting", condition=Q(state="waiting")),
            models.Index(
                fields=["agent", "channel"], name="routing_in_hand", condition=Q(state__in=["offered", "taken", "wrap_up"])
            ),
            models.Index(fields=["wrap_up_at"], name="routing_wrapping_up", condition=Q(state="wrap_up")),
            models.Index(fields=["subject"], name="routing_subject"),
            models.Index(fields=["queue", "channel", "taken_at"], name="routing_taken", condition=Q(taken_at__isnull=False)),
            models.Index(
                fields=["queue", "channel", "enqueued_at"], name="routing_places", condition=Q(state__in=["waiting", "offered"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class Offer(Branded):
    """An item proposed to an agent, and why to this one."""

    class State(models.TextChoices):
        RINGING = "ringing", _("Ringing")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        EXPIRED = "expired", _("Expired")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    item = models.ForeignKey(WorkItem, models.CASCADE, related_name="offers")
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="offers", db_index=False)
    state = models.CharField(max_length=10, choices=State, default=State.RINGING)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True, help_text="Why it was refused or withdrawn.")
    reasons = models.JSONField(help_text="The candidates compared and what decided: 'why this agent?'")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item"], condition=Q(state="ringing"), name="routing_one_offer_an_item")]
        indexes = [
            models.Index(fields=["staff"], name="routing_ringing", condition=Q(state="ringing")),
            models.Index(fields=["expires_at"], name="routing_expiry", condition=Q(state="ringing")),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} → {self.staff_id} {self.state}"
