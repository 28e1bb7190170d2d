"""Saved lists of persons, and the columns that each reader chose."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Max

from entregent.access.models import Staff
from entregent.people.errors import PeopleError
from entregent.people.models import ChosenColumns, View

KEPT = ("q", "stage", "tag", "brand")
MOST_COLUMNS = 30


def save_view(brand: UUID, name: str, filters: Mapping[str, str], columns: Iterable[str] = (), *, owner: Staff | None) -> View:
    """Keep a list under a name, for its owner or (None) for the whole brand. Raises PeopleError for an empty name."""
    last = View.objects.filter(brand=brand, owner=owner).aggregate(last=Max("position"))["last"]
    return View.objects.create(
        brand_id=brand, name=_name(name), owner=owner, filters=_kept(filters), columns=list(columns)[:MOST_COLUMNS],
        position=(last or 0) + 1,
    )  # fmt: skip


def change_view(view: View, *, name: str | None = None, filters: Mapping[str, str] | None = None) -> View:
    """Give a saved list another name or other filters. Raises PeopleError for an empty name."""
    if name is not None:
        view.name = _name(name)
    if filters is not None:
        view.filters = _kept(filters)
    view.save(update_fields=["name", "filters"])
    return view


def delete_view(view: View) -> None:
    """Forget a saved list."""
    view.delete()


def choose_columns(staff: Staff, view: View | None, columns: Iterable[str] | None) -> None:
    """Remember which columns someone wants to see in a saved list, or (None) in all the others; None: those of everybody."""
    if columns is None:
        ChosenColumns.objects.filter(staff=staff, view=view).delete()
        return
    ChosenColumns.objects.update_or_create(
        staff=staff, view=view, defaults={"columns": list(dict.fromkeys(columns))[:MOST_COLUMNS]}
    )


def _name(text: str) -> str:
    name = " ".join(text.split())[:80]
    if not name:
        raise PeopleError("view", "A saved list needs a name.")
    return name


def _kept(filters: Mapping[str, str]) -> dict[str, str]:
    return {key: str(value)[:200] for key, value in filters.items() if key in KEPT and value}
