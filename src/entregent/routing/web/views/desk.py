"""What an agent's desk shows: presence, what rings, the queues."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entregent.access.web.permissions import requires
from entregent.journal.actions import append
from entregent.routing import actions, queries
from entregent.routing.models import PauseReason, Presence


@requires("work")
@require_http_methods(["GET", "POST"])
def presence(request: HttpRequest) -> HttpResponse:
    """The menu of states; POST ``state`` and, for a pause, ``reason``."""
    refused = ""
    if request.method == "POST":
        try:
            change(request, request.user.id, f"staff:{request.user.id}", "by_hand")
        except ValueError:
            refused = _("Choose a state of the menu; a pause has a reason.")
    mine = Presence.objects.select_related("reason").filter(staff=request.user.id).first()
    reasons = PauseReason.objects.filter(active=True, code=None)
    context = {"presence": mine, "reasons": reasons, "refused": refused}
    return render(request, "routing/presence.html", context, status=422 if refused else 200)


@requires("work")
@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """The desk is still open."""
    actions.seen(request.user.id, timezone.now())
    return HttpResponse(status=204)


@requires("work")
@require_GET
def offers(request: HttpRequest) -> HttpResponse:
    """What rings for this agent."""
    return render(request, "routing/offers.html", {"offers": queries.ringing(request.user.id)})


@requires("work")
@require_GET
def queues(request: HttpRequest) -> HttpResponse:
    """The queues this agent serves, with what waits in them."""
    now = timezone.now()
    rows = [(row, row.late(now)) for row in queries.my_queues(request.user.id)]
    return render(request, "routing/queues.html", {"rows": rows})


def change(request: HttpRequest, staff_id: object, actor: str, why: str) -> None:
    """Set a presence from the fields ``state`` and ``reason``. Raises ValueError when they make no sense."""
    state = request.POST.get("state", "")
    reason = None
    if state == Presence.State.PAUSED:
        chosen = request.POST.get("reason", "")
        if not chosen.isdigit():
            raise ValueError("a pause has a reason")
        reason = get_object_or_404(PauseReason, id=int(chosen), active=True)
    _presence, facts = actions.set_presence(staff_id, state, timezone.now(), actor, reason=reason, why=why)
    append(facts)
