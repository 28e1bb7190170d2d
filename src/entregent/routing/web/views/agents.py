"""The agents, as a supervisor sees them."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from entregent.access.actions.audit import audit
from entregent.access.queries import Week, week_of
from entregent.access.web.permissions import requires
from entregent.kernel.business_time import DayHours
from entregent.routing import queries
from entregent.routing.models import PauseReason
from entregent.routing.queries import AgentNow
from entregent.routing.web.views.desk import change

SHOWN, LISTED = 48, 100


@requires("supervise")
@require_GET
def agents(request: HttpRequest) -> HttpResponse:
    """Who is at work for the brands supervised, and what each is doing; the others are numbers that open."""
    brands = request.rights.brands_where("supervise")
    here = queries.agents_now(brands, here=True, most=SHOWN)
    away = queries.agents_now(brands, here=False, most=0).more
    return render(request, "routing/agents.html", {"agents": here.agents, "more": here.more, "away": away})


@requires("supervise")
@require_GET
def listed(request: HttpRequest, which: str) -> HttpResponse:
    """Those at work (``here``), or offline with nothing in hand (``away``): of hundreds, the first by name, or those whose
    names hold ``q``."""
    if which not in ("here", "away"):
        raise Http404(which)
    named = request.GET.get("q", "").strip()[:80]
    found = queries.agents_now(request.rights.brands_where("supervise"), here=which == "here", named=named, most=LISTED)
    context = {"agents": found.agents, "more": found.more, "here": which == "here", "which": which, "q": named}
    template = "routing/listed_agents.html" if request.htmx.target == "listed-agents" else "routing/listed.html"
    return render(request, template, context)


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


def _found(request: HttpRequest, staff_id: UUID) -> AgentNow:
    found = queries.agent_now(staff_id, request.rights.brands_where("supervise"))
    if found is None:
        raise Http404
    return found


def _today(found: AgentNow) -> tuple[Week, DayHours] | None:
    """Their working week and its hours of today, on their site's clock; None when nothing is said."""
    week = week_of(found.staff)
    return (week, week.hours.days[timezone.localdate(timezone=week.zone).weekday()]) if week else None


def _page(request: HttpRequest, found: AgentNow, refused: str = "") -> HttpResponse:
    context = {
        "agent": found,
        "today": _today(found),
        "reasons": PauseReason.objects.filter(active=True, code=None),
        "commands": bool(request.rights.brands_where("work")),
        "refused": refused,
    }
    return render(request, "routing/agent.html", context, status=422 if refused else 200)
