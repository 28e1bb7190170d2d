"""The public pages of the help sites."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_POST, require_safe
from wagtail.models import Page

from entregent.access.web.middleware import without_scope
from entregent.brands.models import Brand
from entregent.brands.queries import brand_of_slug
from entregent.brands.scope import visible
from entregent.knowledge import actions, showing
from entregent.knowledge.models import Article, BrandPage, Moved, Vote
from entregent.knowledge.models.reading import Medium
from entregent.knowledge.queries import articles as read
from entregent.knowledge.queries.search import search as find
from entregent.knowledge.rules.addresses import is_robot, tidy
from entregent.knowledge.web.throttle import too_often

View = Callable[..., HttpResponse]
RESULTS = 20
SUGGESTED = 6
TYPED = 80
"""Characters of a question that are looked at."""


def _open(view: View) -> View:
    """Give the view its brand, the walls of which are open, whoever asks; 404 while its help site is not."""

    @without_scope
    @wraps(view)
    def opened(request: HttpRequest, slug: str, *args: Any, **named: Any) -> HttpResponse:
        brand = brand_of_slug(slug)
        if brand is None:
            raise Http404(slug)
        with visible([brand.id]):
            request.homes = read.homes(brand.id)
            if not request.homes:
                raise Http404(slug)
            return view(request, brand, *args, **named)

    return opened


@require_safe
@without_scope
def page(request: HttpRequest, path: str) -> HttpResponse:
    """A page of a brand's help site; where there is none, the way to where it went, else a page that says so and helps on."""
    if "\x00" in path:
        raise Http404
    if not path.endswith("/"):
        return HttpResponsePermanentRedirect(f"{request.path}/")
    return _page(request, path.partition("/")[0], path)


@_open
def _page(request: HttpRequest, brand: Brand, path: str) -> HttpResponse:
    base = Page.objects.filter(url_path=f"/{path}", live=True).first()
    found = base.specific if base is not None else None
    if found is None or getattr(found, "audience", "public") != "public" or not _stands_open(request, found, brand):
        return _elsewhere(request, brand, f"/{path}")
    with translation.override(found.locale.language_code):
        answer = found.serve(request).render()
    if isinstance(found, Article) and request.method == "GET" and not is_robot(request.headers.get("User-Agent", "")):
        actions.count_reading(brand.id, found.pk, Medium.SITE, timezone.now())
    patch_vary_headers(answer, ["Cookie"])
    return answer


def _stands_open(request: HttpRequest, page: BrandPage, brand: Brand) -> bool:
    return page.brand_id == brand.id and any(home.locale_id == page.locale_id for home in request.homes)


def _elsewhere(request: HttpRequest, brand: Brand, path: str) -> HttpResponse:
    moved = Moved.objects.select_related("page").filter(brand=brand, path=tidy(path)).first()
    if moved is not None and (moved.page is None or moved.page.live):
        return HttpResponsePermanentRedirect(moved.address or showing.address(moved.page))
    actions.note_lost(brand.id, tidy(path), request.headers.get("Referer", ""), timezone.now())
    language = _language(request, brand)
    with translation.override(language):
        frame = showing.site(brand, language)
        frame["most_read"] = read.most_read(frame["home"], timezone.localdate())
        return render(request, "knowledge/site/lost.html", frame, status=404)


def _language(request: HttpRequest, brand: Brand) -> str:
    """The language asked for, if the site has it, else its first."""
    spoken = [home.locale.language_code for home in request.homes]
    asked = request.GET.get("langue", "")
    if not asked and "/" in request.path:
        asked = next((part for part in request.path.split("/")[3:4] if part in spoken), "")
    return asked if asked in spoken else next(iter(spoken), brand.language)


def _typed(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "").replace("\x00", "").split())[:TYPED]


@require_GET
@_open
def search(request: HttpRequest, brand: Brand) -> HttpResponse:
    """What answers a question; a question without an answer is kept, for those who write."""
    language, typed = _language(request, brand), _typed(request)
    if too_often(request, "search", 60, 60):
        return _later(request, brand, language)
    with translation.override(language):
        hits = find(brand.id, typed, public_only=True, language=language, limit=RESULTS) if typed else []
        if typed and not is_robot(request.headers.get("User-Agent", "")):
            actions.note_search(brand.id, typed, language=language, medium=Medium.SITE, found=len(hits), now=timezone.now())
        frame = showing.site(brand, language) | {"typed": typed, "hits": hits}
        if not hits:
            frame["most_read"] = read.most_read(frame["home"], timezone.localdate())
        return render(request, "knowledge/site/search.html", frame)


