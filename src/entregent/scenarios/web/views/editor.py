"""The editor of a tree: its page, the panel of a node, the state of its draft."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from entregent.access.web.permissions import requires
from entregent.scenarios import actions
from entregent.scenarios.errors import HasErrors, NothingToRedo, NothingToUndo, SavedMeanwhile, ScenarioRefusal
from entregent.scenarios.models import Version
from entregent.scenarios.web.chosen import READ, WRITE, refused, scenario_of, told, version_of
from entregent.scenarios.web.sight import changed, seen


@require_safe
@requires(READ)
def show(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """The outline, the drawing, the panel and the checks; to htmx, the panel of a node (or of the tree) alone."""
    scenario = scenario_of(request, scenario_id)
    version, form = version_of(scenario)
    shown = seen(request, scenario, version, request.GET.get("node", ""), form=form)
    if request.htmx.target == "panel":
        return render(request, "scenarios/_panel.html", shown)
    return render(request, "scenarios/editor.html", shown)


@require_POST
@requires(WRITE)
def rename(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """Another name, and what it is for."""
    scenario = scenario_of(request, scenario_id, WRITE)
    name = request.POST.get("name", "").strip()
    if not name:
        return refused(_("A scenario needs a name: it keeps “%(name)s”.") % {"name": scenario.name})
    scenario = actions.rename_scenario(scenario.id, name, request.POST.get("purpose", "").strip())
    return render(request, "scenarios/_name.html", {"scenario": scenario, "oob": True})


@require_POST
@requires(WRITE)
def undo(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """The draft as it was before one's last change."""
    return _stepped(request, scenario_id, actions.undo_edit, _("Undone."))


@require_POST
@requires(WRITE)
def redo(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """The draft as it was before one's last undoing."""
    return _stepped(request, scenario_id, actions.redo_edit, _("Done again."))


def _stepped(request: HttpRequest, scenario_id: UUID, step: Callable[..., Version], words: str) -> HttpResponse:
    scenario = scenario_of(request, scenario_id, WRITE)
    try:
        version = step(scenario.id, staff=request.user, now=timezone.now())
    except (NothingToUndo, NothingToRedo) as error:
        return refused(str(error))
    return told(changed(request, scenario, version, request.POST.get("node", "")), words)


@require_POST
@requires(WRITE)
def publish(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """Perform the draft from now on, if it is still what was looked at and nothing grave stands in the way."""
    scenario = scenario_of(request, scenario_id, WRITE)
    try:
        version = actions.publish(
            scenario.id, base=_base(request), staff=request.user, now=timezone.now(), actor=f"staff:{request.user.id}"
        )
    except SavedMeanwhile as error:
        by = error.theirs.saved_by.name if error.theirs.saved_by else "API"
        text = _("%(name)s changed the draft meanwhile. Nothing was published: read it again, then publish.") % {"name": by}
        return told(changed(request, scenario, version_of(scenario)[0], request.POST.get("node", "")), text, level="bad")
    except HasErrors as error:
        return told(changed(request, scenario, version_of(scenario)[0], request.POST.get("node", "")), str(error), level="bad")
    except ScenarioRefusal as error:
        return refused(str(error))
    text = _("Version %(number)d is published: whoever begins from now on goes through it.") % {"number": version.number}
    return told(changed(request, scenario, version, request.POST.get("node", "")), text)


@require_POST
@requires(WRITE)
def discard(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """Throw the draft away where something else was published."""
    scenario = scenario_of(request, scenario_id, WRITE)
    base = _base(request)
    if base is None or scenario.versions.count() < 2:
        messages.error(request, _("There is no other version to go back to: the draft stays."))
        return redirect("scenarios:editor", scenario.id)
    try:
        actions.discard_draft(scenario.id, base=base)
        messages.success(request, _("The draft was thrown away; what is published has not changed."))
    except SavedMeanwhile as error:
        messages.error(request, str(error))
    return redirect("scenarios:editor", scenario.id)


def _base(request: HttpRequest) -> tuple[int, int] | None:
    number, _dot, revision = request.POST.get("base", "").partition(".")
    return (int(number), int(revision)) if number.isdecimal() and revision.isdecimal() else None
