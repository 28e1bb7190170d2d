"""What a session knows of its customer, in words: for whoever takes over."""

from uuid import UUID

from entregent.scenarios import trees
from entregent.scenarios.models import Session
from entregent.scenarios.tree.form import Form, Tree
from entregent.scenarios.tree.nodes import Choice
from entregent.scenarios.tree.texts import written
from entregent.scenarios.tree.variables import GIVEN, Value, shown

OURS = frozenset(GIVEN) - {"person.phone", "person.mail", "ticket.number"}
"""Given variables that tell an agent nothing of what was said."""


def collected(session: UUID) -> list[tuple[str, str]]:
    """(what, value) of all that was answered or found, in the order of the tree; a choice by its words. Raises
    Session.DoesNotExist."""
    row = Session.objects.get(id=session)
    tree = trees.tree_of(row)
    state = row.state
    known = {name: value for name, value in state["variables"].items() if value not in (None, "") and name not in OURS}
    found = []
    for name, value in known.items():
        label, choice = _filled(tree, name)
        chosen = _chosen(choice, value, row.language)
        declared = tree.variable(name)
        type = declared.type if declared is not None else GIVEN.get(name)
        told = chosen or (shown(value, type, row.language) if type is not None else str(value))
        found.append(((declared.about if declared is not None else "") or label or name, told))
    return found


def _filled(tree: Tree, name: str) -> tuple[str, Choice | None]:
    """The title of the step that fills a variable, and the choice that it is, if it is one."""
    forms: list[Form] = [tree.form, *tree.others.values()]
    for form in forms:
        for node in form.nodes.values():
            if name in node.fills():
                return node.title, node if isinstance(node, Choice) else None
    return "", None


def _chosen(choice: Choice | None, value: Value, language: str) -> str:
    if choice is None:
        return ""
    return next((written(one.label, language) for one in choice.options if one.key == value), "")
