"""Changes of a tree: what is typed in the panel of a node, and what is done to nodes, ways, options, variables, settings."""

import re
from collections.abc import Callable, Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from entregent.access.web.permissions import requires
from entregent.kernel.text import fold
from entregent.scenarios import actions
from entregent.scenarios.errors import NotAForm
from entregent.scenarios.models import Scenario
from entregent.scenarios.tree import edits
from entregent.scenarios.tree.blanks import EXITS, declared
from entregent.scenarios.tree.edits import EditRefused
from entregent.scenarios.tree.form import Document, Form, read, written
from entregent.scenarios.tree.variables import Type
from entregent.scenarios.web import objections
from entregent.scenarios.web.chosen import WRITE, refused, scenario_of, told, version_of
from entregent.scenarios.web.filling import NEW, digest, filled, shape
from entregent.scenarios.web.sight import changed
from entregent.scenarios.web.wording import REFUSALS, named

Told = tuple[Document, str, str]
"""The document, the node to open, and what is said with an offer to undo ("": nothing)."""


class _Overwritten(Exception):
    """Somebody changed the same node since it was read."""


@require_POST
@requires(WRITE)
def save(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """What stands in the panel of a node. Where somebody changed that very node meanwhile nothing is written, and nothing lost:
    what was typed stays in its fields, theirs is shown beside it."""
    scenario = scenario_of(request, scenario_id, WRITE)
    node = request.POST.get("node", "")
    posted = {path: value for path, value in request.POST.items() if path.startswith("/")}

    before: list[object] = []

    def change(form: Form) -> Document:
        before.append(shape(form, node))
        if node in form.nodes and request.POST.get("digest") != digest(form, node) and not request.POST.get("over"):
            raise _Overwritten
        return filled(form, node, posted, _("To be written"))

    try:
        version = actions.edit_draft(scenario.id, change, what=f"save:{node}", staff=request.user, now=timezone.now())
    except _Overwritten:
        return _conflict(request, scenario, node)
    except EditRefused as error:
        return _apart(request, str(REFUSALS[error.code]))
    except NotAForm as error:
        fields = ", ".join(dict.fromkeys(fault.pointer.rpartition("/")[2] or fault.pointer for fault in error.faults[:3]))
        return _apart(
            request,
            _("Not saved: this cannot stand there (%(fields)s). What you wrote stays in its field.") % {"fields": fields},
        )
    grows = any(value.startswith(NEW) and value[1:] in EXITS for value in posted.values())
    same = before == [shape(read(version.form), node)] and not grows
    return changed(request, scenario, version, node, keeps_panel=same)


@require_POST
@requires(WRITE)
def act(request: HttpRequest, scenario_id: UUID) -> HttpResponse:
    """One act on the tree (``op``), whoever saved meanwhile; what it removed or moved can be undone."""
    scenario = scenario_of(request, scenario_id, WRITE)
    asked, after = request.POST, {"node": "", "text": ""}
    act = ACTS.get(asked.get("op", ""))
    if act is None:
        return refused(str(REFUSALS["gone"]))

    def change(form: Form) -> Document:
        document, after["node"], after["text"] = act(form, asked)
        return document

    try:
        version = actions.edit_draft(scenario.id, change, what="", staff=request.user, now=timezone.now())
    except EditRefused as error:
        here = changed(request, scenario, version_of(scenario)[0], asked.get("node", ""))
        return told(here, str(REFUSALS[error.code]), level="bad")
    except (NotAForm, KeyError):
        return refused(_("This cannot be done here; nothing was changed."))
    typed_in = bool(asked.get("which")) and not asked.get("gone")  # its fields stay, and who types in them
    answer = changed(request, scenario, version, after["node"], keeps_panel=typed_in)
    return told(answer, after["text"], undo=reverse("scenarios:undo", args=[scenario.id])) if after["text"] else answer


def _conflict(request: HttpRequest, scenario: Scenario, node: str) -> HttpResponse:
    """What they wrote, beside what stays in the fields; one chooses."""
    version, form = version_of(scenario)
    texts = [
        (place, words if isinstance(words, str) else words.written)
        for place, text in form.nodes[node].texts()
        for words in text.values()
    ]
    by = version.saved_by.name if version.saved_by else "API"
    shown = {"scenario": scenario, "node": node, "name": named(form, node), "by": by, "texts": texts, "at": version.saved_at}
    return retarget(reswap(render(request, "scenarios/_conflict.html", shown, status=422), "innerHTML"), "#panel-told")


def _apart(request: HttpRequest, text: str) -> HttpResponse:
    """What is said above the fields, which keep what was typed."""
    answer = render(request, "scenarios/_not_saved.html", {"text": text}, status=422)
    return retarget(reswap(answer, "innerHTML"), "#panel-told")


def _add(form: Form, asked: Mapping[str, str]) -> Told:
    kind, owner, exit = asked.get("kind", ""), asked.get("owner", ""), asked.get("exit", "")
    document, id = edits.added(form, (owner, exit), kind, _("To be written"))
    return document, id, ""


def _remove(form: Form, asked: Mapping[str, str]) -> Told:
    node = asked.get("node", "")
    name = named(form, node)
    return edits.removed(form, node), "", _("“%(name)s” was removed.") % {"name": name}


def _put(form: Form, asked: Mapping[str, str]) -> Told:
    node = asked.get("node", "")
    document = edits.put(form, node, (asked.get("owner", ""), asked.get("exit", "")))
    return document, node, _("“%(name)s” was moved.") % {"name": named(form, node)}


def _shift(form: Form, asked: Mapping[str, str]) -> Told:
    node, way = asked.get("node", ""), asked.get("way", "")
    if way in ("in", "out"):
        return edits.sunk(form, node, way == "in"), node, ""
    return edits.shifted(form, node, 1 if way == "down" else -1), node, ""


def _more(form: Form, asked: Mapping[str, str]) -> Told:
    node, rows = asked.get("node", ""), asked.get("rows", "")
    return (edits.with_option if rows == "options" else edits.with_case)(form, node), node, ""


def _less(form: Form, asked: Mapping[str, str]) -> Told:
    node, place = asked.get("node", ""), asked.get("place", "")
    document = edits.without_row(form, node, asked.get("rows", ""), int(place) if place.isdecimal() else -1)
    return document, node, _("Removed.")


def _condition(form: Form, asked: Mapping[str, str]) -> Told:
    """A comparison more in the condition of a row; or, with ``at``, that one less."""
    node, rows, at = asked.get("node", ""), asked.get("rows", ""), asked.get("at", "")
    place = int(asked["place"]) if asked.get("place", "").isdecimal() else -1
    if at.isdecimal():
        return edits.without_comparison(form, node, rows, place, int(at)), node, _("Removed.")
    return edits.with_comparison(form, node, rows, place), node, ""


def _row(form: Form, asked: Mapping[str, str]) -> Told:
    node, place = asked.get("node", ""), asked.get("place", "")
    by = 1 if asked.get("way") == "down" else -1
    return edits.row_shifted(form, node, asked.get("rows", ""), int(place) if place.isdecimal() else -1, by), node, ""


def _variable(form: Form, asked: Mapping[str, str]) -> Told:
    """A new variable, kept by the node where it was asked for."""
    node, about = asked.get("node", ""), asked.get("about", "").strip()[:250]
    name = re.sub(r"[^a-z0-9]+", "_", fold(about)).strip("_")[:36]
    type = asked.get("type", "text")
    if not re.match(r"[a-z]", name) or type not in list(Type):
        raise EditRefused("variable")
    document = written(form)
    name = declared(document, name, type, about)
    found = document["nodes"].get(node, {})
    for field, kinds in (("saves", ("choice", "collect", "survey")), ("question", ("knowledge",)), ("phone", ("callback",))):
        if found.get("kind") in kinds:
            found[field] = name
    return document, node, ""


def _forget(form: Form, asked: Mapping[str, str]) -> Told:
    document = written(form)
    document.get("variables", {}).pop(asked.get("name", ""), None)
    return document, "", _("Removed.")


def _objection(form: Form, asked: Mapping[str, str]) -> Told:
    """An objection more, one changed (``which``), or one less (``gone``)."""
    which = asked.get("which", "")
    if asked.get("gone"):
        return objections.without_objection(form, which), "", _("Removed.")
    if which:
        return objections.changed_objection(form, which, asked), "", ""
    return objections.with_objection(form, asked.get("title", "")), "", ""


def _settings(form: Form, asked: Mapping[str, str]) -> Told:
    """Where the tree begins, where it goes when an adviser is asked for, its languages and media."""
    document = written(form)
    many = asked.getlist  # type: ignore[attr-defined]
    if media := many("media"):
        document["media"] = media
    if languages := many("languages"):
        kept = [one for one in form.languages if one in languages]
        document["languages"] = kept + [one for one in languages if one not in kept]
    if asked.get("start") in form.nodes:
        document["start"] = asked["start"]
    document = edits.linked(document, ("", "agent"), asked["agent"] if asked.get("agent") in form.nodes else "")
    return document, "", ""


ACTS: dict[str, Callable[[Form, Mapping[str, str]], Told]] = {
    "add": _add, "remove": _remove, "put": _put, "shift": _shift, "more": _more, "less": _less, "row": _row,
    "condition": _condition, "objection": _objection,
    "variable": _variable, "forget": _forget, "settings": _settings,
}  # fmt: skip
