"""The telephone in the bandeau, of agents and of those who listen to them: its switch, and the call that is on the line."""

import json
import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from entregent.access.web.permissions import requires
from entregent.channels.voice import control, listening, queries
from entregent.channels.voice.web.lines import line_of
from entregent.rest.throttle import Throttle

LONGEST = 20_000
"""Characters of what a browser says of its sound."""
A_MINUTE = 30
"""Connections of one agent: a page that tries again by itself does so some times a minute."""
THROTTLE = Throttle()


@require_safe
@requires("work", "supervise")
def station(request: HttpRequest) -> HttpResponse:
    """The telephone, switched off until its page says otherwise."""
    told = listening.told(request.user, timezone.now())
    shown = {"listened": told, "servers": json.dumps(queries.ice_servers(timezone.now())), **line_of(request)}
    return render(request, "voice/station.html", shown)


@require_safe
@requires("work", "supervise")
def line(request: HttpRequest) -> HttpResponse:
    """Who is on the line, and what can be done with them."""
    return render(request, "voice/line.html", line_of(request))


@require_POST
@requires("work", "supervise")
def connect(request: HttpRequest) -> HttpResponse:
    """Let the agent's browser in: it sends its description (SDP), and is given that of the process that carries calls."""
    if not THROTTLE.ask(f"voice:{request.user.id}", A_MINUTE, time.time()).allowed:
        return _not_now(_("Too many tries: the telephone tries again in a minute."), 429)
    try:
        offer = request.body.decode()
    except UnicodeDecodeError:
        offer = ""
    if not offer.startswith("v=0") or len(offer) > LONGEST:
        return _not_now(_("This browser sent no description of its sound."), 400)
    node = queries.node_for(request.user.id)
    if node is None:
        return _not_now(_("The telephone service is not running: calls wait, everything else works."), 503)
    try:
        answer = control.ask(settings.SECRET_KEY, node.control, "station", staff=str(request.user.id), offer=offer)
    except control.Silent:
        return _not_now(_("The telephone service does not answer: calls wait, everything else works."), 503)
    return HttpResponse(answer, content_type="application/sdp")


def _not_now(text: str, status: int) -> HttpResponse:
    return JsonResponse({"text": text}, status=status)
