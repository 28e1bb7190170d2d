"""A model that learns from a brand's sentences, and the one that is in use."""

import base64
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count

from entregent.brands.scope import visible
from entregent.journal.actions import append
from entregent.understanding import events
from entregent.understanding.errors import UnderstandingRefused
from entregent.understanding.models import Example, Intent, TrainedModel
from entregent.understanding.rules.calibration import bins
from entregent.understanding.rules.confusion import HeldOut, report
from entregent.understanding.rules.folds import FOLDS
from entregent.understanding.rules.guess import ELSEWHERE
from entregent.understanding.teaching import teach

LEAST_EXAMPLES = FOLDS
"""An intent with fewer sentences is left out: it could be neither learnt nor verified."""
LEAST_INTENTS = 2
KEPT = 5
"""Models of a brand and language that are kept, the current one included."""
PRECISIONS = (0.9, 0.95, 0.98)
PAIR_PRECISION = 0.8
"""The share of « is it this or that? » in which it must be one of the two: asking costs little."""
State = TrainedModel.State


@transaction.atomic
def ask_training(brand_id: UUID, language: str, *, precision: float = 0.95, by: UUID | None, now: datetime) -> TrainedModel:
    """A training that ``jobs.train_later`` runs. Raises UnderstandingRefused: ``few``, ``precision``, ``working``."""
    if precision not in PRECISIONS:
        raise UnderstandingRefused("precision", "There is no such share of right answers.")
    if len(_taught(brand_id, language)) < LEAST_INTENTS:
        raise UnderstandingRefused(
            "few", f"{LEAST_INTENTS} intents with {LEAST_EXAMPLES} sentences each are needed at least."
        )  # fmt: skip
    try:
        with transaction.atomic():
            return TrainedModel.objects.create(
                brand_id=brand_id, language=language, precision=precision, by_id=by, asked_at=now
            )  # fmt: skip
    except IntegrityError as error:
        raise UnderstandingRefused("working", "A training is under way.") from error


def train(brand_id: UUID, model_id: UUID, *, now: datetime) -> None:
    """Run a training: opens its own transactions; run twice, it learns the same. Raises what stops it (RuntimeError)."""
    lesson = _begun(brand_id, model_id)
    if lesson is None:
        return
    last: dict[str, Any] = {}
    for told in teach(lesson):
        if "model" in told:
            last = told
        else:
            _advance(brand_id, model_id, told)
    _finish(brand_id, model_id, lesson, last, now)


def fail_training(brand_id: UUID, model_id: UUID, *, now: datetime) -> None:
    """Say that a fault stopped it; the model in use stays."""
    with visible([brand_id]):
        TrainedModel.objects.filter(id=model_id, state__in=[State.QUEUED, State.RUNNING]).update(
            state=State.FAILED, ended_at=now
        )  # fmt: skip


@transaction.atomic
def use_model(model: TrainedModel, *, now: datetime, actor: str) -> None:
    """Put a trained model in use. Raises UnderstandingRefused: ``untrained``."""
    if model.state != State.DONE or not model.content:
        raise UnderstandingRefused("untrained", "This model was not trained.")
    _put_in_use(model)
    append([events.model_chosen(brand=model.brand_id, at=now, subject=model.id, actor=actor, language=model.language)])


def _taught(brand_id: UUID, language: str) -> list[UUID]:
    """The intents with enough sentences, besides what no intent answers."""
    rows = Example.objects.filter(brand=brand_id, language=language, removed_at=None, intent__elsewhere=False)
    counted = rows.values("intent").annotate(count=Count("id")).filter(count__gte=LEAST_EXAMPLES)
    return [row["intent"] for row in counted]


