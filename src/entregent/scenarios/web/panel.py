"""The form of one node: its texts, its fields, its options or cases, its ways. ``filling`` reads it back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from entregent.scenarios.tree.checks import Finding, Surroundings
from entregent.scenarios.tree.conditions import Condition
from entregent.scenarios.tree.form import Form
from entregent.scenarios.tree.nodes import ASKED_AGAIN, AnyNode, Choice, Decide
from entregent.scenarios.tree.texts import Text, Wording
from entregent.scenarios.web.conditions import Shown, shown
from entregent.scenarios.web.fields import Choices, Field, fields_of, variables_of
from entregent.scenarios.web.filling import digest
from entregent.scenarios.web.wording import (
    EXITS,
    KINDS,
    LANGUAGES,
    OPERATIONS,
    Kind,
    condition_named,
    finding_named,
    named,
    place_named,
)


@dataclass(frozen=True)
class Said:
    """A text in one language: as it is read, said aloud, put on a button."""

    language: str
    label: str | Promise
    written: str
    spoken: str
    short: str


@dataclass(frozen=True)
class TextBlock:
    """A text of a node, in the languages of the tree. ``removable``: it may be taken away whole."""

    path: str
    label: str
    said: list[Said]
    short: bool = False
    open: bool = True
    place: int | None = None


@dataclass(frozen=True)
class Way:
    """Where an exit leads; ``missing``: nowhere yet."""

    path: str
    label: str
    to: str
    missing: bool
    optional: bool = False


@dataclass(frozen=True)
class Row:
    """An option or a case."""

    place: int
    key: str
    label: TextBlock | None
    synonyms: list[tuple[str, str | Promise, str]]
    intent: str
    condition: Shown
    way: Way


@dataclass(frozen=True)
class Panel:
    """Everything of one node that is edited."""

    node: str
    name: str
    title: str
    kind: Kind
    texts: list[TextBlock]
    fields: list[Field]
    rows: list[Row]
    rows_name: str
    ways: list[Way]
    nodes: Choices
    kinds: list[tuple[str, Kind]]
    variables: Choices
    operations: Choices
    findings: list[tuple[Finding, str]]
    digest: str
    led_from: list[tuple[str, str]]
    fills: bool


def panel_of(form: Form, id: str, around: Surroundings, findings: list[Finding], trees: Mapping[str, str]) -> Panel:
    """The form of a node. ``trees``: short name → name of the scenarios that it may run."""
    node = form.nodes[id]
    return Panel(
        node=id, name=named(form, id), title=node.title, kind=KINDS[node.kind], texts=list(_texts(form, node)),
        fields=list(fields_of(form, node, around, trees)), rows=_rows(form, node),
        rows_name="options" if isinstance(node, Choice) else "cases" if isinstance(node, Decide) else "",
        ways=list(_ways(form, node)), nodes=nodes_of(form), kinds=list(KINDS.items()), variables=variables_of(form),
        operations=list(OPERATIONS.items()), findings=[(one, finding_named(form, one)) for one in findings if one.node == id],
        digest=digest(form, id),
        led_from=[(one, named(form, one)) for one in form.nodes if id in (to for _exit, to in form.nodes[one].exits())],
        fills="saves" in type(node).model_fields or node.kind in ("knowledge", "callback"),
    )  # fmt: skip


def nodes_of(form: Form) -> Choices:
    """Every node by its name, in the order of the names."""
    return sorted(((id, named(form, id)) for id in form.nodes), key=lambda one: str(one[1]).casefold())


def _texts(form: Form, node: AnyNode) -> Iterator[TextBlock]:
    fields = type(node).model_fields
    for name in ("text", "number", "confirm", "given"):
        if name in fields:
            text: Text | None = getattr(node, name)
            yield block(form, f"/{name}", place_named(node, name, ""), text or {}, open=name == "text" or bool(text))
    if "retries" in fields:
        for place, text in enumerate(node.retries):  # type: ignore[union-attr]
            yield block(form, f"/retries/{place}", place_named(node, f"retries/{place}", ""), text, place=place)
        if (next_place := len(node.retries)) < ASKED_AGAIN:  # type: ignore[union-attr]
            yield block(form, f"/retries/{next_place}", place_named(node, f"retries/{next_place}", ""), {}, open=False)
        yield block(form, "/silence", place_named(node, "silence", ""), node.silence or {}, open=bool(node.silence))  # type: ignore[union-attr]


def block(
    form: Form, path: str, label: str, text: Text, *, short: bool = False, open: bool = True, place: int | None = None
) -> TextBlock:
    """A text as it is edited."""
    said = []
    for language in form.languages:
        found = text.get(language, "")
        wording = found if isinstance(found, Wording) else None
        said.append(
            Said(
                language, LANGUAGES.get(language, language), wording.written if wording else str(found),
                (wording.spoken if wording else "") or "", (wording.short if wording else "") or "",
            )
        )  # fmt: skip
    return TextBlock(path, label, said, short, open, place)


def _rows(form: Form, node: AnyNode) -> list[Row]:
    if isinstance(node, Choice):
        return [
            Row(
                place, one.key, block(form, f"/options/{place}/label", _("Label"), one.label, short=True),
                [(lang, LANGUAGES.get(lang, lang), ", ".join(one.synonyms.get(lang, ()))) for lang in form.languages],
                one.intent, _condition(form, f"/options/{place}/when", one.when),
                Way(f"/options/{place}/next", _("leads to"), one.next, one.next not in form.nodes),
            )
            for place, one in enumerate(node.options)
        ]  # fmt: skip
    if isinstance(node, Decide):
        return [
            Row(
                place, "", None, [], "", _condition(form, f"/cases/{place}/when", case.when),
                Way(f"/cases/{place}/next", _("leads to"), case.next, case.next not in form.nodes),
            )
            for place, case in enumerate(node.cases)
        ]  # fmt: skip
    return []


def _condition(form: Form, path: str, condition: Condition | None) -> Shown:
    return shown(form, path, condition, condition_named(form, condition) if condition is not None else "")


def _ways(form: Form, node: AnyNode) -> Iterator[Way]:
    rows = {one for one in ("options", "cases") if one in type(node).model_fields}
    led = dict(node.exits())
    for name in type(node).model_fields:
        if name == "lost":
            to = getattr(node, "lost", None) or ""
            yield Way("/lost", str(EXITS["lost"]), to, bool(to) and to not in form.nodes, optional=True)
        elif name in EXITS and name in led and not (rows and name == "next"):
            yield Way(f"/{name}", str(EXITS[name]), led[name], led[name] not in form.nodes)
