"""Tickets: every request, numbered; the promises made about it; the tasks it leaves behind."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from entregent.access.models import Staff, Team
from entregent.brands.models import Brand, Branded
from entregent.brands.vocabulary import worded_lazy
from entregent.calendar.models import Calendar
from entregent.conversations.models import Conversation
from entregent.people.models import Organisation, Person
from entregent.routing.models import Queue


class Status(models.TextChoices):
    """Where a ticket stands."""

    NEW = "new", _("New")
    OPEN = "open", _("Open")
    PENDING = "pending", worded_lazy(_("Waiting for %(the_customer)s"))
    ON_HOLD = "on_hold", _("On hold")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")


class Priority(models.IntegerChoices):
    """How pressing."""

    LOW = -1, _("Low")
    NORMAL = 0, _("Normal")
    HIGH = 1, _("High")
    URGENT = 2, _("Urgent")


class Type(models.TextChoices):
    """What kind of request."""

    QUESTION = "question", _("Question")
    INCIDENT = "incident", _("Incident")
    REQUEST = "request", _("Request")
    COMPLAINT = "complaint", _("Complaint")
    PRIVACY = "privacy", _("Right over personal data")


class Reason(Branded):
    """A node of the brand's tree of reasons for contact."""

    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    name = models.CharField(max_length=80)
    position = models.SmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["brand", "parent", "name"], name="tickets_one_reason", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.name


