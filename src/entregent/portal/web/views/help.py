"""The help, within the space: searched and read without leaving it, and one step from writing to us."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from entregent.knowledge import actions
from entregent.knowledge.models import Article
from entregent.knowledge.models.reading import Medium
from entregent.knowledge.queries import articles as read
from entregent.knowledge.queries import search as find
from entregent.portal.queries import Visit
from entregent.portal.web import throttle
from entregent.portal.web.door import inside, shown
from entregent.portal.web.page import page

RESULTS = 20
TYPED = 80
"""Characters of a question that are looked at."""


@require_safe
@inside
@shown("help")
def search(request: HttpRequest) -> HttpResponse:
    """What answers a question; what is most read before there is one."""
    visit, language = request.visit, _language(request)
    typed = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:TYPED]
    hits = find(visit.brand.id, typed, public_only=True, language=language, limit=RESULTS) if typed and language else []
    if typed and language:
        noted = {"language": language, "medium": Medium.PORTAL, "found": len(hits), "now": visit.now}
        actions.note_search(visit.brand.id, typed, **noted)
    home = next((one for one in read.homes(visit.brand.id) if one.locale.language_code == language), None)
    most_read = read.most_read(home, timezone.localdate()) if home and not hits else []
    return page(request, "portal/help.html", {"typed": typed, "hits": hits, "most_read": most_read})


@require_http_methods(["GET", "HEAD", "POST"])
@inside
@shown("help")
def article(request: HttpRequest, article_id: UUID) -> HttpResponse:
    """An article that everybody reads, and whether it helped. Who reads is known: whether they write again is counted."""
    visit = request.visit
    found = _article(visit, article_id)
    if request.method == "POST":
        useful = request.POST.get("useful") == "1"
        if throttle.VOTES_OF_AN_ACCOUNT.passes(visit.account.id):
            actions.vote(found, useful, now=visit.now)
        address = reverse("portal:article", args=[visit.brand.slug, found.public_id])
        return redirect(f"{address}?avis={int(useful)}#useful")
    if "avis" not in request.GET:
        actions.count_reading(visit.brand.id, found.pk, Medium.PORTAL, visit.now)
        if visit.person is not None:
            actions.read_by(found, visit.person.id, now=visit.now)
    return page(request, "portal/article.html", {"page": found, "voted": request.GET.get("avis", "")})


def _article(visit: Visit, article_id: UUID) -> Article:
    try:
        found = read.article(visit.brand.id, article_id, public_only=True)
    except Article.DoesNotExist as missing:
        raise Http404(str(article_id)) from missing
    if found.locale.language_code not in read.open_languages(visit.brand.id):
        raise Http404(str(article_id))
    return found


def _language(request: HttpRequest) -> str:
    """The reader's language where the help site is open in it, else its first; empty where it is closed."""
    spoken = [home.locale.language_code for home in read.homes(request.visit.brand.id)]
    return request.LANGUAGE_CODE if request.LANGUAGE_CODE in spoken else next(iter(spoken), "")
