"""Saved lists that someone may open, and the columns of a list."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from entregent.access.models import Staff
from entregent.people.models import ChosenColumns, View


def views_of(staff: Staff, brands: Iterable[UUID]) -> list[View]:
    """Someone's own lists and those that these brands share, shared ones first; one statement."""
    rows = View.objects.filter(Q(owner=None, brand__in=list(brands)) | Q(owner=staff.id))
    return sorted(rows, key=lambda view: (view.owner_id is not None, view.position, view.name))


def chosen_columns(staff: Staff, view: View | None) -> list[str] | None:
    """The columns that someone chose for a list; those that the list was saved with; None: nobody chose; one statement."""
    rows = ChosenColumns.objects.filter(Q(view=view.id if view else None) | Q(view=None), staff=staff.id)
    chosen = {row.view_id: row.columns for row in rows}
    if view is not None:
        return chosen.get(view.id) or view.columns or chosen.get(None)
    return chosen.get(None)
