"""Calls under way, as those see them who supervise: to hear one, to whisper to its agent, to take part, to take it over."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from entregent.access.web.permissions import must, requires
from entregent.brands.models import Brand
from entregent.brands.queries import brands
from entregent.channels.voice import listening, queries
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
    periods = listening.in_force(supervised(request), timezone.now())
    rows = [
        (
            call, mine.get(call.id), request.rights.may("work", call.brand_id),
            listening.covering(periods, call.brand_id, call.staff),
        )
        for call in found[:SHOWN]
    ]  # fmt: skip
    shown = {
        "rows": rows, "more": len(found) > SHOWN, "telephone": queries.has_telephone(request.user.id),
        "several": len(supervised(request)) > 1,
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
    period = listening.period_for(call.brand_id, call.staff_id, timezone.now())
    if period is None:
        name = call.staff.name if call.staff else ""
        return told(
            _("No listening is announced to %(name)s today: announce it first.") % {"name": name},
            "bad",
        )
    return ordered(request, call, manner, period=str(period))


@require_POST
@requires("supervise")
def take(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """Take a call over, whoever has it in hand: its request is given to oneself, and the call follows it."""
    call = _call(request, call_id)
    must(request, "work", call.brand_id)
    if call.ticket_id is None:
        return told(_("They are still in the menu: nobody can take this call yet."), "bad")
    if not queries.has_telephone(request.user.id):
        return told(_("Switch your telephone on first."), "bad")
    try:
        tickets.assign(call.ticket_id, request.user, now=timezone.now(), actor=f"staff:{request.user.id}")
    except ValueError as refusal:
        return told(str(refusal), "bad")
    return told(_("The call comes to you."), "good")


def supervised(request: HttpRequest) -> list[Brand]:
    """The brands that the visitor supervises."""
    return sorted(brands(request.rights.brands_where("supervise")).values(), key=lambda brand: brand.name)


def _call(request: HttpRequest, id: UUID) -> Call:
    """A call under way, of a brand that is supervised. Raises Http404, PermissionDenied."""
    call = get_object_or_404(Call.objects.select_related("node", "staff"), id=id, ended_at=None)
    must(request, "supervise", call.brand_id)
    return call


def told(text: str, level: str) -> HttpResponse:
    """Nothing but a word to the visitor."""
    return trigger_client_event(HttpResponse(status=204), "toast", {"text": text, "level": level})
