"""Saved lists: an agent's own, and those that a brand shares."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Max

from entregent.access.models import Staff
from entregent.tickets.errors import FieldRefused
from entregent.tickets.models import View
from entregent.tickets.queries.lists import ORDERS

KEPT = ("statuses", "queue", "assignee", "priority", "type", "channel", "tag", "reason", "due")


def save_view(brand: UUID, name: str, filters: Mapping[str, Any], order: str, *, owner: Staff | None) -> View:
    """Keep a list under a name, for its owner or (None) for the whole brand. Raises FieldRefused for an empty name."""
    name = " ".join(name.split())[:80]
    if not name:
        raise FieldRefused("name")
    last = View.objects.filter(brand=brand, owner=owner).aggregate(last=Max("position"))["last"]
    kept = {key: value for key, value in filters.items() if key in KEPT and value not in (None, "", [])}
    order = order if order in ORDERS else "-updated_at"
    return View.objects.create(brand_id=brand, name=name, owner=owner, filters=kept, order=order, position=(last or 0) + 1)


def rename_view(view: View, name: str) -> None:
    """Give a saved list another name. Raises FieldRefused for an empty one."""
    view.name = " ".join(name.split())[:80]
    if not view.name:
        raise FieldRefused("name")
    view.save(update_fields=["name"])


def delete_view(view: View) -> None:
    """Forget a saved list."""
    view.delete()
