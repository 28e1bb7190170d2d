"""Scenarios, their versions, the sessions that run on them, and the programs outside that they may ask."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entregent.access.models import Staff
from entregent.access.sealing import unseal
from entregent.brands.models import Branded
from entregent.conversations.models import Conversation
from entregent.people.models import Person
from entregent.tickets.models import Ticket

SEAL = "connector"
"""What the headers of connectors are sealed for."""


class Scenario(Branded):
    """A tree of the brand, through all its versions."""

    slug = models.SlugField(max_length=50)
    name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=250, blank=True)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, help_text="Out of the list, and not performed; it can come back.")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["brand", "slug"], name="scenarios_one_a_slug")]

    def __str__(self) -> str:
        return self.name


class Version(Branded):
    """A tree as it was saved and published. ``form``: see ``tree.form``. Published, it does not change any more."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="versions", db_index=False)
    number = models.IntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    form = models.JSONField()
    revision = models.IntegerField(default=1, help_text="Rises each time the draft is saved.")
    links = models.JSONField(
        default=dict, help_text="Names of queues, calendars and reasons → their ids when it was published."
    )
    made_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    saved_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    saved_at = models.DateTimeField()
    published_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "number"], name="scenarios_one_a_number"),
            models.UniqueConstraint(fields=["scenario"], condition=Q(state="published"), name="scenarios_one_published"),
            models.UniqueConstraint(fields=["scenario"], condition=Q(state="draft"), name="scenarios_one_draft"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"


class PastDraft(Branded):
    """What a draft was before a change: undoing brings it back. ``what`` names the change: writing on at one text is one.

    ``undone``: what it was before an undoing, which redoing brings back until something else is changed.
    """

    version = models.ForeignKey(Version, models.CASCADE, related_name="past", db_index=False)
    revision = models.IntegerField(help_text="Of the draft when it was so.")
    form = models.JSONField()
    what = models.CharField(max_length=80)
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    undone = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "revision"], name="scenarios_one_past")]

    def __str__(self) -> str:
        return f"{self.revision} {self.what}"


class Session(Branded):
    """Somebody going through a tree: where they stand, what they answered. Ends on the version on which it began."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="sessions", db_index=False)
    scenario = models.ForeignKey(Scenario, models.PROTECT, related_name="sessions", db_index=False)
    others = models.JSONField(default=dict, help_text="The trees that this one runs: name of the scenario → version.")
    medium = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    state = models.JSONField(help_text="See tree.state.")
    turn = models.JSONField(default=dict, help_text="What was last said and asked: given again to whoever asks.")
    places = models.IntegerField(default=0, help_text="Nodes entered so far.")
    transcript = models.JSONField(default=list, help_text="What was said and answered, card numbers masked.")
    answers = models.JSONField(default=list, help_text="Questions of surveys and their answers.")
    acts = models.JSONField(
        default=list, help_text="Mentions that were confirmed and objections that were answered: which, by whom, when."
    )
    keys = ArrayField(models.CharField(max_length=80), default=list, help_text="Of the last inputs: none is taken twice.")
    waiting = models.JSONField(null=True, help_text="What a program outside is asked, until it has answered.")
    waiting_until = models.DateTimeField(null=True, help_text="Somebody is asking it; past that, they were killed.")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    conversation = models.ForeignKey(Conversation, models.PROTECT, null=True, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, related_name="+", db_index=False)
    begun_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True, help_text="ended, handed, left; nothing while it runs.")
    detail = models.CharField(max_length=40, blank=True, help_text="How it ended, or why it was handed over.")
    carry_digest = models.CharField(max_length=64, blank=True)
    carry_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "carry_digest"], condition=~Q(carry_digest=""), name="scenarios_one_code")
        ]
        indexes = [
            models.Index(fields=["version", "-begun_at"], name="scenarios_of_version"),
            models.Index(fields=["scenario", "-begun_at"], name="scenarios_of_scenario"),
            models.Index(fields=["moved_at"], name="scenarios_running", condition=Q(ended_at=None)),
            models.Index(fields=["conversation"], name="scenarios_of_conversation", condition=Q(conversation__isnull=False)),
            models.Index(fields=["ticket"], name="scenarios_of_ticket", condition=Q(ticket__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.medium} {self.begun_at}"


class Visit(Branded):
    """A node that a session entered: what drop-off is counted from. ``place`` is its rank in the session."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="visits", db_index=False)
    version = models.ForeignKey(Version, models.CASCADE, related_name="+", db_index=False)
    medium = models.CharField(max_length=20)
    node = models.CharField(max_length=40)
    place = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "place"], name="scenarios_one_a_place")]
        indexes = [models.Index(fields=["version", "at"], name="scenarios_visited")]

    def __str__(self) -> str:
        return f"{self.node} {self.at}"


class Connector(Branded):
    """A program outside that trees may ask, as an administrator set it up."""

    class Method(models.TextChoices):
        GET = "GET", "GET"
        POST = "POST", "POST"

    name = models.SlugField(max_length=50)
    about = models.CharField(max_length=250, blank=True)
    url = models.CharField(max_length=500, help_text="{name} stands for a parameter, in the path or the query only.")
    method = models.CharField(max_length=4, choices=Method, default=Method.GET)
    sealed_headers = models.TextField(blank=True)
    fields = models.JSONField(default=dict, help_text="Field → where it stands in the answer, as a path: order.items.0.status")
    active = models.BooleanField(default=True)

    sealed = {"sealed_headers": SEAL}

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["brand", "name"], name="scenarios_one_connector")]

    def __str__(self) -> str:
        return self.name

    @property
    def headers(self) -> str:
        """The headers, a line each, opened. Raises SealBroken."""
        return unseal(self.sealed_headers, SEAL) if self.sealed_headers else ""
