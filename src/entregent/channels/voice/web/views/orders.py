"""What an agent does with the call that they are in."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from entregent.access.web.permissions import must, requires
from entregent.channels.voice import control, queries

ORDERS = frozenset({"hold", "resume", "mute", "unmute", "keys", "hang-up"})


@require_POST
@requires("work")
def order(request: HttpRequest, call_id: UUID, what: str) -> HttpResponse:
    """Have it done by the process that carries the call; answer with the line as it then is."""
    part = queries.my_part(request.user.id, call_id)
    if part is None or what not in ORDERS:
        raise Http404
    must(request, "work", part.brand_id)
    more = {"digits": request.POST.get("digits", "")} if what == "keys" else {}
    refusal = _asked(part.call.node.control if part.call.node else "", call_id, what.replace("-", "_"), request.user.id, more)
    answer = render(request, "voice/line.html", {"parts": queries.mine(request.user.id)})
    if refusal:
        answer = trigger_client_event(answer, "toast", {"text": refusal, "level": "bad"})
    return answer


def _asked(node: str, call: UUID, what: str, staff: UUID, more: dict[str, str]) -> str:
    """Why it was not done; "" when it was."""
    try:
        refusal = control.ask(settings.SECRET_KEY, node, "order", call=str(call), what=what, staff=str(staff), **more)
    except control.Silent:
        refusal = "late"
    return {
        None: "",
        "over": _("This call is over."),
        "busy": _("Not now: somebody is being put through. Try again in a moment."),
        "not_yours": _("This call is in somebody else’s hands now."),
    }.get(refusal, _("The telephone did not answer: nothing was done, the call goes on. Try again."))
