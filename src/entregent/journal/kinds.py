"""The kinds of facts: each room declares its own in ``events.py``; ``docs/events.md`` is generated from them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

KINDS: dict[str, "Kind"] = {}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened, ready to be appended. ``data`` holds ids and decided values, never personal data.

    ``actor`` says who did it: ``staff:<id>``, ``person:<id>``, ``key:<id>`` or ``system:<process>``.
    """

    kind: str
    brand: UUID
    at: datetime
    subject: UUID
    actor: str
    person: UUID | None = None
    version: int = 1
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """A declared kind of fact; calling it builds a fact and refuses a field that was not declared."""

    name: str
    meaning: str
    fields: dict[str, str]
    version: int = 1

    def __call__(
        self, *, brand: UUID, at: datetime, subject: UUID, actor: str, person: UUID | None = None, **data: Any
    ) -> Fact:
        if unknown := data.keys() - self.fields.keys():
            raise TypeError(f"{self.name} has no field {', '.join(sorted(unknown))}")
        return Fact(self.name, brand, at, subject, actor, person, self.version, data)


def kind(name: str, meaning: str, version: int = 1, **fields: str) -> Kind:
    """Declare a kind of fact, named ``thing.happened``; ``fields`` maps each key of its data to a sentence.

    Raises ValueError when the name is taken.
    """
    if name in KINDS:
        raise ValueError(f"The kind {name} is declared twice.")
    KINDS[name] = Kind(name, meaning, fields, version)
    return KINDS[name]