def _begun(brand_id: UUID, model_id: UUID) -> dict[str, Any] | None:
    """The lesson, once the training is taken in hand; None when it is over."""
    with visible([brand_id]):
        model = TrainedModel.objects.select_for_update(no_key=True).filter(id=model_id).first()
        if model is None or model.state not in (State.QUEUED, State.RUNNING):
            return None
        kept = set(_taught(brand_id, model.language))
        rows = Example.objects.filter(brand=brand_id, language=model.language, removed_at=None).select_related("intent")
        examples = [one for one in rows.order_by("intent__name", "digest") if one.intent_id in kept or one.intent.elsewhere]
        elsewhere = [one for one in examples if one.intent.elsewhere]
        if len(elsewhere) < LEAST_EXAMPLES:
            examples = [one for one in examples if not one.intent.elsewhere]
        known = [bytes(one.vector) if one.vector and one.vector_of == _embedding() else None for one in examples]
        model.state, model.done, model.total = State.RUNNING, 0, known.count(None) + FOLDS
        model.intents, model.examples = len(kept), len(examples)
        model.save(update_fields=["state", "done", "total", "intents", "examples"])
    return {
        "ids": [str(one.id) for one in examples],
        "texts": [one.text for one in examples],
        "labels": [ELSEWHERE if one.intent.elsewhere else one.intent.name for one in examples],
        "vectors": [base64.b64encode(vector).decode() if vector else None for vector in known],
        "precision": model.precision,
        "pair_precision": PAIR_PRECISION,
    }


def _embedding() -> str:
    from entregent.understanding.embedding import MODEL  # numpy comes with it: only where a model learns or guesses

    return MODEL


def _advance(brand_id: UUID, model_id: UUID, told: dict[str, Any]) -> None:
    made = told.get("vectors", {})
    with visible([brand_id]):
        rows = [Example(id=UUID(key), vector=base64.b64decode(text), vector_of=_embedding()) for key, text in made.items()]
        Example.objects.bulk_update(rows, ["vector", "vector_of"])
        model = TrainedModel.objects.only("done").get(id=model_id)
        TrainedModel.objects.filter(id=model_id).update(done=model.done + (len(made) or 1))


def _finish(brand_id: UUID, model_id: UUID, lesson: dict[str, Any], last: dict[str, Any], now: datetime) -> None:
    held_out = [HeldOut(**one) for one in last["held_out"]]
    names = sorted(set(lesson["labels"]), key=lambda name: (name == ELSEWHERE, name))
    told = report(held_out, names)
    with visible([brand_id]), transaction.atomic():
        model = TrainedModel.objects.select_for_update(no_key=True).get(id=model_id)
        if model.state != State.RUNNING:
            return
        model.content = base64.b64decode(last["model"])
        model.report = asdict(told) | {
            "labels": dict(Intent.objects.filter(brand=brand_id, name__in=names, removed_at=None).values_list("name", "label")),
            "bins": [asdict(one) for one in bins([(score, right) for score, right in last["scored"]])],
            "calibration_error": last["calibration_error"],
            "calibration_error_before": last["calibration_error_before"],
        }
        model.state, model.ended_at, model.done = State.DONE, now, model.total
        model.save(update_fields=["content", "report", "state", "ended_at", "done"])
        _put_in_use(model)
        _forget_older(model)
        append(
            [events.model_trained(
                brand=brand_id, at=now, subject=model.id, actor=f"staff:{model.by_id}" if model.by_id else "system:training",
                language=model.language, intents=model.intents, examples=model.examples, accuracy=round(told.accuracy, 4),
            )]
        )  # fmt: skip


def _put_in_use(model: TrainedModel) -> None:
    mine = TrainedModel.objects.filter(brand=model.brand_id, language=model.language)
    list(mine.filter(current=True).select_for_update(no_key=True))  # two who choose at once do it one after the other
    mine.filter(current=True).update(current=False)
    mine.filter(id=model.id).update(current=True)


def _forget_older(model: TrainedModel) -> None:
    mine = TrainedModel.objects.filter(brand=model.brand_id, language=model.language, current=False)
    ended = mine.exclude(state__in=[State.QUEUED, State.RUNNING]).order_by("-asked_at")
    TrainedModel.objects.filter(id__in=list(ended.values_list("id", flat=True)[KEPT - 1 :])).delete()
