"""Calls under way, as those see them who supervise: to hear one, to whisper to its agent, to take part, to take it over."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from entregent.access.web.permissions import must, requires
from entregent.channels.voice import queries
from entregent.channels.voice.models import Call
from entregent.channels.voice.web.views.orders import ordered
from entregent.tickets import actions as tickets

LISTENING = frozenset({"listen", "whisper"})
COMMANDS = frozenset({"barge"})
"""What the customer hears of: who watches for quality does not command."""
SHOWN = 60


@require_safe
@requires("supervise")
def running(request: HttpRequest) -> HttpResponse:
    """The calls of the brands that are supervised, those who talk first. A part of the board."""
    found = queries.running(request.rights.brands_where("supervise"), SHOWN + 1)
    mine = {part.call_id: part for call in found for part in call.present if part.staff_id == request.user.id}
    rows = [(call, mine.get(call.id), request.rights.may("work", call.brand_id)) for call in found[:SHOWN]]
    shown = {
        "rows": rows, "more": len(found) > SHOWN, "telephone": queries.has_telephone(request.user.id),
        "several": len(request.rights.brands_where("supervise")) > 1,
    }  # fmt: skip
    return render(request, "voice/running.html", shown)


@require_POST
@requires("supervise")
def listen(request: HttpRequest, call_id: UUID, manner: str) -> HttpResponse:
    """Hear a call, whisper to its agent, or take part."""
    call = _call(request, call_id)
    if manner not in LISTENING | COMMANDS:
        raise Http404
    if manner in COMMANDS:
        must(request, "work", call.brand_id)
    return ordered(request, call, manner)


@require_POST
@requires("supervise")
def take(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """Take a call over, whoever has it in hand: its request is given to oneself, and the call follows it."""
    call = _call(request, call_id)
    must(request, "work", call.brand_id)
    if call.ticket_id is None:
        return _told(_("They are still in the menu: nobody can take this call yet."), "bad")
    if not queries.has_telephone(request.user.id):
        return _told(_("Switch your telephone on first."), "bad")
    try:
        tickets.assign(call.ticket_id, request.user, now=timezone.now(), actor=f"staff:{request.user.id}")
    except ValueError as refusal:
        return _told(str(refusal), "bad")
    return _told(_("The call comes to you."), "good")


def _call(request: HttpRequest, id: UUID) -> Call:
    """A call under way, of a brand that is supervised. Raises Http404, PermissionDenied."""
    call = get_object_or_404(Call.objects.select_related("node"), id=id, ended_at=None)
    must(request, "supervise", call.brand_id)
    return call


def _told(text: str, level: str) -> HttpResponse:
    return trigger_client_event(HttpResponse(status=204), "toast", {"text": text, "level": level})
