"""What a tree names of its brand: queues, calendars, reasons, connectors."""

from entregent.scenarios.tree.checks.finding import Findings, Surroundings, error, warning
from entregent.scenarios.tree.form import Form
from entregent.scenarios.tree.nodes import (
    Asked,
    Callback,
    Collect,
    Hand,
    Hours,
    Lookup,
    Ticket,
    Wait,
)


def named(form: Form, around: Surroundings) -> Findings:
    """Queues, calendars, connectors and reasons that the brand does not have."""
    for id, node in form.nodes.items():
        if isinstance(node, Hand | Ticket | Callback | Wait) and node.queue and node.queue not in around.queues:
            yield error(id, "no_queue", name=node.queue)
        if isinstance(node, Hours) and node.calendar and node.calendar not in around.calendars:
            yield error(id, "no_calendar", name=node.calendar)
        if isinstance(node, Ticket) and node.reason and node.reason not in around.reasons:
            yield error(id, "no_reason", name=node.reason)
        if isinstance(node, Ticket) and node.does == "open" and not node.subject:
            yield error(id, "no_subject")
        if isinstance(node, Lookup) and node.what not in around.lookups:
            yield error(id, "no_lookup", what=node.what)
        if isinstance(node, Lookup) and node.what == "connector" and node.name not in around.connectors:
            yield error(id, "no_connector", name=node.name)


def contact(form: Form, around: Surroundings) -> Findings:
    """Tickets of somebody who may be nobody: on a page nobody is known, so an address has to be asked for."""
    asked = any(isinstance(node, Collect) and node.what in (Asked.PHONE, Asked.MAIL) for node in form.nodes.values())
    if asked or not {"web", "chat"} & set(form.media):
        return
    for id, node in form.nodes.items():
        if isinstance(node, Ticket) and node.does == "open":
            yield warning(id, "no_contact")
