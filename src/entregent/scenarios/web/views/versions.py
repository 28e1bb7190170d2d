"""The history of a scenario: its versions, two of them compared in words, an older one performed again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from entregent.access.web.permissions import requires
from entregent.scenarios import actions, queries
from entregent.scenarios.errors import HasErrors, ScenarioRefusal
from entregent.scenarios.models import Scenario, Version
from entregent.scenarios.tree.form import read
from entregent.scenarios.web.chosen import READ, WRITE, page, scenario_of
from entregent.scenarios.web.comparing import compared
from entregent.scenarios.web.wording import finding_named, named


@require_safe
@requires(READ)
def show(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """Every version, and what changed from one to another: from what is performed to the newest where none are named."""
    scenario = scenario_of(request, scenario_id)
    rows = list(queries.versions(scenario.id))
    before, after = _pair(request, rows)
    shown = page(request, scenario, "versions", versions=rows, before=before, after=after)
    if before is not None and after is not None and before != after:
        forms = {one.number: read(one.form) for one in Version.objects.filter(scenario=scenario, number__in=[before, after])}
        shown["comparison"] = compared(forms[before], forms[after])
    return render(request, "scenarios/versions.html", shown)


@require_POST
@requires(WRITE)
def bring_back(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """An older version is performed again; the draft stays."""
    scenario = scenario_of(request, scenario_id, WRITE)
    number = request.POST.get("number", "")
    if number.isdecimal() and len(number) < 7:
        _rolled_back(request, scenario, int(number))
    return redirect("scenarios:versions", scenario.id)


def _rolled_back(request: HttpRequest, scenario: Scenario, number: int) -> None:
    try:
        actions.roll_back(scenario.id, number, staff=request.user, now=timezone.now(), actor=f"staff:{request.user.id}")
        messages.success(request, _("Version %(number)d is performed again; the draft has not changed.") % {"number": number})
    except HasErrors as error:
        version = queries.version(scenario.id, number)
        form = read(version.form) if version else None
        why = [f"{named(form, one.node)}: {finding_named(form, one)}" for one in error.findings if one.stops and form][:3]
        messages.error(request, f"{error} {' '.join(why)}")
    except ScenarioRefusal as error:
        messages.error(request, str(error))


def _pair(request: HttpRequest, rows: list[Version]) -> tuple[int | None, int | None]:
    numbers = [one.number for one in rows]
    asked = [request.GET.get(name, "") for name in ("before", "after")]
    if all(one.isdecimal() and len(one) < 7 and int(one) in numbers for one in asked):
        return int(asked[0]), int(asked[1])
    performed = next((one.number for one in rows if one.state == Version.State.PUBLISHED), None)
    newest = numbers[0] if numbers else None
    if performed is None or performed == newest:
        performed = numbers[1] if len(numbers) > 1 else None
    return performed, newest
