"""After a call: how it ended, as its agent says, and their wrap-up."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from entregent.access.web.permissions import must, requires
from entregent.channels.voice import actions
from entregent.channels.voice.dispositions import choices, qualified_by
from entregent.channels.voice.errors import DispositionRefused, DispositionWanted, NotQualified
from entregent.channels.voice.models import Call
from entregent.channels.voice.web.views.supervising import told


@require_http_methods(["GET", "HEAD", "POST"])
@requires("tickets.read")
def disposition(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """What a call came to, and for who had it the menu that says otherwise."""
    call, refusal = _call(request, call_id), ""
    if request.method == "POST":
        must(request, "work", call.brand_id)
        try:
            chosen = UUID(request.POST["disposition"]) if request.POST.get("disposition") else None
            actions.qualify(call.id, chosen, staff=request.user.id, now=timezone.now())
        except (NotQualified, DispositionRefused) as refused:
            refusal = str(refused)
        except ValueError:
            refusal = str(DispositionRefused("unknown"))
        call = _call(request, call_id)
    shown = {"call": call, "may_qualify": qualified_by(call, request.user.id, timezone.now())}
    answer = render(request, "voice/disposition.html", shown)
    return trigger_client_event(answer, "toast", {"text": refusal, "level": "bad"}) if refusal else answer


@require_safe
@requires("work")
def dispositions(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """Those that may be chosen, by words (``q``)."""
    call = _call(request, call_id)
    must(request, "work", call.brand_id)
    found = choices([call.brand_id], request.GET.get("q", "")[:80])
    return render(request, "voice/dispositions.html", {"call": call, "choices": found, "words": request.GET.get("q", "")})


@require_POST
@requires("work")
def finished(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """The wrap-up is done."""
    call = _call(request, call_id)
    must(request, "work", call.brand_id)
    try:
        actions.finish_wrap_up(call.id, staff=request.user.id, now=timezone.now())
    except DispositionWanted as refusal:
        return told(str(refusal), "bad")
    return HttpResponse(status=204)


@require_POST
@requires("work")
def prolonged(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """A minute more."""
    call = _call(request, call_id)
    must(request, "work", call.brand_id)
    if not actions.prolong_wrap_up(call.id, staff=request.user.id, now=timezone.now()):
        return told(_("The queue gives no more time: the wrap-up ends when it is over."), "bad")
    return HttpResponse(status=204)


def _call(request: HttpRequest, call_id: UUID) -> Call:
    """Raises Http404, PermissionDenied."""
    call = get_object_or_404(Call.objects.select_related("brand", "disposition"), id=call_id)
    must(request, "tickets.read", call.brand_id)
    return call
