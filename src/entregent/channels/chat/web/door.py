"""What every request of a widget goes through: the site it comes from, how often it asks, who it is; then the brand's walls.

Widgets live in pages of other sites. They send no cookie and get none; a visitor is known by the token in the body, so a
request is a "simple" one (text/plain, or a form for files) that costs no preflight. What refuses comes before what reads.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from entregent.access.devices import device_of
from entregent.access.sealing import unseal
from entregent.access.web.middleware import without_scope
from entregent.brands.scope import visible
from entregent.channels.chat import visitor_token
from entregent.channels.chat.actions import recognise
from entregent.channels.chat.caller import Caller
from entregent.channels.chat.directory import WIDGETS
from entregent.channels.chat.errors import ChatRefused, NotAsked, TooOften
from entregent.channels.chat.identity import Identity, IdentityRefused, verify
from entregent.channels.chat.models import IDENTITY_SEAL, Visitor, Widget
from entregent.channels.chat.rules import is_allowed
from entregent.channels.chat.visitor_token import Known
from entregent.files.errors import FileRefused, StorageFull
from entregent.rest.throttle import Throttle

LARGEST = 64 * 1024
"""Bytes of a request that is no file."""
LANGUAGES = ("fr", "en")
THROTTLE = Throttle()
A_VISITOR = 60
"""Messages and other acts of a visitor's in a minute."""

Body = dict[str, Any]


@dataclass(frozen=True)
class Visit:
    """A request of a widget: from which site, who asks, what they send, when."""

    widget: Widget
    origin: str
    caller: Caller
    token: str
    body: Body
    now: datetime
    identity_error: str = ""


View = Callable[[HttpRequest, Visit], JsonResponse]


def door(method: str, *, act: bool = False) -> Callable[[View], Callable[..., HttpResponse]]:
    """Let a widget's request in. ``act``: what it does counts against what one visitor may do in a minute."""

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @without_scope
        @wraps(view)
        def guarded(request: HttpRequest, key: UUID) -> HttpResponse:
            origin = request.headers.get("Origin", "")
            if request.method != "GET" and not origin:
                return refused(403, "origin", "A widget says which site it stands on.")
            widget = WIDGETS.find(key)
            if widget is None:
                return refused(404, "unknown", "There is no such widget, or it is out of service.")
            own = f"{request.scheme}://{request.get_host()}"
            if origin and origin not in (own, settings.PUBLIC_URL) and not is_allowed(origin, widget.origins):
                return refused(403, "origin", "This site is not one of the widget’s.")
            if request.method != method:
                return opened(refused(405, "method", "Not like this."), origin)
            with translation.override(language_of(request)):
                return opened(_performed(view, request, widget, origin, act), origin)

        return guarded

    return decorate


def refused(status: int, code: str, text: str, **more: object) -> JsonResponse:
    """A refusal: a stable code, and a text that a person may read."""
    return JsonResponse({"error": code, "text": text, **more}, status=status)


def opened(answer: HttpResponse, origin: str) -> HttpResponse:
    """Let the page of that site read the answer."""
    if origin:
        answer["Access-Control-Allow-Origin"] = origin
    answer["Vary"] = "Origin"
    if "Cache-Control" not in answer:
        answer["Cache-Control"] = "no-store"
    return answer


def language_of(request: HttpRequest) -> str:
    """The language that the page speaks: French or English."""
    asked = request.GET.get("lang", "")[:2].lower()
    return asked if asked in LANGUAGES else "fr"


def _performed(view: View, request: HttpRequest, widget: Widget, origin: str, act: bool) -> JsonResponse:
    network = _network(request)
    allowance = THROTTLE.ask(f"chat:from:{network}", settings.CHAT_REQUESTS_PER_MINUTE, time.time())
    if not allowance.allowed:
        return _too_often(TooOften(allowance.reset))
    try:
        body = _body(request)
    except ValueError:
        return refused(400, "unreadable", "This is not what a widget sends.")
    try:
        return _within(view, request, widget, origin, network, body, act)
    except IntegrityError:  # another request of the same visitor was faster: what it made is there now
        return _within(view, request, widget, origin, network, body, act)


