"""What a list's address asks for: the filters behind its query string, and the words for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from entregent.brands.vocabulary import worded
from entregent.tickets.models import View
from entregent.tickets.queries.asking import NAMES, filters_of, said_by, uuid_of
from entregent.tickets.queries.lists import Filters

STANDARD: dict[str, tuple[str, str, dict[str, str]]] = {
    "mine": (gettext_noop("My tickets"), "user", {"assignee": "me"}),
    "unassigned": (
        gettext_noop("Unassigned"),
        "inbox",
        {"assignee": "none", "status": "new,open,on_hold", "order": "updated_at"},
    ),
    "soon": (gettext_noop("Due soon"), "clock", {"due": "soon", "order": "next_due_at"}),
    "broken": (gettext_noop("Broken promises"), "alert", {"due": "broken"}),
    "pending": (gettext_noop("Waiting for %(the_customers)s"), "pause", {"status": "pending"}),
    "open": (gettext_noop("All open"), "ticket", {}),
    "resolved": (gettext_noop("Resolved"), "check", {"status": "resolved"}),
}
COUNTED = ("mine", "unassigned", "soon", "broken")


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
        return _made(request, worded(_(title)), {**preset, **said}, {"view": wanted, **said}, None, wanted)
    if wanted and uuid_of(wanted):
        view = View.objects.filter(id=wanted).first()
    if view is not None and view.owner_id in (None, request.user.id):
        return _made(request, view.name, {**said_by(view), **said}, {"view": str(view.id), **said}, view)
    return _made(request, _("Tickets"), said, said, None)


def _made(
    request: HttpRequest, name: str, said: Mapping[str, str], parameters: dict[str, str], view: View | None, standard: str = ""
) -> Asked:
    filters = filters_of(said, request.rights.brands_where("tickets.read"), request.user.id)
    return Asked(name, filters, parameters, view, standard)
