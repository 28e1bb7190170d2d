"""A tree as JSON: read, checked against its types, written in one canonical way, and brought up from older versions."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError

from entregent.scenarios.tree.nodes import AnyNode, Say
from entregent.scenarios.tree.part import Id, Language, Name, Part
from entregent.scenarios.tree.texts import Text
from entregent.scenarios.tree.variables import Variable

VERSION = 1
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
Medium = Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,20}$")]


class Objection(Part):
    """What customers say against it, and what an agent answers, at any time. ``next``: where it then goes; without, what was
    asked is asked again. On the media that show objections (an agent's script)."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00]*$")]
    answer: Text
    next: Id | None = None


class Form(Part):
    """What is saved, published, imported and exported."""

    form: Literal[1]
    """The version of this very form."""
    languages: Annotated[tuple[Language, ...], Field(min_length=1, max_length=12)]
    """The first is spoken where nothing else was chosen."""
    media: Annotated[tuple[Medium, ...], Field(min_length=1, max_length=12)]
    start: Id
    agent: Id | None = None
    """Where it goes when somebody asks for an agent; without, an agent takes over at once."""
    variables: dict[Name, Variable] = {}
    nodes: Annotated[dict[Id, AnyNode], Field(min_length=1, max_length=1000)]
    objections: Annotated[dict[Id, Objection], Field(max_length=40)] = {}

    @cached_property
    def mentions(self) -> tuple[str, ...]:
        """The mentions without which nothing ends."""
        return tuple(id for id, node in self.nodes.items() if isinstance(node, Say) and node.mandatory == "always")

    @cached_property
    def types(self) -> dict[str, str]:
        """The declared variables and their types."""
        return {name: variable.type for name, variable in self.variables.items()}


@dataclass(frozen=True)
class Tree:
    """A form with the forms of the trees that it runs, by the names of their scenarios: all that a step needs."""

    form: Form
    others: Mapping[str, Form] = field(default_factory=dict)

    def of(self, scenario: str) -> Form:
        """The form of a scenario that is run, or of the tree itself (""). Raises KeyError."""
        return self.others[scenario] if scenario else self.form

    def variable(self, name: str) -> Variable | None:
        """A variable that one of the trees declares."""
        for form in (self.form, *self.others.values()):
            if (found := form.variables.get(name)) is not None:
                return found
        return None


@dataclass(frozen=True)
class Fault:
    """What is wrong with a form: where (a JSON pointer) and what, in the validator's words."""

    pointer: str
    message: str


class FormRefused(ValueError):
    """The document is no form of a tree; ``faults`` say why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.pointer}: {fault.message}" for fault in faults[:5]))
        self.faults = faults


Document = dict[str, Any]

UPGRADES: dict[int, Callable[[Document], Document]] = {}
"""Version of the form → what makes it one of the next version."""


def read(document: object) -> Form:
    """The form of a document of this or an older version. Raises FormRefused."""
    if not isinstance(document, dict):
        raise FormRefused([Fault("", "a JSON object is expected")])
    document = upgraded(document)
    try:
        return Form.model_validate_json(json.dumps(document))
    except ValidationError as error:
        faults = [Fault(_pointer(one["loc"]), one["msg"]) for one in error.errors(include_url=False, include_input=False)]
        raise FormRefused(faults) from error
    except (ValueError, TypeError, RecursionError) as error:
        raise FormRefused([Fault("", "this cannot be read")]) from error


def upgraded(document: Document) -> Document:
    """The document in today's version; one of an unknown version stays as it is, and is refused when it is read."""
    while isinstance(version := document.get("form"), int) and version in UPGRADES:
        document = UPGRADES[version](document)
    return document


def written(form: Form) -> Document:
    """The canonical document: equal trees give equal ones. What says nothing is left out; nodes are sorted by their ids."""
    found: Document = form.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    nodes = found["nodes"]
    found["nodes"] = {id: _ordered(nodes[id]) for id in sorted(nodes)}
    if "variables" in found:
        found["variables"] = dict(sorted(found["variables"].items()))
    return found


def exported(form: Form) -> str:
    """The canonical document as a file: a line for each value, so that versions of it can be compared line by line."""
    return json.dumps(written(form), ensure_ascii=False, indent=2) + "\n"


def imported(text: str) -> Form:
    """The form of a file. Raises FormRefused."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FormRefused([Fault("", f"this is no JSON: {error}"[:200])]) from error
    return read(document)


def _ordered(node: Document) -> Document:
    """A node with its kind first, and its maps (languages, variables, parameters) in the order of their keys."""
    for name in ("by", "saves"):
        if isinstance(node.get(name), dict):
            node[name] = dict(sorted(node[name].items()))
    found: Document = _languages_sorted({"kind": node.pop("kind"), **node})
    return found


def _languages_sorted(value: Any) -> Any:
    if isinstance(value, list):
        return [_languages_sorted(one) for one in value]
    if not isinstance(value, dict):
        return value
    keys = sorted(value) if all(map(_LANGUAGE.fullmatch, value)) else value
    return {key: _languages_sorted(value[key]) for key in keys}


def _pointer(path: tuple[int | str, ...]) -> str:
    # A union adds the name of its member to the path: it says nothing of the document.
    kept = [str(step) for step in path]
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in kept)
