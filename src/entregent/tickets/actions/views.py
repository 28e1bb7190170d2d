"""Saved lists: an agent's own, and those that a brand shares. And the columns in which lists are read."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Max

from entregent.access.models import Staff
from entregent.tickets.columns import tidy
from entregent.tickets.errors import FieldRefused
from entregent.tickets.models import ChosenColumns, View
from entregent.tickets.queries.lists import ORDERS

KEPT = ("statuses", "queue", "assignee", "priority", "type", "channel", "tag", "reason", "due", "brand")


def save_view(
    brand: UUID, name: str, filters: Mapping[str, Any], order: str, *, columns: Iterable[str] = (), owner: Staff | None
) -> View:
    """Keep a list under a name, for its owner or (None) for the whole brand; without ``columns`` it is shown in each reader's.

    Raises FieldRefused for an empty name.
    """
    last = View.objects.filter(brand=brand, owner=owner).aggregate(last=Max("position"))["last"]
    view = View(brand_id=brand, owner=owner, position=(last or 0) + 1)
    return change_view(view, {"name": name, "filters": filters, "order": order, "columns": columns})


def change_view(view: View, changes: Mapping[str, Any]) -> View:
    """Change some of a list's name, filters (as a whole), order and columns, and save it.

    Raises FieldRefused for an empty name.
    """
    for field, value in changes.items():
        setattr(view, field, TIDY[field](value))
    if not view.name:
        raise FieldRefused("name")
    view.save()
    return view


def delete_view(view: View) -> None:
    """Forget a saved list."""
    view.delete()


def choose_columns(staff: Staff, columns: Iterable[str], view: View | None = None) -> None:
    """Keep the columns in which someone reads a saved list (None: all the other lists); none at all: the usual ones again."""
    chosen = tidy(columns)
    if chosen:
        ChosenColumns.objects.update_or_create(staff=staff, view=view, defaults={"columns": chosen})
    else:
        ChosenColumns.objects.filter(staff=staff, view=view).delete()


def _filters(filters: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in filters.items() if key in KEPT and value not in (None, "", [])}


TIDY = {
    "name": lambda name: " ".join(name.split())[:80],
    "filters": _filters,
    "order": lambda order: order if order in ORDERS else "-updated_at",
    "columns": tidy,
}