class Ticket(Branded):
    """A request of a customer. Its messages are those of its conversation."""

    number = models.BigIntegerField()
    title = models.CharField(max_length=250)
    person = models.ForeignKey(Person, models.PROTECT, related_name="tickets", db_index=False)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="tickets")
    conversation = models.OneToOneField(Conversation, models.PROTECT, related_name="ticket")
    queue = models.ForeignKey(Queue, models.PROTECT, related_name="tickets", db_index=False)
    channel = models.CharField(max_length=20)
    status = models.CharField(max_length=10, choices=Status, default=Status.NEW)
    type = models.CharField(max_length=10, choices=Type, default=Type.QUESTION)
    priority = models.SmallIntegerField(choices=Priority, default=Priority.NORMAL)
    reason = models.ForeignKey(Reason, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    assignee = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="tickets", db_index=False)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    custom = models.JSONField(default=dict, blank=True)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="children", db_index=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="absorbed", db_index=False)
    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    first_response_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reopened_count = models.SmallIntegerField(default=0)
    next_due_at = models.DateTimeField(null=True, blank=True, help_text="The nearest active promise, for the lists.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "number"], name="tickets_one_number")]
        indexes = [
            models.Index(fields=["person", "-opened_at"], name="tickets_of_person"),
            models.Index(fields=["brand", "status", "-updated_at"], name="tickets_by_status"),
            models.Index(fields=["brand", "-updated_at"], name="tickets_recent"),
            models.Index(fields=["assignee", "status", "-updated_at"], name="tickets_of_agent"),
            models.Index(fields=["queue", "status", "next_due_at"], name="tickets_of_queue"),
            models.Index(
                fields=["brand", "next_due_at", "id"], name="tickets_by_due", condition=models.Q(next_due_at__isnull=False)
            ),
            models.Index(
                fields=["brand", "status", "opened_at"], name="tickets_backlog",
                condition=models.Q(merged_into__isnull=True, status__in=["new", "open", "pending", "on_hold"]),
            ),
            models.Index(fields=["queue", "status", "-updated_at"], name="tickets_of_queue_moved"),
            models.Index(
                fields=["reason", "status", "-updated_at"], name="tickets_of_reason", condition=models.Q(reason__isnull=False)
            ),
            models.Index(
                fields=["brand", "status", "-updated_at"], name="tickets_of_nobody",
                condition=models.Q(assignee__isnull=True, status__in=["new", "open", "pending", "on_hold"]),
            ),
            models.Index(
                fields=["brand", "-priority", "-id"], name="tickets_by_priority",
                condition=models.Q(status__in=["new", "open", "pending", "on_hold"]),
            ),
            models.Index(fields=["parent"], name="tickets_children", condition=models.Q(parent__isnull=False)),
            models.Index(fields=["merged_into"], name="tickets_merged", condition=models.Q(merged_into__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class TagPlace(models.Model):
    """Where a ticket stands in the list of one of its tags. Filled by PostgreSQL itself (``0008_tag_places``)."""

    pk = models.CompositePrimaryKey("ticket", "tag")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    ticket = models.UUIDField()
    tag = models.CharField(max_length=40)
    status = models.CharField(max_length=10)
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["brand", "status", "tag", "-updated_at", "-ticket"], name="tickets_by_tag")]

    def __str__(self) -> str:
        return f"{self.ticket} {self.tag}"


class Merge(Branded):
    """Tickets that became one, with all that is needed to make them several again."""

    kept = models.ForeignKey(Ticket, models.CASCADE, related_name="merges")
    absorbed = ArrayField(models.UUIDField())
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    before = models.JSONField(help_text="What the merge changed of the kept ticket and of its promises: before and after.")
    moved = models.JSONField(help_text="Absorbed ticket → what it was, and the ids of what left it.")

    def __str__(self) -> str:
        return f"{len(self.absorbed)} → {self.kept_id}"


class PromisePolicy(Branded):
    """What a brand promises: minutes by kind of promise, for the tickets that match; the most precise policy wins."""

    name = models.CharField(max_length=80)
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="+")
    queue = models.ForeignKey(Queue, models.CASCADE, null=True, blank=True, related_name="+")
    priority = models.SmallIntegerField(choices=Priority, null=True, blank=True)
    type = models.CharField(max_length=10, choices=Type, blank=True)
    first_response_minutes = models.IntegerField(null=True, blank=True)
    next_response_minutes = models.IntegerField(null=True, blank=True)
    resolution_minutes = models.IntegerField(null=True, blank=True)
    warn_percent = models.SmallIntegerField(default=75, help_text=_("Warn when this share of the time is used."))
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Promise(Branded):
    """One promise about one ticket, on business time. ``left_seconds`` is kept while it is paused."""

    class Kind(models.TextChoices):
        FIRST_RESPONSE = "first_response", _("First response")
        NEXT_RESPONSE = "next_response", _("Next response")
        RESOLUTION = "resolution", _("Resolution")

    class State(models.TextChoices):
        ACTIVE = "active", _("Running")
        PAUSED = "paused", _("Paused")
        FULFILLED = "fulfilled", _("Kept")
        BREACHED = "breached", _("Broken")
        CANCELLED = "cancelled", _("Cancelled")

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="promises")
    policy = models.ForeignKey(PromisePolicy, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    target_seconds = models.IntegerField()
    activated_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text="When it breaks; nothing while paused.")
    warn_at = models.DateTimeField(null=True)
    left_seconds = models.FloatField(null=True)
    ended_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "kind"], condition=models.Q(state__in=["active", "paused"]),
                name="tickets_one_open_promise",
            )
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["due_at"], name="tickets_due", condition=models.Q(state="active")),
            models.Index(fields=["warn_at"], name="tickets_warn", condition=models.Q(state="active", warn_at__isnull=False)),
            models.Index(
                fields=["brand", "breached_at"], name="tickets_broken",
                condition=models.Q(state="breached", ended_at__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Task(Branded):
    """Work left after a contact, routed like a call (back office)."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="tasks")
    title = models.CharField(max_length=200)
    queue = models.ForeignKey(Queue, models.PROTECT, related_name="+")
    assignee = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True, help_text="The instant it became overdue, once the clock told.")

    class Meta:
        ordering = ["due_at", "created_at"]
        indexes = [
            models.Index(fields=["brand", "due_at"], name="tickets_tasks_due", condition=models.Q(done_at=None)),
            models.Index(
                fields=["due_at"], name="tickets_tasks_watched",
                condition=models.Q(done_at=None, overdue_at=None, due_at__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class View(Branded):
    """A saved list: filters and order, personal or shared with the brand."""

    name = models.CharField(max_length=80)
    owner = models.ForeignKey(Staff, models.CASCADE, null=True, blank=True, related_name="views")
    filters = models.JSONField(default=dict)
    order = models.CharField(max_length=30, default="-updated_at")
    columns = ArrayField(models.CharField(max_length=60), default=list, blank=True, help_text="None: those of each reader.")
    position = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class ChosenColumns(models.Model):
    """The columns that someone wants to see, in their order: of one saved list, or of all the others."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+", db_index=False)
    view = models.ForeignKey(View, models.CASCADE, null=True, related_name="+")
    columns = ArrayField(models.CharField(max_length=60))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "view"], name="tickets_one_choice", nulls_distinct=False)]

    def __str__(self) -> str:
        return ", ".join(self.columns)


class BulkRun(Branded):
    """One change asked for many tickets of a brand: done in batches, with what is needed to undo it."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        UNDONE = "undone", _("Undone")

    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", db_index=False)
    action = models.CharField(max_length=20)
    parameters = models.JSONField(default=dict)
    tickets = ArrayField(models.UUIDField())
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    total = models.IntegerField()
    done = models.IntegerField(default=0, help_text="Tickets gone through, the refused ones too.")
    failures = models.JSONField(default=list, help_text="Refused tickets: id and reason.")
    before = models.JSONField(default=dict, help_text="Ticket → what the change replaced, to undo it.")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.action} {self.done}/{self.total}"

    @property
    def failed(self) -> int:
        """How many tickets refused the change."""
        return len(self.failures)
