"""The help sites of a brand: opened, closed, counted, with the ways into the editor."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from entregent.access.web.permissions import requires
from entregent.brands.models import Brand
from entregent.knowledge import actions, queries
from entregent.knowledge.models import Home
from entregent.knowledge.rules.addresses import LANGUAGES
from entregent.knowledge.web.chosen import READ, WRITE, chosen, context

SHOWN = 8


@require_safe
@requires(READ)
def sites(request: HttpRequest) -> HttpResponse:
    """Each language of a brand's help site: open or not, what stands there, what waits for somebody."""
    brand, today = chosen(request), timezone.localdate()
    found = queries.sites(brand.id, today)
    waiting, late = queries.in_review(brand.id), queries.late(brand.id, today)
    return render(
        request, "knowledge/studio/sites.html",
        context(
            request, brand, tab="sites", sites=found, in_review=list(waiting[:SHOWN]), late=list(late[:SHOWN]),
            languages=_languages(brand, [one.home.locale.language_code for one in found]),
        ),
    )  # fmt: skip


def _languages(brand: Brand, open_already: list[str]) -> list[tuple[str, str]]:
    """(code, its own name) of what can be opened still, the brand's language first."""
    left = sorted(LANGUAGES - set(open_already), key=lambda code: (code != brand.language, code))
    return [(code, get_language_info(code)["name_local"].capitalize()) for code in left]


@require_POST
@requires(WRITE)
def open_site(request: HttpRequest) -> HttpResponse:
    """Open a brand's help site in a language, new or closed before."""
    brand, language = chosen(request, WRITE), request.POST.get("language", "")
    if language not in LANGUAGES:
        raise Http404(language)
    actions.open_help(brand, language, by=request.user)
    messages.success(request, _("The help site is open."))
    return _back(brand)


@require_POST
@requires(WRITE)
def close_site(request: HttpRequest) -> HttpResponse:
    """Close a brand's help site in a language."""
    brand, language = chosen(request, WRITE), request.POST.get("language", "")
    home = Home.objects.filter(brand=brand, locale__language_code=language).first()
    if home is None:
        raise Http404(language)
    actions.close_help(home, by=request.user)
    messages.success(request, _("The help site is closed: its addresses answer 404. Nothing is lost; it can be opened again."))
    return _back(brand)


def _back(brand: Brand) -> HttpResponse:
    return redirect(f"{reverse('knowledge:sites')}?brand={brand.slug}")
