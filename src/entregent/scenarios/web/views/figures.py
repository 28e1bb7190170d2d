"""Where people leave: the share of sessions that reach each node, and the share that leaves there, drawn on the tree."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from entregent.access.web.permissions import requires
from entregent.scenarios import queries
from entregent.scenarios.models import Version
from entregent.scenarios.tree.form import read
from entregent.scenarios.web.chosen import READ, page, scenario_of
from entregent.scenarios.web.drawing import drawing_of
from entregent.scenarios.web.wording import KINDS, MEDIA, named

PERIODS = (7, 30, 90)


@require_safe
@requires(READ)
def show(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """Of what is performed, or of another version; on one medium or on all; over so many days."""
    scenario = scenario_of(request, scenario_id)
    asked, media = request.GET.get("days", ""), request.GET.get("medium", "")
    days = int(asked) if asked in map(str, PERIODS) else 30
    medium = media if media in MEDIA else ""
    rows = [one for one in queries.versions(scenario.id) if one.state != Version.State.DRAFT]
    number = request.GET.get("version", "")
    wanted = int(number) if number.isdecimal() and len(number) < 7 else None
    version = (queries.version(scenario.id, wanted) if wanted is not None else None) or queries.performed_version(scenario.id)
    shown = page(
        request, scenario, "figures", version=version, versions=rows, days=days, periods=PERIODS, medium=medium,
        media=[(name, label) for name, (label, _icon) in MEDIA.items()], node="",
    )  # fmt: skip
    if version is not None:
        form = read(version.form)
        found = queries.drop_off(version.id, medium=medium, since=timezone.now() - timedelta(days=days))
        began = max(found.begun, 1)
        figures = {
            one.node: {
                "reached": one.sessions / began,
                "left": one.left / began,
                "here": one.share_left,
                "sessions": one.sessions,
            }
            for one in found.nodes
        }
        steps = [
            (named(form, one.node), KINDS[form.nodes[one.node].kind], one, one.sessions / began)
            for one in found.nodes
            if one.node in form.nodes
        ]
        used = queries.objected(version.id, timezone.now() - timedelta(days=days)) if form.objections else {}
        shown["objections"] = sorted(
            ((one.title, used.get(id, 0)) for id, one in form.objections.items()), key=lambda row: -row[1]
        )
        shown |= {"found": found, "drawing": drawing_of(form, {}, figures), "steps": steps}
    return render(request, "scenarios/figures.html", shown)
