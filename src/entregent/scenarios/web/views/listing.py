"""The scenarios of a brand: listed, begun, brought in from files, copied, put aside."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from entregent.access.web.permissions import requires
from entregent.kernel.text import fold
from entregent.scenarios import actions, queries
from entregent.scenarios.errors import NotAForm, ScenarioRefusal
from entregent.scenarios.models import Scenario
from entregent.scenarios.starting_points import NAMES, starting_point
from entregent.scenarios.tree.form import FormRefused, exported, imported, written
from entregent.scenarios.web.chosen import READ, WRITE, Chosen, chosen, scenario_of, version_of

DAYS = 30
LARGEST = 1_000_000
EMPTY: dict[str, Any] = {
    "form": 1, "languages": ["fr"], "media": ["phone", "chat", "web"], "start": "say_1",
    "nodes": {"say_1": {"kind": "say", "text": {}, "next": "end_1"}, "end_1": {"kind": "end"}},
}  # fmt: skip
"""The tree of whoever starts from nothing."""


@require_safe
@requires(READ)
def listing(request: HttpRequest) -> HttpResponse:
    """The scenarios of the brand, and what one can begin from."""
    shown = chosen(request)
    aside = "aside" in request.GET
    rows = queries.listed(shown.brand.id, timezone.now() - timedelta(days=DAYS))
    everything = list(rows)
    lines = [one for one in everything if (one.archived_at is not None) == aside]
    archived = next((one for one in everything if str(one.id) == request.GET.get("archived") and one.archived_at), None)
    return render(
        request, "scenarios/list.html",
        {
            "chosen": shown, "brand": shown.brand, "lines": lines, "aside": aside, "starting_points": NAMES.items(),
            "put_aside": sum(one.archived_at is not None for one in everything), "days": DAYS, "archived": archived,
            "performed": request.GET.get("performed", ""),
        },
    )  # fmt: skip


@require_POST
@requires(WRITE)
def create(request: HttpRequest) -> HttpResponse:
    """A scenario that begins from a tree of ours, or from nothing; then its editor."""
    shown = chosen(request, WRITE)
    source = request.POST.get("from", "")
    form = written(starting_point(source)) if source in NAMES else EMPTY | {"languages": [shown.brand.language]}
    name = request.POST.get("name", "").strip() or str(NAMES.get(source, _("New scenario")))
    return _begun(request, shown, name, form)


@require_POST
@requires(WRITE)
def receive(request: HttpRequest) -> HttpResponse:
    """A scenario out of a file; what is wrong with the file is said."""
    shown = chosen(request, WRITE)
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, _("Choose a file first."))
        return redirect(_list(shown))
    if file.size > LARGEST:
        messages.error(request, _("This file is larger than 1 MB: no scenario is. Nothing was brought in."))
        return redirect(_list(shown))
    name = request.POST.get("name", "").strip() or re.sub(r"\.json$", "", file.name)[:80].replace("-", " ").capitalize()
    return _begun(request, shown, name, file.read(LARGEST).decode("utf-8", "replace"))


@require_POST
@requires(WRITE)
def replace(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """A file in the place of the draft; what was there is one undoing away."""
    scenario = scenario_of(request, scenario_id, WRITE)
    file = request.FILES.get("file")
    if file is None or file.size > LARGEST:
        messages.error(request, _("Choose a file of 1 MB at most; the draft has not changed."))
        return redirect("scenarios:editor", scenario.id)
    try:
        form = imported(file.read(LARGEST).decode("utf-8", "replace"))
        actions.edit_draft(scenario.id, lambda _before: written(form), what="", staff=request.user, now=timezone.now())
        messages.success(request, _("The file is the draft now. “Undo” brings back what was there."))
    except FormRefused as error:
        messages.error(request, str(NotAForm(error.faults)))
    return redirect("scenarios:editor", scenario.id)


@require_POST
@requires(WRITE)
def duplicate(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """The same tree under another name: the draft where there is one."""
    scenario = scenario_of(request, scenario_id, WRITE)
    version, _form = version_of(scenario)
    shown = Chosen(scenario.brand, [scenario.brand], True)
    return _begun(request, shown, _("%(name)s (copy)") % {"name": scenario.name[:70]}, version.form, scenario.purpose)


@require_POST
@requires(WRITE)
def archive(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """Put it aside; the list offers to take it back."""
    scenario = scenario_of(request, scenario_id, WRITE)
    number = actions.archive_scenario(scenario.id, now=timezone.now(), actor=f"staff:{request.user.id}")
    shown = Chosen(scenario.brand, [scenario.brand], True)
    return redirect(f"{_list(shown)}&archived={scenario.id}&performed={number or ''}")


@require_POST
@requires(WRITE)
def take_back(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """Take it back; ``performed``: the version that was performed is performed again."""
    scenario = scenario_of(request, scenario_id, WRITE)
    actor, number = f"staff:{request.user.id}", request.POST.get("performed", "")
    actions.take_back_scenario(scenario.id, now=timezone.now(), actor=actor)
    if number.isdecimal() and len(number) < 7:
        try:
            actions.roll_back(scenario.id, int(number), staff=request.user, now=timezone.now(), actor=actor)
        except ScenarioRefusal as error:
            messages.warning(request, _("It is back, but not performed: %(why)s") % {"why": error})
    return redirect(_list(Chosen(scenario.brand, [scenario.brand], True)))


@require_safe
@requires(READ)
def export(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """The form as a file, one value a line, which can be brought in again."""
    scenario = scenario_of(request, scenario_id)
    version, form = version_of(scenario, request.GET.get("version", ""))
    answer = HttpResponse(exported(form), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{scenario.slug}-{version.number}.json"'
    return answer


def _begun(request: HttpRequest, shown: Chosen, name: str, form: Any, purpose: str = "") -> HttpResponse:
    slug = free_slug(shown.brand.id, name)
    try:
        made = actions.create_scenario(
            shown.brand.id, slug, name, form, purpose=purpose, staff=request.user, now=timezone.now(),
            actor=f"staff:{request.user.id}",
        )  # fmt: skip
    except ScenarioRefusal as error:
        messages.error(request, str(error))
        return redirect(_list(shown))
    return redirect("scenarios:editor", made.scenario_id)


def free_slug(brand: UUID, name: str) -> str:
    """A short name out of a name, that no scenario of the brand has."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:44].strip("-") or "scenario"
    taken = set(Scenario.objects.filter(brand=brand, slug__startswith=plain).values_list("slug", flat=True))
    return next(slug for number in range(1, 10_000) if (slug := plain if number == 1 else f"{plain}-{number}") not in taken)


def _list(shown: Chosen) -> str:
    return f"{reverse('scenarios:list')}?brand={shown.brand.slug}"
