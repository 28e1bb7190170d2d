"""What a tree knows: variables that nobody declared, comparisons that cannot be, values that cannot be kept."""

from entregent.scenarios.tree.checks.finding import Findings, Surroundings, error, warning
from entregent.scenarios.tree.conditions import ORDERABLE, ORDERED, Compare, comparisons
from entregent.scenarios.tree.form import Form
from entregent.scenarios.tree.nodes import (
    AnyNode,
    Asked,
    Choice,
    Collect,
    Decide,
    Say,
    Survey,
)
from entregent.scenarios.tree.texts import names_in, variants
from entregent.scenarios.tree.variables import GIVEN, Type, type_of


def variables(form: Form, around: Surroundings) -> Findings:
    """Variables shown, compared and set: declared, and of the right type."""
    filled = {name for node in form.nodes.values() for name in node.fills()}
    used: set[str] = set()
    for id, node in form.nodes.items():
        shown = {name for _place, text in node.texts() for _language, words in variants(text) for name in names_in(words)}
        shown |= {name for _place, words in node.templates() for name in names_in(words)}
        asked = _conditions(node)
        needed = shown | {one.variable for one in asked} | set(node.fills())
        used |= needed
        for name in sorted(needed):
            if type_of(name, form.variables) is None:
                yield error(id, "undeclared", variable=name)
        for one in asked:
            if not _comparable(one, type_of(one.variable, form.variables)):
                yield error(id, "comparison", variable=one.variable, op=one.op)
        if isinstance(node, Collect):
            type = type_of(node.saves, form.variables)
            if type is not None and type not in HOLDS[node.what]:
                yield error(id, "wrong_type", variable=node.saves, type=type.value, what=node.what.value)
    said = {name for one in form.objections.values() for _language, words in variants(one.answer) for name in names_in(words)}
    used |= said
    for name in sorted(said):
        if type_of(name, form.variables) is None:
            yield error("", "undeclared", variable=name)
    for name in form.variables:
        if name in GIVEN:
            yield error("", "given", variable=name)
        elif name not in used:
            yield warning("", "unused", variable=name)
        elif name not in filled:
            yield warning("", "never_set", variable=name)


HOLDS: dict[Asked, set[Type]] = {
    Asked.TEXT: {Type.TEXT}, Asked.NUMBER: {Type.NUMBER, Type.TEXT}, Asked.AMOUNT: {Type.AMOUNT}, Asked.DATE: {Type.DATE},
    Asked.PHONE: {Type.PHONE, Type.TEXT}, Asked.MAIL: {Type.MAIL, Type.TEXT}, Asked.ORDER: {Type.TEXT},
    Asked.CONTRACT: {Type.TEXT}, Asked.POSTCODE: {Type.TEXT},
}  # fmt: skip
"""What is collected → the types of variables that hold it."""


def _conditions(node: AnyNode) -> list[Compare]:
    if isinstance(node, Decide):
        return [one for case in node.cases for one in comparisons(case.when)]
    if isinstance(node, Choice):
        return [one for option in node.options if option.when is not None for one in comparisons(option.when)]
    return []


def _comparable(one: Compare, type: Type | None) -> bool:
    if type is None or one.op == "known":
        return True
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    if one.op in ORDERED and type not in ORDERABLE:
        return False
    if (one.op == "in") != isinstance(one.value, tuple):
        return False
    if type is Type.BOOLEAN:
        return all(isinstance(value, bool) for value in values)
    if type in (Type.NUMBER, Type.AMOUNT):
        return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    return all(isinstance(value, str) for value in values)


def values(form: Form, around: Surroundings) -> Findings:
    """Bounds, patterns and scales that make no sense."""
    for id, node in form.nodes.items():
        if isinstance(node, Collect):
            if node.minimum is not None and node.maximum is not None and node.minimum > node.maximum:
                yield error(id, "bounds")
            if node.pattern and (node.what not in (Asked.ORDER, Asked.CONTRACT) or "#" not in node.pattern):
                yield error(id, "pattern", what=node.what.value)
        if isinstance(node, Survey) and node.maximum is None and node.minimum is not None:
            yield error(id, "scale")
        if isinstance(node, Survey) and node.maximum is not None and (node.minimum or 0) >= node.maximum:
            yield error(id, "scale")
        if isinstance(node, Say) and node.acknowledge and not node.mandatory:
            yield error(id, "acknowledged")
