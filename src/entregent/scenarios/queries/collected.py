"""What a session knows of its customer, in words: for whoever takes over."""

from uuid import UUID

from django.utils.translation import gettext_lazy

from entregent.scenarios import trees
from entregent.scenarios.models import Session
from entregent.scenarios.tree.form import Form, Tree
from entregent.scenarios.tree.nodes import AnyNode, Choice, Lookup
from entregent.scenarios.tree.texts import written
from entregent.scenarios.tree.variables import GIVEN, Value, shown
from entregent.tickets.models import Status

TOLD = {
    "person.phone": gettext_lazy("Telephone number"), "person.mail": gettext_lazy("E-mail"),
    "ticket.number": gettext_lazy("Request"),
}  # fmt: skip
"""The given variables that tell an agent something of what was said."""


def collected(session: UUID) -> list[tuple[str, str]]:
    """(what, value) of all that was answered or found, in the order of the tree; a choice by its words. Raises
    Session.DoesNotExist."""
    row = Session.objects.get(id=session)
    tree = trees.tree_of(row)
    state = row.state
    known = {
        name: value
        for name, value in state["variables"].items()
        if value not in (None, "") and (name in TOLD or name not in GIVEN)
    }
    found = []
    for name, value in known.items():
        declared, node = tree.variable(name), _filling(tree, name)
        type = declared.type if declared is not None else GIVEN.get(name)
        told = _worded(node, name, value, row.language) or (
            shown(value, type, row.language) if type is not None else str(value)
        )
        about = declared.about if declared is not None else ""
        found.append((str(TOLD.get(name, "")) or about or (node.title if node is not None else "") or name, told))
    return found


def _filling(tree: Tree, name: str) -> AnyNode | None:
    """The step that fills a variable."""
    forms: list[Form] = [tree.form, *tree.others.values()]
    return next((node for form in forms for node in form.nodes.values() if name in node.fills()), None)


def _worded(node: AnyNode | None, name: str, value: Value, language: str) -> str:
    """What stands for a code: the option that was chosen, the status of a request."""
    if isinstance(node, Choice):
        return next((written(one.label, language) for one in node.options if one.key == value), "")
    if isinstance(node, Lookup) and node.what == "ticket" and node.saves.get(name) == "status" and value in Status.values:
        return str(Status(value).label)
    return ""
