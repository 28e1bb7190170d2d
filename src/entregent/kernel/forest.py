"""Trees of names that people put in order: a row stands under another, before or after its brothers. Pure."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar
from uuid import UUID

WAYS = ("up", "down", "in", "out")
PLACES = ("before", "after", "inside")


class Node(Protocol):
    """A row of a tree; brothers have different names, and stand by ``position``, then by name."""

    id: UUID
    parent_id: UUID | None
    position: int
    name: str


N = TypeVar("N", bound=Node)


class Misplaced(ValueError):
    """It cannot stand there; ``code``: cycle, taken or unknown."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def step(rows: Collection[N], here: N, way: str) -> list[N]:
    """Move a row one step: ``up`` or ``down`` among its brothers, ``in`` under the one above it, ``out`` after its parent.

    Returns the rows that stand among its brothers now, changed in place; none where there is nowhere to go. Raises Misplaced,
    ValueError for another way.
    """
    if way not in WAYS:
        raise ValueError(f"{way!r} is no way to move.")
    brothers = children(rows, here.parent_id)
    place = [brother.id for brother in brothers].index(here.id)
    if way in ("up", "down"):
        target = place + (-1 if way == "up" else 1)
        if not 0 <= target < len(brothers):
            return []
        others = [brother for brother in brothers if brother.id != here.id]
        return _settle(here, here.parent_id, [*others[:target], here, *others[target:]])
    if way == "in" and place > 0:
        above = brothers[place - 1].id
        return _settle(here, above, [*children(rows, above), here])
    if way == "out" and here.parent_id is not None:
        return _beside(rows, here, _by_id(rows)[here.parent_id], 1)
    return []


def place(rows: Collection[N], here: N, target: UUID | None, where: str = "inside") -> list[N]:
    """Put a row and all that is under it ``before``, ``after`` or (last) ``inside`` another; without a target: last of the
    first level. Returns as ``step``. Raises Misplaced: under itself, beside what is not of this tree, a name taken there."""
    if target is None:
        return _settle(here, None, [*(other for other in children(rows, None) if other.id != here.id), here])
    tree = _by_id(rows)
    if target not in tree or where not in PLACES:
        raise Misplaced("unknown")
    beside = tree[target]
    above: UUID | None = beside.id if where == "inside" else beside.parent_id
    while above is not None:
        if above == here.id:
            raise Misplaced("cycle")
        above = tree[above].parent_id
    if where == "inside":
        return _settle(here, beside.id, [*(child for child in children(rows, beside.id) if child.id != here.id), here])
    return [] if beside.id == here.id else _beside(rows, here, beside, 0 if where == "before" else 1)


def children(rows: Iterable[N], parent: UUID | None) -> list[N]:
    """Those right under a row (None: the first level), in their order."""
    return sorted((row for row in rows if row.parent_id == parent), key=lambda row: (row.position, row.name))


@dataclass(frozen=True, slots=True)
class Line(Generic[N]):
    """A row as it is read from top to bottom: how deep, and whether it is the first or the last of its brothers; ``leaf``:
    nothing is under it."""

    depth: int
    node: N
    first: bool
    last: bool
    leaf: bool


def lines(rows: Collection[N], deepest: int = 99) -> Iterator[Line[N]]:
    """All rows, parents before children; those under ``deepest`` are told as deep as that. What stands under itself is left
    out."""
    under: dict[UUID | None, list[N]] = {}
    for row in sorted(rows, key=lambda row: (row.position, row.name)):
        under.setdefault(row.parent_id, []).append(row)

    def below(parent: UUID | None, depth: int) -> Iterator[Line[N]]:
        brothers = under.get(parent, [])
        for at, row in enumerate(brothers):
            yield Line(min(depth, deepest), row, at == 0, at == len(brothers) - 1, row.id not in under)
            yield from below(row.id, depth + 1)

    return below(None, 0)


def _by_id(rows: Iterable[N]) -> dict[UUID, N]:
    return {row.id: row for row in rows}


def _beside(rows: Collection[N], here: N, beside: N, after: int) -> list[N]:
    others = [brother for brother in children(rows, beside.parent_id) if brother.id != here.id]
    at = [brother.id for brother in others].index(beside.id) + after
    return _settle(here, beside.parent_id, [*others[:at], here, *others[at:]])


def _settle(here: N, parent: UUID | None, brothers: list[N]) -> list[N]:
    if any(brother.id != here.id and brother.name == here.name for brother in brothers):
        raise Misplaced("taken")
    here.parent_id = parent
    for position, brother in enumerate(brothers):
        brother.position = position
    return brothers
