"""The agents, as a supervisor sees them."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from entregent.access.actions.audit import audit
from entregent.access.web.permissions import requires
from entregent.routing import queries
from entregent.routing.models import PauseReason, Queue
from entregent.routing.queries import AgentNow
from entregent.routing.web.views.desk import change


@requires("supervise")
@require_GET
def agents(request: HttpRequest) -> HttpResponse:
    """Who is at work for the brands supervised, and what each is doing; the others are a number that opens."""
    here, away = _here_and_away(request)
    return render(request, "routing/agents.html", {"agents": here, "away": len(away)})


@requires("supervise")
@require_GET
def away(request: HttpRequest) -> HttpResponse:
    """Those who are offline with nothing in hand: of hundreds, the board shows their number only."""
    return render(request, "routing/away.html", {"agents": _here_and_away(request)[1]})


@requires("supervise")
@require_GET
def agent(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """One agent: state, what is in hand, and what a supervisor may do about it."""
    return _page(request, _found(request, staff_id))


@requires("supervise")
@require_POST
def set_presence(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """Put an agent on pause, offline or back; written in the audit trail."""
    found = _found(request, staff_id)
    if not request.rights.brands_where("work"):
        raise PermissionDenied("work")  # quality watches, it does not command
    refused = ""
    try:
        change(request, staff_id, f"staff:{request.user.id}", "supervisor")
    except ValueError:
        refused = _("Choose a state of the menu; a pause has a reason.")
    else:
        audit(
            "presence.set", now=timezone.now(), staff=request.user, address=request.META.get("REMOTE_ADDR"),
            of=str(staff_id), state=request.POST["state"],
        )  # fmt: skip
        found = _found(request, staff_id)
    return _page(request, found, refused)


def _here_and_away(request: HttpRequest) -> tuple[list[AgentNow], list[AgentNow]]:
    here, away = [], []
    for agent in queries.agents_now(request.rights.brands_where("supervise")):
        (away if agent.state == "offline" and not agent.items else here).append(agent)
    return here, away


def _found(request: HttpRequest, staff_id: UUID) -> AgentNow:
    every = queries.agents_now(request.rights.brands_where("supervise"))
    found = next((agent for agent in every if agent.staff.id == staff_id), None)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: AgentNow, refused: str = "") -> HttpResponse:
    brands = request.rights.brands_where("supervise")
    context = {
        "agent": found,
        "reasons": PauseReason.objects.filter(active=True, code=None),
        "others": queries.agents_now(brands),
        "queues": Queue.objects.filter(brand__in=brands, active=True),
        "commands": bool(request.rights.brands_where("work")),
        "refused": refused,
    }
    return render(request, "routing/agent.html", context, status=422 if refused else 200)
