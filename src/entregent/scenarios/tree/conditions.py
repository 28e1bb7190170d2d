"""Conditions on variables, as JSON: a few comparisons that are and-ed, or-ed and turned round. Not a language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from entregent.kernel.text import fold
from entregent.scenarios.tree.part import Line, Name, Part
from entregent.scenarios.tree.variables import Type, Value

Plain = Line | int | float | bool


class Compare(Part):
    """A variable compared with a value; ``known`` takes none, ``in`` a list. Accents and case of words do not count."""

    variable: Name
    op: Literal["is", "is_not", "less", "at_most", "at_least", "more", "in", "contains", "known"]
    value: Plain | tuple[Plain, ...] | None = None


class All(Part):
    """Every one of them holds."""

    all: Annotated[tuple[Condition, ...], Field(min_length=1, max_length=20)]


class Any(Part):
    """One of them holds at least."""

    any: Annotated[tuple[Condition, ...], Field(min_length=1, max_length=20)]


class Not(Part):
    """It does not hold."""

    not_: Annotated[Condition, Field(alias="not")]


Condition = Compare | All | Any | Not

for _model in (All, Any, Not):
    _model.model_rebuild()

ORDERED = {"less", "at_most", "at_least", "more"}
ORDERABLE = {Type.NUMBER, Type.AMOUNT, Type.DATE, Type.MOMENT}


def holds(condition: Condition, variables: Mapping[str, Value]) -> bool:
    """Whether a condition holds. What is not known is neither equal to, nor less or more than, anything."""
    if isinstance(condition, All):
        return all(holds(one, variables) for one in condition.all)
    if isinstance(condition, Any):
        return any(holds(one, variables) for one in condition.any)
    if isinstance(condition, Not):
        return not holds(condition.not_, variables)
    return _compare(condition, variables.get(condition.variable))


def comparisons(condition: Condition) -> Iterator[Compare]:
    """Every comparison inside."""
    if isinstance(condition, Compare):
        yield condition
    elif isinstance(condition, Not):
        yield from comparisons(condition.not_)
    else:
        for one in condition.all if isinstance(condition, All) else condition.any:
            yield from comparisons(one)


def _compare(condition: Compare, value: Value) -> bool:
    op, wanted = condition.op, condition.value
    if op == "known":
        return value is not None and value != ""
    if op == "is_not":
        return not _same(value, wanted)
    if value is None:
        return False
    if op == "is":
        return _same(value, wanted)
    if op == "in":
        return isinstance(wanted, tuple) and any(_same(value, one) for one in wanted)
    if op == "contains":
        return isinstance(value, str) and isinstance(wanted, str) and fold(wanted) in fold(value)
    return _ordered(op, value, wanted)


def _ordered(op: str, value: Value, wanted: object) -> bool:
    if isinstance(value, str) and isinstance(wanted, str):
        sign = (value > wanted) - (value < wanted)  # dates in ISO 8601 sort as text
    elif _is_number(value) and _is_number(wanted):
        sign = (value > wanted) - (value < wanted)  # type: ignore[operator]
    else:
        return False
    return {"less": sign < 0, "at_most": sign <= 0, "at_least": sign >= 0, "more": sign > 0}[op]


def _same(value: object, wanted: object) -> bool:
    if isinstance(value, str) and isinstance(wanted, str):
        return fold(value) == fold(wanted)
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    return value == wanted


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
