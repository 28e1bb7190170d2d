"""The intents of a brand, and one of them with its sentences."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from entregent.access.web.permissions import requires
from entregent.understanding import actions, provider, queries
from entregent.understanding.errors import UnderstandingRefused
from entregent.understanding.models import Intent
from entregent.understanding.web.chosen import READ, WRITE, Chosen, chosen, context, intent_of, refusal

A_PAGE = 100


@require_safe
@requires(READ)
def listing(request: HttpRequest) -> HttpResponse:
    """The intents with their sentences and how well they are found, a box to try, the training; to htmx, the table alone."""
    shown = chosen(request)
    model = queries.current_model(shown.brand.id, shown.language)
    lines = queries.intents_of(shown.brand.id, shown.language, model)
    more = {"lines": lines, "model": model, "least": actions.LEAST_EXAMPLES}
    if request.htmx.target == "intents":
        return render(request, "understanding/_intents.html", context(shown, **more))
    removed = request.GET.get("removed", "")
    more |= {
        "under_way": queries.training_under_way(shown.brand.id, shown.language),
        "precisions": [(share, round(share * 100)) for share in actions.PRECISIONS],
        "removed": _removed(shown, removed) if removed else None,
        "generative": provider.available(),
    }
    return render(request, "understanding/intents.html", context(shown, **more))


@require_POST
@requires(WRITE)
def create(request: HttpRequest) -> HttpResponse:
    """A new intent, then its page."""
    shown = chosen(request, WRITE)
    asked = request.POST
    try:
        intent = actions.save_intent(
            shown.brand.id, asked.get("label", ""), name=asked.get("name", ""), description=asked.get("description", ""),
            elsewhere="elsewhere" in asked, now=timezone.now(), actor=f"staff:{request.user.id}",
        )  # fmt: skip
    except UnderstandingRefused as error:
        messages.error(request, refusal(error))
        return redirect(shown.to("intents"))
    return redirect(f"{reverse('understanding:intent', args=[intent.id])}?language={shown.language}")


@requires(READ)
def show(request: HttpRequest, intent_id: UUID) -> HttpResponse:
    """An intent and its sentences; a form changes its label and description. To htmx, the sentences alone."""
    intent = intent_of(request, intent_id, WRITE if request.method == "POST" else READ)
    if request.method == "POST":
        return _changed(request, intent)
    language = request.GET.get("language", "")
    shown = chosen_for(request, intent, language)
    page = Paginator(queries.examples_of(intent, shown.language), A_PAGE).get_page(request.GET.get("page"))
    drawn = context(shown, intent=intent, page=page, least=actions.LEAST_EXAMPLES)
    template = "understanding/_examples.html" if request.htmx.target == "examples" else "understanding/intent.html"
    return render(request, template, drawn)


@require_POST
@requires(WRITE)
def remove(request: HttpRequest, intent_id: UUID) -> HttpResponse:
    """Put it aside; the list offers to take it back."""
    intent = intent_of(request, intent_id, WRITE)
    actions.remove_intent(intent, now=timezone.now(), actor=f"staff:{request.user.id}")
    shown = chosen_for(request, intent, request.POST.get("language", ""))
    return redirect(shown.to("intents", removed=str(intent.id)))


@require_POST
@requires(WRITE)
def restore(request: HttpRequest, intent_id: UUID) -> HttpResponse:
    """Take it back with its sentences."""
    intent = intent_of(request, intent_id, WRITE)
    shown = chosen_for(request, intent, request.POST.get("language", ""))
    try:
        actions.restore_intent(intent, now=timezone.now(), actor=f"staff:{request.user.id}")
    except UnderstandingRefused as error:
        messages.error(request, refusal(error))
    return redirect(shown.to("intents"))


def chosen_for(request: HttpRequest, intent: Intent, language: str) -> Chosen:
    """What a page about one intent shows: its brand, and the language asked for."""
    known = dict(intent.examples.model._meta.get_field("language").choices)
    fallback = intent.brand.language if intent.brand.language in known else "fr"
    return Chosen(
        intent.brand, [intent.brand], language if language in known else fallback, request.rights.may(WRITE, intent.brand_id)
    )  # fmt: skip


def _changed(request: HttpRequest, intent: Intent) -> HttpResponse:
    try:
        actions.save_intent(
            intent.brand_id, request.POST.get("label", ""), description=request.POST.get("description", ""), intent=intent,
            now=timezone.now(), actor=f"staff:{request.user.id}",
        )  # fmt: skip
    except UnderstandingRefused as error:
        messages.error(request, refusal(error))
    else:
        messages.success(request, _("Saved."))
    return redirect(f"{request.path}?language={request.POST.get('language', '')}")


def _removed(shown: Chosen, wanted: str) -> Intent | None:
    try:
        gone = Intent.objects.filter(id=UUID(wanted), brand=shown.brand).first()
    except ValueError:
        return None
    return gone if gone is not None and gone.removed_at else None
