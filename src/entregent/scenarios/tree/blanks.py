"""Nodes as they are before anybody wrote in them: of each kind, the least that is a form."""

from typing import Any

from entregent.scenarios.tree.variables import GIVEN

EXITS = {
    "say": ("next",), "choice": (), "collect": ("next",), "lookup": ("found", "missing", "failed"), "decide": ("otherwise",),
    "hours": ("open", "closed"), "wait": ("short", "long"), "knowledge": ("found", "missing"),
    "deflect": ("accepted", "refused"),
    "callback": ("accepted", "refused", "failed"), "ticket": ("next", "failed"), "survey": ("next",), "run": ("next",),
    "hand": (), "end": (),
}  # fmt: skip
"""Kind → the ways on which it leads; those of options and cases apart."""


def blank(kind: str, after: str, document: dict[str, Any], filler: str) -> dict[str, Any]:
    """A node of this kind whose ways all lead to ``after``; a variable that it needs is declared in the document.

    Raises KeyError for a kind that there is not.
    """
    node: dict[str, Any] = {"kind": kind} | dict.fromkeys(EXITS[kind], after)
    if kind in ("say", "choice", "collect", "survey", "hand", "knowledge", "deflect", "callback", "end"):
        node["text"] = {}
    if kind == "choice":
        node["options"] = [{"key": "1", "label": {}, "next": after}]
    elif kind == "collect":
        node |= {"what": "text", "saves": _declared(document, "reponse")}
    elif kind == "knowledge":
        node["question"] = _declared(document, "question")
    elif kind == "lookup":
        node |= {"what": "person", "by": {"mail": "{person.mail}"}}
    elif kind == "decide":
        node["cases"] = [{"when": {"variable": "person.known", "op": "known"}, "next": after}]
    elif kind == "deflect":
        node |= {"to": "web", "given": {}}
    elif kind == "callback":
        node |= {"reason": filler, "number": {}}
    elif kind == "ticket":
        node |= {"does": "open", "subject": filler, "body": filler}
    elif kind == "survey":
        node |= {"question": "csat", "minimum": 1, "maximum": 5}
    elif kind == "run":
        node["scenario"] = "a-choisir"
    return node


def declared(document: dict[str, Any], name: str, type: str = "text", about: str = "") -> str:
    """The name of a new variable of the document: this one, or with a number where it is there already."""
    variables = document.setdefault("variables", {})
    taken = set(variables) | set(GIVEN)
    name = next(one for number in range(1, 1000) if (one := name if number == 1 else f"{name[:36]}_{number}") not in taken)
    variables[name] = ({"type": type} if type != "text" else {}) | ({"about": about} if about else {})
    return name


def _declared(document: dict[str, Any], name: str) -> str:
    """A text variable for what is asked: one that is kept already, else a new one."""
    variable = document.get("variables", {}).get(name)
    return name if variable is not None and variable.get("type", "text") == "text" else declared(document, name)
