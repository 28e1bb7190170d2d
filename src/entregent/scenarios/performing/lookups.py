"""What rooms above can look up for trees: they register it in the composition of the house, this room need not know them."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

Lookup = Callable[[UUID, UUID | None, Mapping[str, str]], Mapping[str, Any] | None]
"""(brand, person, parameters) → the fields of what was found, None when there is nothing."""

LOOKUPS: dict[str, Lookup] = {}
"""By what they look up: ``order``."""


def register(what: str, lookup: Lookup) -> None:
    """Let trees look something up; the composition of the house does it at start."""
    LOOKUPS[what] = lookup
