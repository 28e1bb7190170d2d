"""What is found, and what a tree is compared with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from entregent.scenarios.tree.form import Form


@dataclass(frozen=True)
class Surroundings:
    """What the brand has that a tree may name. ``trees``: its published scenarios."""

    languages: tuple[str, ...] = ("fr",)
    media: frozenset[str] = frozenset({"chat", "web", "script", "phone"})
    region: str = "FR"
    queues: frozenset[str] = frozenset()
    calendars: frozenset[str] = frozenset()
    connectors: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    lookups: frozenset[str] = frozenset({"person", "ticket", "connector"})
    trees: Mapping[str, Form] = field(default_factory=dict)


@dataclass(frozen=True, order=True)
class Finding:
    """Something found. ``severity``: error (it cannot be published) or warning. ``code`` and ``detail`` make its sentence."""

    severity: str
    node: str
    code: str
    detail: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def stops(self) -> bool:
        """Whether it stands in the way of publishing."""
        return self.severity == "error"


Findings = Iterator[Finding]


def error(node: str, code: str, **detail: Any) -> Finding:
    """What stands in the way of publishing."""
    return Finding("error", node, code, detail)


def warning(node: str, code: str, **detail: Any) -> Finding:
    """What is worth a second look."""
    return Finding("warning", node, code, detail)
