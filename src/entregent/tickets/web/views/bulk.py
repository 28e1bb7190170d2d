"""One change for many tickets, with its progress."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reswap, retarget, trigger_client_event

from entregent.access.web.permissions import must, requires
from entregent.tickets import actions
from entregent.tickets.actions.bulk import UNDONE_BY
from entregent.tickets.models import BulkRun, Ticket
from entregent.tickets.queries.asking import uuid_of
from entregent.tickets.rules import tidy_tags
from entregent.tickets.web.answers import done, refused
from entregent.tickets.web.persons import asked_again


@require_POST
@requires("tickets.bulk")
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the change: ``act`` is "action:value" ("status:resolved", "assign:me"…), ``ticket`` the ids chosen."""
    action, _colon, value = request.POST.get("act", "").partition(":")
    chosen = [id for id in map(uuid_of, request.POST.getlist("ticket")) if id]
    if action == "merge" and (question := _question(request, chosen)):
        return question
    try:
        runs = actions.ask_bulk(
            chosen, action, _parameters(request, action, value, chosen), staff=request.user,
            brands=request.rights.brands_where("tickets.bulk"), now=timezone.now(),
        )  # fmt: skip
    except ValueError as refusal:
        return refused(str(refusal))
    if not runs:
        return refused(_("Choose tickets first, of brands where you may do this."))
    answer = _progress(request, runs)
    return trigger_client_event(answer, "dialog:close", after="settle") if request.POST.get("agreed") else answer


@require_safe
@requires("tickets.bulk")
def progress(request: HttpRequest) -> HttpResponse:
    """How far runs are; asks for itself again until they end."""
    ids = [id for id in map(uuid_of, request.GET.getlist("run")) if id]
    return _progress(request, list(BulkRun.objects.filter(id__in=ids, by=request.user)))


@require_POST
@requires("tickets.bulk")
def undo(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Put back what a run replaced, where nobody has changed it since."""
    run = get_object_or_404(BulkRun, id=run_id, by=request.user)
    must(request, "tickets.bulk", run.brand_id)
    try:
        actions.undo_bulk(run.id, staff=request.user, now=timezone.now())
    except ValueError as refusal:
        return refused(str(refusal))
    answer = done(_("Undone, except where someone has changed it since."))
    answer["HX-Refresh"] = "true"
    return answer


def _question(request: HttpRequest, chosen: list[UUID]) -> HttpResponse | None:
    """Whether persons that are not one are meant, before their tickets are merged into the oldest."""
    allowed = Ticket.objects.filter(id__in=chosen, brand__in=request.rights.brands_where("tickets.bulk"))
    kept = allowed.select_related("person", "brand", "conversation").order_by("id").first()
    question = asked_again(request, kept, chosen, target="#bulk-progress", act="merge:") if kept else None
    return reswap(retarget(question, "#dialog"), "innerHTML") if question else None


def _parameters(request: HttpRequest, action: str, value: str, chosen: list[UUID]) -> dict[str, object]:
    if action == "assign":
        who = {"me": str(request.user.id), "none": None}.get(value, value)
        return {"assignee": who}
    if action == "priority":
        return {"priority": int(value)}
    if action == "add_tags":
        return {"tags": tidy_tags((value or request.POST.get("tags", "")).split(","))}
    if action == "merge":
        return {"into": str(min(chosen))} if chosen else {"into": ""}
    return {action: value}


def _progress(request: HttpRequest, runs: list[BulkRun]) -> HttpResponse:
    ended = all(run.state in (BulkRun.State.DONE, BulkRun.State.UNDONE) for run in runs)
    total, through = sum(run.total for run in runs), sum(run.done for run in runs)
    shown = {
        "runs": runs, "ended": ended, "total": total, "through": through,
        "failures": [failure for run in runs for failure in run.failures][:20],
        "undoable": [run for run in runs if run.action in UNDONE_BY and run.before and run.state == BulkRun.State.DONE],
    }  # fmt: skip
    return render(request, "tickets/bulk.html", shown)
