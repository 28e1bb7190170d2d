"""What the house lends to trees beyond the rooms below: the composition fills it in at start.

A room above, or one that is not always there, answers here without this room knowing it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from entregent.scenarios.tree.inputs import Matcher
from entregent.scenarios.tree.matching import plain


@dataclass(frozen=True)
class Passage:
    """What the knowledge base answers."""

    title: str
    passage: str
    url: str


Lookup = Callable[[UUID, UUID | None, Mapping[str, str]], Mapping[str, Any] | None]
"""(brand, person, parameters) → the fields of what was found, None when there is nothing."""


@dataclass
class Providers:
    """``guess``: (brand, language, words) → what they want, best first, only when it is sure. ``entities``: (words, language,
    today) → (kind, value) pairs."""

    lookups: dict[str, Lookup] = field(default_factory=dict)
    knowledge: Callable[[UUID, str, str], Sequence[Passage]] | None = None
    guess: Callable[[UUID, str, str], tuple[str, ...]] | None = None
    entities: Callable[[str, str, date], tuple[tuple[str, Any], ...]] | None = None
    match: Matcher = plain


PROVIDERS = Providers()
"""Empty until the composition of the house fills it."""
