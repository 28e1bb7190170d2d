"""A tree as its editor sees it at a moment: everything that the fragments of the page are drawn from."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from entregent.scenarios.models import Scenario, Version
from entregent.scenarios.queries import scenarios
from entregent.scenarios.surroundings import surroundings_of
from entregent.scenarios.tree.checks import check, heard_in, publishable
from entregent.scenarios.tree.form import Form, read
from entregent.scenarios.tree.spoken import Lengths
from entregent.scenarios.web import objections
from entregent.scenarios.web.chosen import page
from entregent.scenarios.web.drawing import drawing_of, lines_of, marks_of
from entregent.scenarios.web.fields import variables_of
from entregent.scenarios.web.panel import nodes_of, panel_of
from entregent.scenarios.web.wording import KINDS, LANGUAGES, MEDIA, TYPES, finding_named, named


def seen(
    request: HttpRequest, scenario: Scenario, version: Version, node: str = "", *, form: Form | None = None
) -> dict[str, Any]:
    """What the editor shows of a version, with this node open (the settings of the tree where it is not there)."""
    form = form or read(version.form)
    around = surroundings_of(scenario.brand)
    heard = heard_in(form, around)
    findings = check(form, around, scenario.slug, heard)
    marks = marks_of(findings)
    performed = {one.slug: one.name for one in scenarios([scenario.brand_id]) if one.published and one.id != scenario.id}
    shown = page(request, scenario, "editor", version=version, form=form, node=node if node in form.nodes else "")
    shown |= {
        "lines": lines_of(form, marks), "drawing": drawing_of(form, marks), "kinds": list(KINDS.items()),
        "findings": [(one, finding_named(form, one), named(form, one.node) if one.node else "") for one in findings],
        "grave": sum(one.stops for one in findings), "publishable": publishable(findings),
        "is_draft": version.state == Version.State.DRAFT, "nodes": nodes_of(form), "variables": variables_of(form),
        "types": TYPES.items(), "objections": objections.shown(form), "heard": _aloud(heard),
        "media": [
            (name, MEDIA[name][0] if name in MEDIA else name, name in form.media)
            for name in dict.fromkeys((*MEDIA, *form.media))
        ],
        "languages": [
            (code, LANGUAGES.get(code, code), code in form.languages) for code in dict.fromkeys((*LANGUAGES, *form.languages))
        ],
    }  # fmt: skip
    if node in form.nodes:
        shown["panel"] = panel_of(form, node, around, findings, performed)
    return shown


def _aloud(heard: Mapping[str, Lengths]) -> list[tuple[str | Promise, int, int]]:
    """How long the longest way takes to hear in each language, in minutes and seconds."""
    return [(LANGUAGES.get(language, language), *divmod(round(one.way), 60)) for language, one in heard.items()]


def changed(
    request: HttpRequest, scenario: Scenario, version: Version, node: str = "", *, keeps_panel: bool = False
) -> HttpResponse:
    """The fragments of the editor after a change, each in its place; the panel is left alone while somebody types in it."""
    shown = seen(request, scenario, version, node)
    return render(request, "scenarios/_changed.html", {**shown, "oob": True, "keeps_panel": keeps_panel})
