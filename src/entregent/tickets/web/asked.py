"""What a list's address asks for: the filters behind its query string, and the words for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from entregent.tickets.models import Priority, Status, Type, View
from entregent.tickets.queries.lists import EVERY_STATUS, ORDERS, UNSETTLED, Filters

STANDARD: dict[str, tuple[str, str, dict[str, str]]] = {
    "mine": (gettext_noop("My tickets"), "user", {"assignee": "me"}),
    "unassigned": (
        gettext_noop("Unassigned"),
        "inbox",
        {"assignee": "none", "status": "new,open,on_hold", "order": "updated_at"},
    ),
    "soon": (gettext_noop("Due soon"), "clock", {"due": "soon", "order": "next_due_at"}),
    "broken": (gettext_noop("Broken promises"), "alert", {"due": "broken"}),
    "pending": (gettext_noop("Waiting for customers"), "pause", {"status": "pending"}),
    "open": (gettext_noop("All open"), "ticket", {}),
    "resolved": (gettext_noop("Resolved"), "check", {"status": "resolved"}),
}
COUNTED = ("mine", "unassigned", "soon", "broken")
NAMES = ("status", "queue", "assignee", "priority", "type", "channel", "tag", "reason", "due", "order", "brand", "q")


@dataclass(frozen=True)
class Asked:
    """A list's name, its filters, and the parameters that ask for it again."""

    name: str
    filters: Filters
    parameters: dict[str, str]
    view: View | None = None
    standard: str = ""

    def address(self, **changes: str | None) -> str:
        """The query string with some parameters changed (None: left out)."""
        kept = {**self.parameters, **changes}
        return "?" + urlencode({name: value for name, value in kept.items() if value})


def asked(request: HttpRequest) -> Asked:
    """Read the address: ``view`` names a standard or a saved list, the other parameters change it."""
    said = {name: request.GET[name] for name in NAMES if request.GET.get(name)}
    wanted = request.GET.get("view", "" if said else "mine")
    view = None
    if wanted in STANDARD:
        title, _icon, preset = STANDARD[wanted]
        return _made(request, _(title), {**preset, **said}, {"view": wanted, **said}, None, wanted)
    if wanted and uuid_of(wanted):
        view = View.objects.filter(id=wanted).first()
    if view is not None and view.owner_id in (None, request.user.id):
        preset = {name: str(value) for name, value in of_view(view).items()}
        return _made(request, view.name, {**preset, **said}, {"view": str(view.id), **said}, view)
    return _made(request, _("Tickets"), said, said, None)


def of_view(view: View) -> dict[str, str]:
    """The parameters that a saved list stands for."""
    kept = {name: value for name, value in view.filters.items() if name != "statuses"}
    if statuses := view.filters.get("statuses"):
        kept["status"] = ",".join(statuses)
    return {**{name: str(value) for name, value in kept.items()}, "order": view.order}


def keep(parameters: Mapping[str, str]) -> dict[str, object]:
    """The filters of an address as a saved list keeps them."""
    kept: dict[str, object] = {name: value for name, value in parameters.items() if name in NAMES and value}
    statuses = str(kept.pop("status", ""))
    if statuses:
        kept["statuses"] = [status for status in statuses.split(",") if status in Status.values]
    return kept


def _made(
    request: HttpRequest, name: str, said: Mapping[str, str], parameters: dict[str, str], view: View | None, standard: str = ""
) -> Asked:
    readable = request.rights.brands_where("tickets.read")
    brand = uuid_of(said.get("brand", ""))
    statuses = tuple(status for status in said.get("status", "").split(",") if status in EVERY_STATUS)
    if said.get("status") == "all":
        statuses = EVERY_STATUS
    assignee: UUID | str | None = {"me": request.user.id, "none": "none"}.get(said.get("assignee", "")) or uuid_of(
        said.get("assignee", "")
    )
    priority = said.get("priority", "")
    filters = Filters(
        brands=(brand,) if brand in readable else tuple(readable),
        statuses=statuses or UNSETTLED,
        queue=uuid_of(said.get("queue", "")),
        assignee=assignee,
        priority=int(priority) if priority.lstrip("-").isdigit() and int(priority) in Priority.values else None,
        type=said["type"] if said.get("type") in Type.values else "",
        channel=said.get("channel", "")[:20],
        tag=said.get("tag", "")[:40].strip().lower(),
        reason=uuid_of(said.get("reason", "")),
        due=said["due"] if said.get("due") in ("soon", "broken") else "",
        order=_order(said.get("order", ""), statuses or UNSETTLED),
    )
    return Asked(name, filters, parameters, view, standard)


def _order(asked: str, statuses: tuple[str, ...]) -> str:
    # Settled tickets are counted by millions and only indexed by their last change.
    if asked not in ORDERS or (asked != "updated_at" and not set(statuses) <= set(UNSETTLED)):
        return "-updated_at"
    return asked


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
