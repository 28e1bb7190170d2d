"""Tags that draw tickets: references, tones of statuses and priorities, paths of reasons, cells of lists."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from entregent.brands.models import Brand
from entregent.looks.templatetags.looks import chip
from entregent.tickets.models import Promise, Status, Ticket
from entregent.tickets.queries import reference_of
from entregent.tickets.queries.asking import said_by
from entregent.tickets.web import cells, labels
from entregent.tickets.web.asked import STANDARD, Asked

register = template.Library()

DOTS = {
    Status.NEW: "info",
    Status.OPEN: "good",
    Status.PENDING: "warn",
    Status.ON_HOLD: "hollow",
    Status.RESOLVED: "good",
    Status.CLOSED: "",
}
STATES = {
    Promise.State.ACTIVE: ("", "clock"), Promise.State.PAUSED: ("", "pause"), Promise.State.FULFILLED: ("good", "check"),
    Promise.State.BREACHED: ("bad", "alert"), Promise.State.CANCELLED: ("outline", "cross"),
}  # fmt: skip

register.simple_tag(cells.drawn, name="ticket_rows")
register.simple_tag(labels.due_tone, name="due_tone")
register.simple_tag(labels.reason_words, name="reason_path")
register.simple_tag(labels.channel_word, name="channel_name")


@register.simple_tag
def reference(ticket: Ticket) -> str:
    """`{% reference ticket %}`: PON-2026-004182; the ticket with its ``brand``."""
    return reference_of(ticket)


@register.simple_tag
def status_word(status: str, brand: Brand) -> str:
    """A status in words, with the brand's own word for its customer."""
    return labels.status_words(status, brand)


@register.simple_tag
def status_tone(status: str) -> str:
    """The tone of a status's chip."""
    return labels.STATUS_TONES[Status(status)]


@register.simple_tag
def status_dot(status: str) -> str:
    """The tone of a status's dot in menus."""
    return DOTS[Status(status)]


@register.simple_tag
def priority_tone(priority: int) -> str:
    """The tone of a priority's chip."""
    return labels.PRIORITY_TONES.get(priority, "")


@register.simple_tag
def promise_state(promise: Promise) -> SafeString:
    """The state of a promise as a chip."""
    tone, drawing = STATES[Promise.State(promise.state)]
    return chip(promise.get_state_display(), tone, drawing)


@register.simple_tag
def list_address(asked: Asked, order: str) -> str:
    """The address of the same list in another order, from its first page."""
    return asked.address(order=order)


@register.simple_tag
def list_fields(asked: Asked, *without: str) -> SafeString:
    """What the address asks for as hidden fields, to be saved under a name or asked for again; ``without`` some of it."""
    said = {
        **(STANDARD[asked.standard][2] if asked.standard else {}),
        **(said_by(asked.view) if asked.view else {}),
        **asked.parameters,
    }
    kept = ((name, value) for name, value in said.items() if name not in ("view", *without))
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', kept)
