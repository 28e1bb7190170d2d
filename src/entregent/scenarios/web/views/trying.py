"""The simulator: a version played on each medium side by side, without a trace. Its state travels sealed with the page."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from entregent.access.web.permissions import requires
from entregent.brands.models import Brand
from entregent.scenarios import listening, queries
from entregent.scenarios.medium import MEDIA as KNOWN
from entregent.scenarios.medium import capabilities_of
from entregent.scenarios.models import Scenario
from entregent.scenarios.simulating import Simulated, simulate
from entregent.scenarios.tree import effects as out
from entregent.scenarios.tree import state as states
from entregent.scenarios.tree.form import Form, Tree
from entregent.scenarios.tree.inputs import Answer, Heard, Input, Interrupt, Means, Result, Silence
from entregent.scenarios.tree.state import Manner
from entregent.scenarios.tree.variables import Type, made
from entregent.scenarios.web.chosen import READ, page, refused, scenario_of, version_of
from entregent.scenarios.web.trace import brought_fields, told_effects, variables_now
from entregent.scenarios.web.wording import LANGUAGES, MEDIA
from entregent.understanding.typos import closest

SEAL = "scenarios.trying"
LASTS = 24 * 3600


@require_safe
@requires(READ)
def show(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """Every medium of the tree at its start."""
    scenario = scenario_of(request, scenario_id)
    version, form = version_of(scenario, request.GET.get("version", ""))
    language = _language(form, request.GET.get("language", scenario.brand.language))
    others = queries.others(form, scenario.brand_id)
    now = timezone.now()
    columns = [_begun(scenario, Tree(form, others), medium, language, now) for medium in MEDIA if medium in form.media]
    languages = [(code, LANGUAGES.get(code, code)) for code in form.languages]
    shown = page(request, scenario, "try", version=version, columns=columns, language=language, languages=languages)
    return render(request, "scenarios/try.html", shown)


@require_POST
@requires(READ)
def take(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """One input on one medium: what it gives is put under what was said before; or the medium from its start again."""
    scenario = scenario_of(request, scenario_id)
    asked = request.POST
    version, form = version_of(scenario, asked.get("version", ""))
    medium, now = asked.get("medium", ""), timezone.now()
    if medium not in KNOWN or medium not in MEDIA:
        return refused(_("This scenario is not written for this channel."))
    tree = Tree(form, queries.others(form, scenario.brand_id))
    if "again" in asked:
        column = _begun(scenario, tree, medium, _language(form, asked.get("language", "")), now)
        return render(request, "scenarios/_medium.html", page(request, scenario, "try", version=version, column=column))
    try:
        held = signing.loads(asked.get("state", ""), salt=SEAL, max_age=LASTS)
        state = states.from_json(held)
        given = _input(form, state, request, scenario.brand, tree, now)
        column = _column(scenario, tree, medium, simulate(tree, state.manner, held, given, _means(scenario.brand, now)), given)
    except (signing.BadSignature, ValueError, KeyError, TypeError):
        return refused(_("The scenario changed since: begin this channel again."))
    return render(request, "scenarios/_turn.html", page(request, scenario, "try", version=version, column=column))


def _begun(scenario: Scenario, tree: Tree, medium: str, language: str, now: datetime) -> dict[str, Any]:
    able = capabilities_of(medium)
    known = {"brand.name": scenario.brand.name, "person.known": False}
    manner = Manner(medium, able.speaks, able.confirms)
    found = simulate(tree, manner, None, None, _means(scenario.brand, now), language=language, variables=known)
    return _column(scenario, tree, medium, found, None)


def _column(scenario: Scenario, tree: Tree, medium: str, found: Simulated, given: Input | None) -> dict[str, Any]:
    """What a column shows of a step."""
    state = states.from_json(found.state)
    asks = next((one for one in found.effects if isinstance(one, out.Asks)), None)
    over = next((one for one in found.effects if isinstance(one, out.Over)), None)
    label, icon = MEDIA[medium]
    return {
        "medium": medium, "label": label, "icon": icon, "said": [one for one in found.effects if isinstance(one, out.Said)],
        "lines": told_effects(tree, found.effects), "asks": asks, "over": over or state.over, "exits": found.exits,
        "pending": found.pending, "fields": brought_fields(tree.form, found.pending), "keys": medium == "phone",
        "state": signing.dumps(dict(found.state), salt=SEAL, compress=True), "variables": variables_now(tree, state),
        "them": given.text or given.key if isinstance(given, Answer) else "", "language": state.language, "node": state.node,
        "mention": bool(asks and asks.kind == "acknowledge"), "nothing": not found.effects,
        "marks": range(asks.minimum or 0, (asks.maximum or 0) + 1) if asks and asks.kind == "scale" else (),
    }  # fmt: skip


def _input(form: Form, state: states.State, request: HttpRequest, brand: Brand, tree: Tree, now: datetime) -> Input:
    """What was chosen, typed, or said of what a lookup brings. Raises ValueError for anything else."""
    asked = request.POST
    if "result" in asked:
        values = {
            name[2:]: made(value, _type(tree, name[2:]))
            for name, value in asked.items()
            if name.startswith("v:") and value.strip()
        }
        if asked["result"] == "given":
            values["carry.code"] = "482 916"
        if asked["result"] == "next" and not values.get("ticket.number"):
            values["ticket.number"] = f"{brand.code}-{now.year}-1"
        slots = tuple(_times(brand, now)) if asked["result"] == "offered" else ()
        return Result(state.serial, asked["result"], values, slots=slots)
    if "heard" in asked:
        return Heard()
    if "silence" in asked:
        return Silence()
    if asked.get("interrupt") in ("agent", "repeat", "back"):
        return Interrupt(asked["interrupt"])  # type: ignore[arg-type]
    answer = Answer(asked.get("text", "").strip()[:1000], asked.get("key", "")[:20])
    if not answer.text and not answer.key:
        return Silence()
    return listening.understood(tree, state, answer, brand, now)


def _times(brand: Brand, now: datetime) -> Iterator[str]:
    """Times to play with: as soon as possible, tomorrow at ten, the day after at two."""
    yield ""
    today = timezone.localtime(now, ZoneInfo(brand.time_zone)).replace(minute=0, second=0, microsecond=0)
    for days, hour in ((1, 10), (2, 14)):
        yield (today + timedelta(days=days)).replace(hour=hour).isoformat()


def _type(tree: Tree, name: str) -> Type:
    variable = tree.variable(name)
    return variable.type if variable is not None else Type.TEXT


def _means(brand: Brand, now: datetime) -> Means:
    return Means(closest, timezone.localdate(now), brand.region)


def _language(form: Form, wanted: str) -> str:
    return wanted if wanted in form.languages else form.languages[0]
