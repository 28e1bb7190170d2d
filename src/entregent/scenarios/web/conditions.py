"""The comparisons of a case or of an option: as the panel shows them, and as what was typed makes them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from entregent.kernel.text import fold
from entregent.scenarios.tree.comparisons import Comparisons, comparisons_of
from entregent.scenarios.tree.conditions import Condition
from entregent.scenarios.tree.form import Document, Form
from entregent.scenarios.tree.variables import Type, type_of

LISTS = ("in", "not_in")
ALONE = ("known", "not_known")
"""Operations that compare with several values, and with none."""


@dataclass(frozen=True)
class Line:
    """A comparison. ``kind``: what its value is typed in (text, date, boolean; "": it has none)."""

    place: int
    path: str
    variable: str
    op: str
    value: str
    kind: str


@dataclass(frozen=True)
class Shown:
    """A condition in the panel. ``deep``: its sentence, when it is built of more than lines and only the form changes it."""

    path: str
    joined: str
    lines: list[Line]
    deep: str = ""


def shown(form: Form, path: str, condition: Condition | None, named: str) -> Shown:
    """A condition as it is edited. ``named``: its sentence."""
    found = comparisons_of(condition)
    if found is None:
        return Shown(path, "", [], named)
    return Shown(
        path,
        found.joined,
        [
            Line(place, f"{path}/{place}", one["variable"], one["op"], _typed_in(one.get("value")), kind(form, one))
            for place, one in enumerate(found.lines)
        ],
    )


def kind(form: Form, line: Mapping[str, Any]) -> str:
    """What the value of a comparison is typed in."""
    if line["op"] in ALONE:
        return ""
    type = type_of(line["variable"], form.variables)
    if type is Type.BOOLEAN:
        return "boolean"
    return "date" if type is Type.DATE and line["op"] not in LISTS else "text"


def filled_in(form: Form, condition: Condition | None, posted: Mapping[str, str], path: str) -> Document | None:
    """The document of a condition with what was posted under its path; None where nothing was, or it has no lines."""
    found = comparisons_of(condition)
    if found is None or not any(name.startswith(f"{path}/") for name in posted):
        return None
    lines = []
    for place, line in enumerate(found.lines):
        said = {part: posted[f"{path}/{place}/{part}"] for part in PARTS if f"{path}/{place}/{part}" in posted}
        lines.append(_typed(form, {**line, **{part: words for part, words in said.items() if words or part == "value"}}))
    joined = posted.get(f"{path}/joined", found.joined)
    return Comparisons(joined if joined in ("all", "any") else found.joined, tuple(lines)).condition()


PARTS = ("variable", "op", "value")


def _typed(form: Form, line: Document) -> Document:
    """A comparison whose value has the type of its variable, as far as what was typed can be read so."""
    found: Document = {"variable": line["variable"], "op": line["op"]}
    if line["op"] in ALONE:
        return found
    value = line.get("value", "")
    type = type_of(line["variable"], form.variables)
    if line["op"] in LISTS:
        said = value if isinstance(value, list) else [one.strip() for one in str(value).split(",")]
        return found | {"value": [_value(one, type) for one in said if one != ""] or [""]}
    return found | {"value": _value(value[0] if isinstance(value, list) and value else value, type)}


def _value(value: Any, type: Type | None) -> Any:
    said = str(value).strip()
    if type is Type.BOOLEAN:
        return value if isinstance(value, bool) else fold(said) in ("true", "oui", "yes", "1", "vrai")
    if type in (Type.NUMBER, Type.AMOUNT) and re.fullmatch(r"-?\d{1,12}([.,]\d{1,4})?", said):
        return float(said.replace(",", ".")) if re.search(r"[.,]", said) else int(said)
    return value if isinstance(value, bool) and type is None else said[:250]


def _typed_in(value: Any) -> str:
    values = value if isinstance(value, list) else (value,)
    return ", ".join("" if one is None else str(one).lower() if isinstance(one, bool) else str(one) for one in values)
