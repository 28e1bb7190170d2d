"""The columns in which someone reads a list, and the names of those that brands have added."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from entregent.people.models import CustomField
from entregent.tickets.columns import chosen
from entregent.tickets.models import ChosenColumns, View


def columns_of(staff_id: UUID, view: View | None) -> list[str]:
    """The columns of a saved list, or (None) of any other, for a reader. One statement."""
    rows = ChosenColumns.objects.filter(Q(view=None) | Q(view=view.id if view else None), staff=staff_id)
    kept = dict(rows.values_list("view", "columns"))
    if view is None:
        return chosen(None, (), kept.get(None))
    return chosen(kept.get(view.id), view.columns, kept.get(None))


def own_columns(brands: Iterable[UUID]) -> dict[str, str]:
    """Key → label of the fields that these brands have added to their tickets, in their order. One statement."""
    rows = CustomField.objects.filter(brand__in=list(brands), thing="ticket").order_by("position", "label")
    return dict(rows.values_list("key", "label"))
