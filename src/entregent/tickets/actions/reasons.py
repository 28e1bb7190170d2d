"""The tree of reasons for contact."""

from uuid import UUID

from django.db import transaction

from entregent.kernel import forest
from entregent.kernel.forest import Misplaced
from entregent.tickets.errors import ReasonRefused
from entregent.tickets.models import Reason


@transaction.atomic
def move_reason(reason: Reason, way: str) -> Reason:
    """Move a reason one step (``forest.step``). Raises ReasonRefused for a name that is taken there, ValueError for another
    way."""
    tree = _locked(reason)
    try:
        _save(forest.step(tree.values(), tree[reason.id], way))
    except Misplaced as refused:
        raise ReasonRefused(refused.code) from None
    return tree[reason.id]


@transaction.atomic
def place_reason(reason: Reason, target: Reason | None, where: str = "inside") -> Reason:
    """Put a reason and all that is under it beside another of its brand (``forest.place``). It takes the name that ``reason``
    has.

    The whole tree is locked first: of two moves made at once, each right by itself, the second sees the first. Raises
    ReasonRefused: under itself, another brand's, a name that is taken there.
    """
    tree = _locked(reason)
    here = tree[reason.id]
    here.name = reason.name
    try:
        _save(forest.place(tree.values(), here, target.id if target else None, where))
    except Misplaced as refused:
        raise ReasonRefused(refused.code) from None
    return here


def _locked(reason: Reason) -> dict[UUID, Reason]:
    rows = Reason.objects.select_for_update(no_key=True).filter(brand=reason.brand_id).order_by("id")
    return {row.id: row for row in rows}


def _save(rows: list[Reason]) -> None:
    Reason.objects.bulk_update(rows, ["position", "parent", "name"])
