"""Conditions as a screen writes them: comparisons that all hold, or of which one does. What is deeper is only read there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from entregent.scenarios.tree.conditions import All, Compare, Condition, Not
from entregent.scenarios.tree.conditions import Any as Either

DENIED = {"not_in": "in", "not_contains": "contains", "not_known": "known"}
"""What a screen says in one word and a tree in two. « is not » is a comparison of its own; the other comparisons have a
contrary of their own among them."""


@dataclass(frozen=True)
class Comparisons:
    """``lines``: {variable, op, value}, the ops of ``Compare`` and those of ``DENIED``. ``joined``: all or any."""

    joined: str
    lines: tuple[dict[str, Any], ...]

    def condition(self) -> dict[str, Any] | None:
        """The document of the condition; None without a line."""
        parts = [_condition(line) for line in self.lines]
        if len(parts) > 1:
            return {self.joined: parts}
        return parts[0] if parts else None


def comparisons_of(condition: Condition | None) -> Comparisons | None:
    """A condition as lines; None when lines cannot say it."""
    if condition is None:
        return Comparisons("all", ())
    if not isinstance(condition, All | Either):
        return _lines("all", (condition,))
    return _lines("all", condition.all) if isinstance(condition, All) else _lines("any", condition.any)


def _lines(joined: str, parts: Sequence[Condition]) -> Comparisons | None:
    lines = [_line(part) for part in parts]
    known = tuple(line for line in lines if line is not None)
    return Comparisons(joined, known) if len(known) == len(lines) else None


def denied(one: Compare) -> str:
    """The op of what says that this comparison does not hold; "" where no single word does."""
    return next((name for name, op in DENIED.items() if op == one.op), "")


def _line(condition: Condition) -> dict[str, Any] | None:
    if isinstance(condition, Compare):
        return _said(condition, condition.op)
    if isinstance(condition, Not) and isinstance(condition.not_, Compare) and denied(condition.not_):
        return _said(condition.not_, denied(condition.not_))
    return None


def _said(one: Compare, op: str) -> dict[str, Any]:
    values = list(one.value) if isinstance(one.value, tuple) else one.value
    return {"variable": one.variable, "op": op} | ({} if one.op == "known" else {"value": values})


def _condition(line: dict[str, Any]) -> dict[str, Any]:
    op = DENIED.get(line["op"])
    return {"not": {**line, "op": op}} if op else dict(line)
