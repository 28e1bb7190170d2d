"""Sentences that were not understood: one gesture says what they mean."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reswap, trigger_client_event

from entregent.access.web.permissions import must, requires
from entregent.understanding import actions, queries
from entregent.understanding.errors import UnderstandingRefused
from entregent.understanding.models import Intent, Unsure
from entregent.understanding.web.chosen import READ, WRITE, chosen, context, refused, told

A_PAGE = 25


@require_safe
@requires(READ)
def listing(request: HttpRequest) -> HttpResponse:
    """The sentences to label, those met most often first; to htmx, the list alone."""
    shown = chosen(request)
    intents = list(Intent.objects.filter(brand=shown.brand, removed_at=None))
    page = Paginator(queries.unsure_of(shown.brand.id), A_PAGE).get_page(request.GET.get("page"))
    by_name = {one.name: one for one in intents}
    lines = [
        {"unsure": one, "likely": [(by_name[name], share) for name, share in one.likely if name in by_name][:3]} for one in page
    ]
    template = "understanding/_labelling.html" if request.htmx.target == "labelling" else "understanding/labelling.html"
    days = actions.KEPT.days
    return render(request, template, context(shown, page=page, lines=lines, intents=intents, days=days))


@require_POST
@requires(WRITE)
def label(request: HttpRequest, unsure_id: UUID) -> HttpResponse:
    """It means this intent: it becomes one of its sentences."""
    unsure = _unsure(request, unsure_id)
    try:
        wanted = UUID(request.POST.get("intent", ""))
    except ValueError:
        return _still()
    intent = get_object_or_404(Intent, id=wanted, brand=unsure.brand_id)
    try:
        actions.label(unsure, intent, by=request.user.id, now=timezone.now(), actor=f"staff:{request.user.id}")
    except UnderstandingRefused as error:
        return refused(error)
    return _seen_to(unsure, _("Now a sentence of “%(label)s”.") % {"label": intent.label})


@require_POST
@requires(WRITE)
def dismiss(request: HttpRequest, unsure_id: UUID) -> HttpResponse:
    """It teaches nothing."""
    unsure = _unsure(request, unsure_id)
    try:
        actions.dismiss(unsure)
    except UnderstandingRefused as error:
        return refused(error)
    return _seen_to(unsure, _("Dismissed."))


@require_POST
@requires(WRITE)
def back(request: HttpRequest, unsure_id: UUID) -> HttpResponse:
    """Undo either."""
    actions.take_back(_unsure(request, unsure_id), now=timezone.now(), actor=f"staff:{request.user.id}")
    return trigger_client_event(_still(), "unsure-changed", {})


def _unsure(request: HttpRequest, unsure_id: UUID) -> Unsure:
    unsure = get_object_or_404(Unsure, id=unsure_id)
    must(request, WRITE, unsure.brand_id)
    return unsure


def _still() -> HttpResponse:
    return reswap(HttpResponse(), "none")


def _seen_to(unsure: Unsure, text: str) -> HttpResponse:
    undo = reverse("understanding:take_back", args=[unsure.id])
    return trigger_client_event(told(_still(), text, undo=undo), "unsure-changed", {})
