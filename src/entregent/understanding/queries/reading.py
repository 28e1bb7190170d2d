"""Intents, sentences and models as they are shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from entregent.understanding.models import Example, Intent, TrainedModel, Unsure

State = TrainedModel.State


@dataclass(frozen=True)
class IntentLine:
    """An intent in the list: its sentences in a language, and how well the model in use finds it (None: not yet)."""

    intent: Intent
    count: int
    f1: float | None


def intents_of(brand_id: UUID, language: str, model: TrainedModel | None) -> list[IntentLine]:
    """The intents of a brand, what no intent answers last; one statement."""
    here = Q(examples__removed_at=None, examples__language=language)
    rows = Intent.objects.filter(brand=brand_id, removed_at=None).annotate(count=Count("examples", filter=here))
    rows = rows.order_by("elsewhere", "label")  # what groups rows forgets the order of the model
    scores = {one["name"]: one["f1"] for one in model.report["scores"]} if model else {}
    return [IntentLine(one, one.count, scores.get("" if one.elsewhere else one.name)) for one in rows]


def examples_of(intent: Intent, language: str) -> QuerySet[Example]:
    """The sentences of an intent, the last first."""
    return intent.examples.filter(removed_at=None, language=language).defer("vector").order_by("-at", "-id")


def current_model(brand_id: UUID, language: str) -> TrainedModel | None:
    """The model in use, without its bytes."""
    rows = TrainedModel.objects.filter(brand=brand_id, language=language, current=True).defer("content")
    return rows.select_related("by").first()


def models_of(brand_id: UUID, language: str) -> list[TrainedModel]:
    """The trainings that are kept, the last first, without their bytes."""
    rows = TrainedModel.objects.filter(brand=brand_id, language=language).defer("content", "report")
    return list(rows.select_related("by").order_by("-asked_at"))


def training_under_way(brand_id: UUID, language: str) -> TrainedModel | None:
    """The training that waits or runs."""
    rows = TrainedModel.objects.filter(brand=brand_id, language=language, state__in=[State.QUEUED, State.RUNNING])
    return rows.defer("content", "report").first()


def unsure_of(brand_id: UUID) -> QuerySet[Unsure]:
    """The sentences to label, the most often met first."""
    return Unsure.objects.filter(brand=brand_id, state=Unsure.State.WAITING).order_by("-times", "-last_at", "-id")


def exported(brand_id: UUID) -> Iterator[tuple[str, str, str]]:
    """(intent's name, language, sentence) of every sentence, in the order in which a file has them."""
    rows = Example.objects.filter(brand=brand_id, removed_at=None)
    return rows.order_by("intent__name", "language", "id").values_list("intent__name", "language", "text").iterator()
