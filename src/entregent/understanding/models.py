"""Intents, the sentences that teach them, what was learnt, and what was not understood."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from entregent.access.models import Staff
from entregent.brands.models import Branded
from entregent.understanding.rules.examples import LONGEST, NAME

LANGUAGES = [("fr", _("French")), ("en", _("English"))]


class Intent(Branded):
    """What somebody may want. ``name`` is stable: scenarios name it. One put aside is removed after a while."""

    name = models.CharField(max_length=60, validators=[RegexValidator(rf"^{NAME.pattern}$")])
    label = models.CharField(max_length=120)
    description = models.TextField(max_length=1000, blank=True)
    elsewhere = models.BooleanField(default=False)  # what none of the others answers
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["elsewhere", "label"]
        constraints = [
            models.UniqueConstraint(fields=["brand", "name"], condition=Q(removed_at=None), name="understanding_intent_once"),
            models.UniqueConstraint(
                fields=["brand"], condition=Q(removed_at=None, elsewhere=True), name="understanding_elsewhere_once"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Example(Branded):
    """A sentence that means an intent; a sentence means one alone. ``vector`` is kept from one training to the next."""

    class Source(models.TextChoices):
        TYPED = "typed", _("typed")
        IMPORTED = "imported", _("from a file")
        LEARNT = "learnt", _("met and labelled")
        DEMO = "demo", _("demonstration")

    intent = models.ForeignKey(Intent, models.CASCADE, related_name="examples")
    language = models.CharField(max_length=10, choices=LANGUAGES)
    text = models.CharField(max_length=LONGEST)
    digest = models.CharField(max_length=64)
    source = models.CharField(max_length=10, choices=Source, default=Source.TYPED)
    by = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    vector = models.BinaryField(null=True)  # 384 half floats, of the embedding that ``vector_of`` names
    vector_of = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "language", "digest"], condition=Q(removed_at=None), name="understanding_example_once"
            )
        ]

    def __str__(self) -> str:
        return self.text


class TrainedModel(Branded):
    """A training and what came of it. ``content``: the arrays of ``classifier.Classifier``, nothing that runs. One is current
    for each brand and language; the last ones are kept so that an earlier one can be put back."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Learning")
        DONE = "done", _("Trained")
        FAILED = "failed", _("Stopped by a fault")

    language = models.CharField(max_length=10, choices=LANGUAGES)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    current = models.BooleanField(default=False)
    by = models.ForeignKey(Staff, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)  # steps: sentences to read, then rounds of verification
    done = models.PositiveIntegerField(default=0)
    precision = models.FloatField(default=0.95)
    intents = models.PositiveIntegerField(default=0)
    examples = models.PositiveIntegerField(default=0)
    content = models.BinaryField(default=b"")
    report = models.JSONField(default=dict)  # ``rules.confusion.Report`` and the calibration; examples by their ids

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "language"], condition=Q(current=True), name="understanding_one_current"),
            models.UniqueConstraint(
                fields=["brand", "language"], condition=Q(state__in=["queued", "running"]), name="understanding_one_training"
            ),
        ]


class Unsure(Branded):
    """A sentence that was met and not surely understood, without what identifies its author; forgotten after a while."""

    class State(models.TextChoices):
        WAITING = "waiting", _("To label")
        LABELLED = "labelled", _("Labelled")
        DISMISSED = "dismissed", _("Dismissed")

    language = models.CharField(max_length=10)
    text = models.CharField(max_length=LONGEST)
    digest = models.CharField(max_length=64)
    verdict = models.CharField(max_length=10)
    likely = models.JSONField(default=list)  # [[name, probability], …], the best three
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    example = models.ForeignKey(Example, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "language", "digest"], name="understanding_unsure_once"),
        ]
        indexes = [models.Index(fields=["brand", "state", "-last_at"], name="understanding_unsure_list")]


class GenerativeUse(Branded):
    """What was asked of the generative provider for a brand in a day (UTC)."""

    day = models.DateField()
    calls = models.PositiveIntegerField(default=0)
    tokens = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "day"], name="understanding_use_once_a_day")]
