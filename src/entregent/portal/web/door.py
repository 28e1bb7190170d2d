"""Who stands at the door of a brand's portal, and what each page asks of them."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRedirect

from entregent.access.web.middleware import without_scope
from entregent.brands.queries import brand_of_slug
from entregent.brands.scope import visible
from entregent.portal.actions import touch
from entregent.portal.queries import Visit, portal_of, visit_of
from entregent.portal.web import cookies

View = Callable[..., HttpResponse]
LANGUAGES = ("fr", "en")


def at_the_door(view: View) -> View:
    """A page that anybody may open, of a brand whose portal is open (404 otherwise): it runs behind the walls of this brand
    alone, whoever is signed in elsewhere, with ``request.visit``."""

    @wraps(view)
    def opened(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        brand = brand_of_slug(slug)
        if brand is None:
            raise Http404(slug)
        with visible([brand.id]):
            portal = portal_of(brand)
            if portal is None:
                raise Http404(slug)
            now = timezone.now()
            request.visit = visit_of(brand, portal, request.COOKIES.get(cookies.SESSION, ""), now)
            language = language_of(request, request.visit)
            with translation.override(language), timezone.override(brand.time_zone):
                request.LANGUAGE_CODE = language
                if request.visit.session is not None:
                    touch(request.visit.session, now)
                response = view(request, **kwargs)
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return response

    return without_scope(never_cache(opened))


def inside(view: View) -> View:
    """The same for somebody who entered; others are sent to the entrance, and come back to this page."""

    @wraps(view)
    def entered(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return view(request, **kwargs) if request.visit.entered else to_entrance(request)

    return at_the_door(entered)


def as_oneself(view: View) -> View:
    """The same for one person: those who share an address must say first who they are."""

    @wraps(view)
    def alone(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.visit.person is None:
            return elsewhere(request, reverse("portal:who", args=[request.visit.brand.slug]))
        return view(request, **kwargs)

    return inside(alone)


def freshly(view: View) -> View:
    """The same for who entered within the hour: what one enters by is not changed on a screen that was left open."""

    @wraps(view)
    def lately(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return view(request, **kwargs) if request.visit.fresh else to_entrance(request, again=True)

    return as_oneself(lately)


def shown(setting: str) -> Callable[[View], View]:
    """A page that the brand may leave out (404 then): ``setting`` is that of its portal. Stands under one of the above."""

    def decorate(view: View) -> View:
        @wraps(view)
        def kept(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if not getattr(request.visit.portal, setting):
                raise Http404(setting)
            return view(request, **kwargs)

        return kept

    return decorate


def to_entrance(request: HttpRequest, *, again: bool = False) -> HttpResponse:
    """To the entrance; what was wanted follows, or the page from which it was asked for."""
    read = request.method == "GET" and not request.htmx
    wanted = request.get_full_path() if read else urlsplit(request.headers.get("Referer", "")).path
    words = ({"vers": wanted} if wanted else {}) | ({"encore": "1"} if again else {})
    address = reverse("portal:entrance", args=[request.visit.brand.slug])
    return elsewhere(request, f"{address}?{urlencode(words)}" if words else address)


def elsewhere(request: HttpRequest, address: str) -> HttpResponse:
    """Lead there, whether the page or a fragment was asked for."""
    return HttpResponseClientRedirect(address) if request.htmx else HttpResponseRedirect(address)


def following_of(visit: Visit, wanted: str) -> str:
    """The page to go to after entering: one of this portal's, nothing else."""
    home = reverse("portal:home", args=[visit.brand.slug])
    plain = wanted.startswith(home) and ".." not in wanted and "\\" not in wanted and wanted.isprintable()
    return wanted if plain and len(wanted) <= 200 else home


def language_of(request: HttpRequest, visit: Visit) -> str:
    """The language of whoever reads: the one they chose here, theirs as we know it, their browser's."""
    known = visit.person.language if visit.person else ""
    chosen = request.COOKIES.get(cookies.LANGUAGE, "") or known or translation.get_language_from_request(request)
    return next((one for one in LANGUAGES if chosen.startswith(one)), "fr")
