"""The tree of reasons for contact."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from entregent.tickets.errors import ReasonRefused
from entregent.tickets.models import Reason

WAYS = ("up", "down", "in", "out")
PLACES = ("before", "after", "inside")


@transaction.atomic
def move_reason(reason: Reason, way: str) -> Reason:
    """Move a reason one step: ``up`` or ``down`` among its brothers, ``in`` under the one above it, ``out`` after its parent.

    Where there is nowhere to go nothing changes. Raises ReasonRefused for a name that is taken there, ValueError for
    another way.
    """
    if way not in WAYS:
        raise ValueError(f"{way!r} is no way to move a reason.")
    tree = _locked(reason)
    here = tree[reason.id]
    brothers = _children(tree.values(), here.parent_id)
    place = [brother.id for brother in brothers].index(here.id)
    if way in ("up", "down"):
        target = place + (-1 if way == "up" else 1)
        if 0 <= target < len(brothers):
            others = [brother for brother in brothers if brother != here]
            _settle(here, here.parent_id, [*others[:target], here, *others[target:]])
    elif way == "in" and place > 0:
        above = brothers[place - 1].id
        _settle(here, above, [*_children(tree.values(), above), here])
    elif way == "out" and here.parent_id is not None:
        _place_beside(tree, here, tree[here.parent_id], 1)
    return here


@transaction.atomic
def place_reason(reason: Reason, target: Reason | None, where: str = "inside") -> Reason:
    """Put a reason and all that is under it ``before``, ``after`` or (last) ``inside`` another of its brand; without a
    target: last of the first level. It takes the name that ``reason`` has.

    The whole tree is locked first: of two moves made at once, each right by itself, the second sees the first. Raises
    ReasonRefused: under itself, another brand's, a name that is taken there.
    """
    tree = _locked(reason)
    here = tree[reason.id]
    here.name = reason.name
    if target is None:
        _settle(here, None, [*(other for other in _children(tree.values(), None) if other != here), here])
        return here
    if target.id not in tree or where not in PLACES:
        raise ReasonRefused("unknown")
    beside = tree[target.id]
    above: UUID | None = beside.id if where == "inside" else beside.parent_id
    while above is not None:
        if above == here.id:
            raise ReasonRefused("cycle")
        above = tree[above].parent_id
    if where == "inside":
        _settle(here, beside.id, [*(child for child in _children(tree.values(), beside.id) if child != here), here])
    elif beside != here:
        _place_beside(tree, here, beside, 0 if where == "before" else 1)
    return here


def _locked(reason: Reason) -> dict[UUID, Reason]:
    rows = Reason.objects.select_for_update(no_key=True).filter(brand=reason.brand_id).order_by("id")
    return {row.id: row for row in rows}


def _children(rows: Iterable[Reason], parent: UUID | None) -> list[Reason]:
    return sorted((row for row in rows if row.parent_id == parent), key=lambda row: (row.position, row.name))


def _place_beside(tree: dict[UUID, Reason], here: Reason, beside: Reason, step: int) -> None:
    others = [brother for brother in _children(tree.values(), beside.parent_id) if brother != here]
    place = others.index(beside) + step
    _settle(here, beside.parent_id, [*others[:place], here, *others[place:]])


def _settle(here: Reason, parent: UUID | None, brothers: list[Reason]) -> None:
    if any(brother != here and brother.name == here.name for brother in brothers):
        raise ReasonRefused("taken")
    here.parent_id = parent
    for position, brother in enumerate(brothers):
        brother.position = position
    Reason.objects.bulk_update(brothers, ["position", "parent", "name"])
