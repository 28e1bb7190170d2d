"""What a brand has that its trees may name, for the checks before publication."""

from uuid import UUID

from entregent.brands.models import Brand
from entregent.calendar.models import Calendar
from entregent.routing.models import Queue
from entregent.scenarios.medium import MEDIA
from entregent.scenarios.models import Connector, Version
from entregent.scenarios.performing.lookups import LOOKUPS
from entregent.scenarios.tree.checks import Surroundings
from entregent.scenarios.tree.form import Form, read
from entregent.scenarios.tree.nodes import Callback, Hand, Hours, Lookup, Ticket, Wait
from entregent.tickets import queries as tickets


def surroundings_of(brand: Brand) -> Surroundings:
    """Everything at once; six statements."""
    published = Version.objects.filter(brand=brand, state=Version.State.PUBLISHED)
    return Surroundings(
        languages=(brand.language,),
        media=frozenset(MEDIA),
        region=brand.region,
        queues=frozenset(Queue.objects.filter(brand=brand, active=True).values_list("name", flat=True)),
        calendars=frozenset(Calendar.objects.filter(brand=brand).values_list("name", flat=True)),
        connectors=frozenset(Connector.objects.filter(brand=brand, active=True).values_list("name", flat=True)),
        reasons=frozenset(name for _id, name in tickets.reasons(brand.id)),
        lookups=frozenset({"person", "ticket", "connector", *LOOKUPS}),
        trees={slug: read(form) for slug, form in published.values_list("scenario__slug", "form")},
    )


def links_of(form: Form, brand: UUID) -> dict[str, dict[str, str]]:
    """What the names in a form mean at this moment: a queue that is renamed later is still found."""
    names: dict[str, set[str]] = {"queues": set(), "calendars": set(), "reasons": set(), "connectors": set()}
    for node in form.nodes.values():
        if isinstance(node, Hand | Ticket | Callback | Wait):
            names["queues"].add(node.queue)
        if isinstance(node, Hours):
            names["calendars"].add(node.calendar)
        if isinstance(node, Ticket):
            names["reasons"].add(node.reason)
        if isinstance(node, Lookup) and node.what == "connector":
            names["connectors"].add(node.name)
    reasons = {name: str(id) for id, name in tickets.reasons(brand)} if names["reasons"] - {""} else {}
    found = {
        "queues": _ids(Queue, brand, names["queues"]),
        "calendars": _ids(Calendar, brand, names["calendars"]),
        "connectors": _ids(Connector, brand, names["connectors"]),
        "reasons": {name: id for name, id in reasons.items() if name in names["reasons"]},
    }
    return {kind: ids for kind, ids in found.items() if ids}


def _ids(model: type, brand: UUID, names: set[str]) -> dict[str, str]:
    wanted = names - {""}
    if not wanted:
        return {}
    rows = model.objects.filter(brand=brand, name__in=wanted).values_list("name", "id")  # type: ignore[attr-defined]
    return {name: str(id) for name, id in rows}
