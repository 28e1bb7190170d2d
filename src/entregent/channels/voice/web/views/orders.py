"""What those in a call do with it."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from entregent.access.web.permissions import requires
from entregent.channels.voice import control, queries
from entregent.channels.voice.models import Call
from entregent.channels.voice.web.lines import line_of

ORDERS = frozenset(
    {
        "hold",
        "resume",
        "mute",
        "unmute",
        "keys",
        "hang-up",
        "consult",
        "join",
        "decline",
        "conference",
        "transfer",
        "drop",
        "record",
        "record-off",
        "record-on",
        "record-objected",
    }
)
SENT = {"keys": ("digits",), "consult": ("to", "number"), "record-off": ("why",)}
"""What comes with an order, by its name."""


@require_POST
@requires("work", "supervise")
def order(request: HttpRequest, call_id: UUID, what: str) -> HttpResponse:
    """Have it done by the process that carries the call; answer with the line as it then is. Whoever takes part in a call has
    been let in: what they may order there is the process's to say."""
    part = queries.my_part(request.user.id, call_id)
    if part is None or what not in ORDERS:
        raise Http404
    return ordered(request, part.call, what)


@require_safe
@requires("work")
def colleagues(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """Who may be asked something during this call."""
    part = queries.my_part(request.user.id, call_id)
    if part is None:
        raise Http404
    found = queries.colleagues(part.brand_id, request.user.id, request.GET.get("q", ""))
    return render(request, "voice/colleagues.html", {"call": part.call, "colleagues": found})


def ordered(request: HttpRequest, call: Call, what: str, **sent: str) -> HttpResponse:
    """Have something done with a call; the line of whoever wants it, and why it was not done."""
    more = {name: request.POST.get(name, "") for name in SENT.get(what, ())} | sent
    refusal = _asked(call.node.control if call.node else "", call.id, what.replace("-", "_"), request.user.id, more)
    answer = render(request, "voice/line.html", line_of(request))
    return trigger_client_event(answer, "toast", {"text": refusal, "level": "bad"}) if refusal else answer


def _asked(node: str, call: UUID, what: str, staff: UUID, more: dict[str, str]) -> str:
    """Why it was not done; "" when it was."""
    try:
        return refusal_of(control.ask(settings.SECRET_KEY, node, "order", call=str(call), what=what, staff=str(staff), **more))
    except control.Silent:
        return refusal_of("late")


def refusal_of(word: str | None) -> str:
    """Why the process that carries calls did not do something, in words; "" when it did."""
    return {
        None: "",
        "over": _("This call is over."),
        "in_a_call": _("You are in a call: end it, or consult from it."),
        "busy": _("Not now: somebody is being put through. Try again in a moment."),
        "not_yours": _("This call is in somebody else’s hands now."),
        "consulting": _("Somebody is being asked already: let them go first."),
        "nobody": _("There is nobody to do this with."),
        "no_recording": _("Nothing is recorded of this call."),
        "objected": _("The caller refused to be recorded: nothing is kept of this call."),
        "no_telephone": _("Switch your telephone on first."),
        "no_number": _("This is no number: write it with its ten digits, or with + and the country’s code."),
        "premium": _("This number costs more than a call: the house does not call it."),
        "abroad": _("The house does not call this country."),
        "line_full": _("As many calls as this line may carry are under way: try again when one is over."),
        "spent_day": _("The line has spent what it may in a day: an administrator can raise the limit in the studio."),
        "spent_month": _("The line has spent what it may in a month: an administrator can raise the limit in the studio."),
        "unreachable": _("No line to call by: an administrator sets one up in the studio."),
    }.get(word, _("The telephone did not answer: nothing was done, the call goes on. Try again."))
