"""What readers do with the articles, and what those who write do about it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db.models import F, FloatField, Q
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from entregent.access.web.permissions import must, requires
from entregent.brands.models import Brand
from entregent.knowledge import actions, queries
from entregent.knowledge.errors import KnowledgeRefused
from entregent.knowledge.models import Lost, Synonym
from entregent.knowledge.queries.articles import articles as in_force
from entregent.knowledge.web.chosen import READ, WRITE, chosen, context

PERIODS = (7, 30, 90)
SHOWN = 10
LED_TO = 300
"""Articles offered as the end of a way."""


@require_safe
@requires(READ)
def figures(request: HttpRequest) -> HttpResponse:
    """Searches in vain, articles found useful or not, articles nobody reads, addresses that lead nowhere, synonyms."""
    brand, now = chosen(request), timezone.now()
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(one) for one in PERIODS} else 30
    read = queries.articles_read(brand.id, now, days)
    voted = read.filter(Q(yes__gt=0) | Q(no__gt=0))
    share = Cast(F("yes"), FloatField()) / (F("yes") + F("no"))
    groups = list(Synonym.objects.filter(brand=brand).order_by("words"))
    return render(
        request, "knowledge/studio/figures.html",
        context(
            request, brand, tab="figures", days=days, periods=PERIODS, figures=queries.figures(brand.id, now, days),
            missing=queries.missing(brand.id, now, days), voted=list(voted.order_by(share, "-no", "pk")[:SHOWN]),
            unread=list(queries.unread(brand.id, now, days)[:SHOWN]),
            comments=list(queries.comments(brand.id, now, days)[:SHOWN]),
            lost=list(queries.lost(brand.id)[:SHOWN]), groups=groups, prefilled=request.GET.get("words", "")[:120],
            ends=list(in_force(brand.id).only("title", "url_path")[:LED_TO]),
        ),
    )  # fmt: skip


@require_POST
@requires(READ)
def write(request: HttpRequest) -> HttpResponse:
    """Begin the article that is looked for in vain; the editor opens on it."""
    brand = chosen(request)
    try:
        made = actions.draft_missing(brand.id, request.POST.get("words", ""), request.POST.get("language", ""), by=request.user)
    except KnowledgeRefused as refusal:
        messages.error(request, str(refusal))
        return _back(brand)
    return redirect("wagtailadmin_pages:edit", made.pk)


@require_POST
@requires(WRITE)
def add_synonyms(request: HttpRequest) -> HttpResponse:
    """A new group of synonyms."""
    brand, words = chosen(request, WRITE), request.POST.get("words", "").split(",")
    return _told(
        request, brand, lambda: actions.save_synonyms(brand.id, words, now=timezone.now(), by=request.user),
        _("From now on, one is found by the other."),
    )  # fmt: skip


@require_POST
@requires(WRITE)
def change_synonyms(request: HttpRequest, synonym_id: UUID) -> HttpResponse:
    """Change a group of synonyms; one without words is removed."""
    group = get_object_or_404(Synonym.objects.select_related("brand"), id=synonym_id)
    must(request, WRITE, group.brand_id)
    words = request.POST.get("words", "").split(",")
    now = timezone.now()
    if not any(word.strip() for word in words) or "remove" in request.POST:
        gone = actions.remove_synonyms(group, now=now, by=request.user)
        messages.success(request, _("Removed: %(words)s.") % {"words": ", ".join(gone)})
        return _back(group.brand, words=", ".join(gone))
    return _told(
        request, group.brand,
        lambda: actions.save_synonyms(group.brand_id, words, group=group.id, now=now, by=request.user), _("Synonyms saved."),
    )  # fmt: skip


@require_POST
@requires(WRITE)
def redirect_lost(request: HttpRequest, lost_id: UUID) -> HttpResponse:
    """Put a sign at an address that led nowhere."""
    lost = get_object_or_404(Lost.objects.select_related("brand"), id=lost_id)
    must(request, WRITE, lost.brand_id)
    to = request.POST.get("to", "").strip()
    return _told(
        request, lost.brand, lambda: actions.redirect_lost(lost, to, now=timezone.now(), by=request.user),
        _("%(path)s leads there from now on.") % {"path": lost.path},
    )  # fmt: skip


def _told(request: HttpRequest, brand: Brand, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except KnowledgeRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return _back(brand)


def _back(brand: Brand, **more: str) -> HttpResponse:
    return redirect(f"{reverse('knowledge:figures')}?{urlencode({'brand': brand.slug} | more)}")
