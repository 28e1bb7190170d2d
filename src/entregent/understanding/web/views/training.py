"""Training a model, following it, reading what it mistakes for what."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from entregent.access.web.permissions import must, requires
from entregent.understanding import actions, queries
from entregent.understanding.errors import UnderstandingRefused
from entregent.understanding.jobs import train_later
from entregent.understanding.models import Example, TrainedModel
from entregent.understanding.web.chosen import READ, WRITE, Chosen, chosen, context, refusal, refused
from entregent.understanding.web.matrix import Matrix, drawn
from entregent.understanding.web.wording import NOWHERE


@require_POST
@requires(WRITE)
def train(request: HttpRequest) -> HttpResponse:
    """Have a model learn; the fragment follows it."""
    shown = chosen(request, WRITE)
    try:
        precision = float(request.POST.get("precision", "0.95"))
        model = actions.ask_training(
            shown.brand.id, shown.language, precision=precision, by=request.user.id, now=timezone.now()
        )  # fmt: skip
    except ValueError as error:
        return refused(error if isinstance(error, UnderstandingRefused) else UnderstandingRefused("precision", ""))
    train_later(model)
    return render(request, "understanding/_training.html", context(shown, under_way=model))


@require_safe
@requires(READ)
def progress(request: HttpRequest) -> HttpResponse:
    """How far the training is; the fragment asks again until it is over, then the table is read again."""
    shown = chosen(request)
    under_way = queries.training_under_way(shown.brand.id, shown.language)
    last = None if under_way else next(iter(queries.models_of(shown.brand.id, shown.language)), None)
    answer = render(request, "understanding/_training.html", context(shown, under_way=under_way, last=last))
    return answer if under_way else trigger_client_event(answer, "trained", {})


@require_safe
@requires(READ)
def report(request: HttpRequest) -> HttpResponse:
    """What the model in use finds and what it confuses, with the sentences; the trainings that are kept."""
    shown = chosen(request)
    model = queries.current_model(shown.brand.id, shown.language)
    more = {"model": model, "models": queries.models_of(shown.brand.id, shown.language)}
    if model:
        more |= _told(shown, model)
    return render(request, "understanding/report.html", context(shown, **more))


@require_POST
@requires(WRITE)
def use(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """Put this model in use."""
    model = get_object_or_404(TrainedModel.objects.select_related("brand"), id=model_id)
    must(request, WRITE, model.brand_id)
    try:
        actions.use_model(model, now=timezone.now(), actor=f"staff:{request.user.id}")
    except UnderstandingRefused as error:
        messages.error(request, refusal(error))
    else:
        messages.success(request, _("This model is in use now."))
    return redirect(Chosen(model.brand, [], model.language, True).to("report"))


def _told(shown: Chosen, model: TrainedModel) -> dict[str, object]:
    told, labels = model.report, model.report["labels"] | {"": str(NOWHERE)}

    def label(name: str) -> str:
        return labels.get(name, name)

    wanted = {one for pair in told["pairs"] for one in pair["examples"]}
    rows = Example.objects.filter(brand=shown.brand, id__in=wanted, removed_at=None)
    texts = {str(key): text for key, text in rows.values_list("id", "text")}
    pairs = [
        {
            "truth": label(pair["truth"]),
            "guessed": label(pair["guessed"]),
            "count": pair["count"],
            "sentences": [texts[one] for one in pair["examples"] if one in texts],
        }
        for pair in told["pairs"]
    ]
    scores = [score | {"label": label(score["name"])} for score in told["scores"]]
    matrix: Matrix = drawn([label(name) for name in told["names"]], told["matrix"])
    return {"told": told, "pairs": pairs, "scores": scores, "matrix": matrix}
