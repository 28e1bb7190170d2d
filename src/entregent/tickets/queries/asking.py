"""What a list keeps, as an address or a saved list says it: words read into filters."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from entregent.people.queries import with_end_customers
from entregent.tickets.models import Priority, Status, Type, View
from entregent.tickets.queries.lists import EVERY_STATUS, ORDERS, UNSETTLED, Filters

NAMES = (
    "status",
    "queue",
    "assignee",
    "priority",
    "type",
    "channel",
    "tag",
    "reason",
    "organisation",
    "due",
    "order",
    "brand",
    "q",
)


def filters_of(said: Mapping[str, str], brands: Sequence[UUID], me: UUID | None) -> Filters:
    """The filters that these words ask for, among ``brands``; what means nothing asks for nothing.

    An organisation (its id or its whole name) brings those it serves along; looking for them is the one statement of this.
    """
    brand = uuid_of(said.get("brand", ""))
    statuses = tuple(status for status in said.get("status", "").split(",") if status in EVERY_STATUS)
    if said.get("status") == "all":
        statuses = EVERY_STATUS
    who = said.get("assignee", "")
    assignee: UUID | str | None = {"me": me, "none": "none"}.get(who) or uuid_of(who)
    priority = said.get("priority", "")
    organisation = said.get("organisation", "").strip()[:160]
    return Filters(
        brands=(brand,) if brand in brands else tuple(brands),
        statuses=statuses or UNSETTLED,
        queue=uuid_of(said.get("queue", "")),
        assignee=assignee,
        priority=int(priority) if priority.lstrip("-").isdigit() and int(priority) in Priority.values else None,
        type=said["type"] if said.get("type") in Type.values else "",
        channel=said.get("channel", "")[:20],
        tag=said.get("tag", "")[:40].strip().lower(),
        reason=uuid_of(said.get("reason", "")),
        organisations=with_end_customers(organisation, brands) if organisation else None,
        due=said["due"] if said.get("due") in ("soon", "broken") else "",
        order=_order(said.get("order", ""), statuses or UNSETTLED),
    )


def said_by(view: View) -> dict[str, str]:
    """The words that a saved list stands for."""
    kept = {name: value for name, value in view.filters.items() if name != "statuses"}
    if statuses := view.filters.get("statuses"):
        kept["status"] = ",".join(statuses)
    return {**{name: str(value) for name, value in kept.items()}, "order": view.order}


def kept_of(said: Mapping[str, str]) -> dict[str, Any]:
    """These words as a saved list keeps them."""
    kept: dict[str, Any] = {name: said[name] for name in NAMES if said.get(name)}
    statuses = str(kept.pop("status", ""))
    if statuses:
        kept["statuses"] = list(EVERY_STATUS) if statuses == "all" else [
            status for status in statuses.split(",") if status in Status.values
        ]  # fmt: skip
    return kept


def uuid_of(text: str) -> UUID | None:
    """The id that a text is, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _order(asked: str, statuses: tuple[str, ...]) -> str:
    # Settled tickets are counted by millions and only indexed by their last change.
    if asked not in ORDERS or (asked != "updated_at" and not set(statuses) <= set(UNSETTLED)):
        return "-updated_at"
    return asked