def _within(view: View, request: HttpRequest, widget: Widget, origin: str, network: str, body: Body, act: bool) -> JsonResponse:
    now = timezone.now()
    try:
        with visible([widget.brand_id]):
            visit = _visit(request, widget, origin, network, body, now)
            if act:
                allowance = THROTTLE.ask(f"chat:{visit.caller.known.visitor}", A_VISITOR, time.time())
                if not allowance.allowed:
                    raise TooOften(allowance.reset)
            return view(request, visit)
    except TooOften as refusal:
        return _too_often(refusal)
    except NotAsked as refusal:
        return refused(refusal.status, refusal.code, str(refusal), field=refusal.field)
    except ChatRefused as refusal:
        return refused(refusal.status, refusal.code, str(refusal))
    except FileRefused as refusal:
        return refused(422, "file", str(refusal))
    except StorageFull:
        return refused(507, "full", _("No room is left for this file: try again later."))


def _visit(request: HttpRequest, widget: Widget, origin: str, network: str, body: Body, now: datetime) -> Visit:
    known = visitor_token.read(widget.id, str(body.get("token") or ""))
    identity, error = _identity(widget, body.get("identity"), now)
    known = _who(widget, known, identity, now) or Known(visitor_token.fresh(), _mark(identity))
    device = device_of(request.headers.get("User-Agent", ""))
    browser = " · ".join(filter(None, (device.browser, device.system)))
    caller = Caller(widget, known, identity, translation.get_language() or "fr", browser, network)
    return Visit(widget, origin or settings.PUBLIC_URL, caller, visitor_token.make(widget.id, known), body, now, error)


def _identity(widget: Widget, token: Any, now: datetime) -> tuple[Identity | None, str]:
    if not isinstance(token, str) or not token:
        return None, ""
    try:
        return verify(token, unseal(widget.secret, IDENTITY_SEAL), now.timestamp()), ""
    except IdentityRefused as refusal:
        return None, refusal.reason


def _who(widget: Widget, known: Known | None, identity: Identity | None, now: datetime) -> Known | None:
    """The visitor of a browser, given who its site says is there; None for a new one. Whoever was vouched for and is no more is
    somebody else: the next at the same computer does not read what they said."""
    mark = _mark(identity)
    if known is not None and known.subject == mark:
        return known
    if identity is None:
        return None
    before = Visitor.objects.filter(id=known.visitor).first() if known is not None and not known.subject else None
    if before is not None:
        return Known(recognise(before, identity, now).id, mark)
    same = Visitor.objects.filter(widget=widget, subject=identity.subject).values_list("id", flat=True).first()
    return Known(same, mark) if same else None


def _mark(identity: Identity | None) -> str:
    """What a token tells of who was vouched for: enough to know them again, nothing that names them."""
    return hashlib.sha256(identity.subject.encode()).hexdigest()[:16] if identity else ""


def _network(request: HttpRequest) -> str:
    """A keyed digest of the address that asks: it tells one from another, and not which."""
    address = get_adapter(request).get_client_ip(request)
    return hmac.digest(settings.SECRET_KEY.encode(), f"chat:{address}".encode(), hashlib.sha256).hex()[:32]


def _body(request: HttpRequest) -> Body:
    if request.method == "GET":
        return {}
    with_file = request.content_type == "multipart/form-data"
    if not with_file and int(request.headers.get("Content-Length") or 0) > LARGEST:
        raise ValueError("too large")
    try:
        body = json.loads((request.POST.get("body") if with_file else request.body) or "{}")
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(body, dict):
        raise ValueError("not an object")
    return body


def _too_often(refusal: TooOften) -> JsonResponse:
    answer = refused(429, refusal.code, str(refusal))
    answer["Retry-After"] = str(refusal.seconds)
    answer["Access-Control-Expose-Headers"] = "Retry-After"  # pages of other sites read no other header
    return answer
