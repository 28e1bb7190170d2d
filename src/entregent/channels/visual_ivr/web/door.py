"""Who stands before a page: of which brand, in which language, how often they ask, and with which session under way.

The session is named by a signed cookie, sent to the pages of one brand alone: an address can be shared without sharing what
was answered.
"""

import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache

from entregent.access.web.middleware import without_scope
from entregent.brands.models import Brand
from entregent.brands.queries import brand_of_slug
from entregent.brands.scope import visible
from entregent.channels.visual_ivr import queries
from entregent.channels.visual_ivr.web.page import page
from entregent.rest.throttle import Throttle
from entregent.scenarios.models import Session

COOKIE = "guide"
LASTS = 12 * 3600
"""Seconds after which a cookie names nobody any more; a session without a word ends long before."""
LANGUAGES = ("fr", "en")
THROTTLE = Throttle()
ACTS, BEGINNINGS = 240, 60
"""What one address of the network may do in a minute: a whole office may stand behind one."""

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Visit:
    """A request for a page. ``stale``: what named a session names none any more."""

    brand: Brand
    now: datetime
    source: str
    session: Session | None = None
    stale: bool = False

    def of(self, slug: str) -> Session | None:
        """The session under way in this scenario."""
        return self.session if self.session is not None and self.session.scenario.slug == slug else None


def door(view: View) -> View:
    """A page that anybody may open, behind the walls of its brand alone, whoever is signed in elsewhere."""

    @wraps(view)
    def opened(request: HttpRequest, brand: str, **named: Any) -> HttpResponse:
        found = brand_of_slug(brand)
        if found is None:
            raise Http404(brand)
        source, now = _source(request), timezone.now()
        allowed = THROTTLE.ask(f"guide:{source}", ACTS, time.time())
        with visible([found.id]):
            session, stale = _session(request)
            request.visit = Visit(found, now, source, session, stale)
            language = language_of(request, session)
            with translation.override(language), timezone.override(found.time_zone):
                request.LANGUAGE_CODE = language
                if allowed.allowed:
                    response = view(request, **named)
                else:
                    response = page(request, "visual_ivr/too_often.html", status=429)
                    response["Retry-After"] = str(allowed.reset)
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return response

    return without_scope(never_cache(opened))


def may_begin(visit: Visit) -> bool:
    """Whether this address has not begun too often lately."""
    return THROTTLE.ask(f"guide:begin:{visit.source}", BEGINNINGS, time.time()).allowed


def remember(response: HttpResponse, brand: Brand, session: UUID) -> HttpResponse:
    """Keep which session is under way, until the browser is closed."""
    # Lax, not Strict: whoever comes by the link of a message must be found again.
    response.set_cookie(
        COOKIE, signing.dumps(str(session), salt=COOKIE), path=reverse("visual_ivr:entrance", args=[brand.slug]),
        secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
    )  # fmt: skip
    return response


def forget(response: HttpResponse, brand: Brand) -> HttpResponse:
    """Nothing of the visit stays on this machine."""
    response.delete_cookie(COOKIE, path=reverse("visual_ivr:entrance", args=[brand.slug]), samesite="Lax")
    return response


def language_of(request: HttpRequest, session: Session | None) -> str:
    """What the visitor reads: the session's language, the one in the address, their browser's."""
    spoken = session.language if session is not None and session.ended_at is None else ""
    asked = request.GET.get("lang", "") or spoken or translation.get_language_from_request(request)
    return next((one for one in LANGUAGES if asked.startswith(one)), LANGUAGES[0])


def _session(request: HttpRequest) -> tuple[Session | None, bool]:
    signed = request.COOKIES.get(COOKIE, "")
    if not signed:
        return None, False
    try:
        found = queries.session_of(UUID(signing.loads(signed, salt=COOKIE, max_age=LASTS)))
    except (signing.BadSignature, ValueError):
        found = None
    return found, found is None


def _source(request: HttpRequest) -> str:
    """A keyed digest of the address that asks: it tells one from another, and not which."""
    address = get_adapter(request).get_client_ip(request)
    return hmac.digest(settings.SECRET_KEY.encode(), f"guide:{address}".encode(), hashlib.sha256).hex()[:32]