@require_GET
@_open
def suggest(request: HttpRequest, brand: Brand) -> HttpResponse:
    """What may be meant while the question is being typed: a fragment."""
    language, typed = _language(request, brand), _typed(request)
    if too_often(request, "suggest", 240, 60):
        return HttpResponse(status=429)
    with translation.override(language):
        hits = (
            find(brand.id, typed, public_only=True, language=language, limit=SUGGESTED, unfinished=True)
            if len(typed) > 1
            else []
        )
        return render(
            request, "knowledge/site/_suggestions.html", {"hits": hits, "typed": typed, "brand": brand, "language": language}
        )


def _later(request: HttpRequest, brand: Brand, language: str) -> HttpResponse:
    with translation.override(language):
        return render(request, "429.html", status=429)


_signer = Signer(salt="knowledge.vote")


@require_POST
@_open
def vote(request: HttpRequest, brand: Brand, article_id: UUID) -> HttpResponse:
    """« Did it help? », then, from whom it did not, what is missing."""
    article = read.articles(brand.id).select_related("locale").filter(public_id=article_id).first()
    if article is None or not _stands_open(request, article, brand):
        raise Http404(str(article_id))
    if too_often(request, "vote", 20, 3600, together=True):
        return _later(request, brand, article.locale.language_code)
    frame: dict[str, Any] = {"page": article, "brand": brand}
    if "useful" in request.POST:
        made = actions.vote(article, request.POST["useful"] == "1", now=timezone.now())
        frame |= {"voted": made, "signed": _signer.sign(str(made.id))}
    elif comment := request.POST.get("comment", "").strip():
        try:
            given = Vote.objects.filter(id=_signer.unsign(request.POST.get("vote", "")), article=article).first()
        except BadSignature as forged:
            raise Http404(str(article_id)) from forged
        if given is not None:
            actions.explain_vote(given, comment)
        frame["explained"] = True
    with translation.override(article.locale.language_code):
        if request.htmx:
            return render(request, "knowledge/site/_vote.html", frame | {"vote_url": request.path})
    return redirect(f"{showing.address(article)}?merci=1#avis")


@require_safe
@_open
def sitemap(request: HttpRequest, brand: Brand) -> HttpResponse:
    """Every public page, for search engines."""
    internal = Article.objects.filter(brand=brand).exclude(audience=Article.Audience.PUBLIC).values("pk")
    spoken = [home.locale_id for home in request.homes]
    pages = Page.objects.descendant_of(request.homes[0], inclusive=True).live().filter(locale__in=spoken)
    pages = pages.exclude(pk__in=internal).order_by("path")
    rows = pages.values_list("url_path", "last_published_at")[:50000]
    return render(
        request, "knowledge/site/sitemap.xml",
        {"rows": [(showing.absolute(path), at) for path, at in rows]}, content_type="application/xml; charset=utf-8",
    )  # fmt: skip


@require_safe
@_open
def feed(request: HttpRequest, brand: Brand) -> HttpResponse:
    """The latest posts, for programs that follow them (RSS 2.0)."""
    language = _language(request, brand)
    with translation.override(language):
        frame = showing.site(brand, language)
        if frame["blog"] is None:
            raise Http404(brand.slug)
        frame["posts"] = [(one, showing.absolute(one.url_path)) for one in read.posts(brand.id, language)[:20]]
        frame["blog_url"] = showing.absolute(frame["blog"].url_path)
        frame["self_url"] = f"{frame['public_url']}{request.path}"
        return render(request, "knowledge/site/rss.xml", frame, content_type="application/rss+xml; charset=utf-8")


@require_safe
@without_scope
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: the help sites, nothing else."""
    maps = showing.sitemaps()
    return HttpResponse(
        "\n".join(["User-agent: *", "Allow: /aide/", "Allow: /static/", "Allow: /media/", "Disallow: /", "", *maps, ""]),
        content_type="text/plain; charset=utf-8",
    )
