"""Tags that draw tickets: references, tones of statuses and priorities, paths of reasons."""

from datetime import datetime, timedelta

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from entregent.brands.models import Brand
from entregent.brands.rules import customer_word
from entregent.looks.templatetags.looks import chip
from entregent.routing.models import Channel
from entregent.tickets.models import Promise, Reason, Status, Ticket
from entregent.tickets.queries import reference_of
from entregent.tickets.queries.asking import said_by
from entregent.tickets.web.asked import STANDARD, Asked

register = template.Library()

CHANNELS = dict(Channel.choices)

TONES = {
    Status.NEW: "info",
    Status.OPEN: "brand",
    Status.PENDING: "warn",
    Status.ON_HOLD: "",
    Status.RESOLVED: "good",
    Status.CLOSED: "",
}
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


@register.simple_tag
def reference(ticket: Ticket) -> str:
    """`{% reference ticket %}`: PON-2026-004182; the ticket with its ``brand``."""
    return reference_of(ticket)


@register.simple_tag
def status_word(status: str, brand: Brand) -> str:
    """A status in words, with the brand's own word for its customer."""
    if status == Status.PENDING:
        of_customer = customer_word(brand.vocabulary, "of the", get_language() or "fr")
        return _("Waiting for an answer %(of_customer)s") % {"of_customer": of_customer}
    return str(Status(status).label)


@register.simple_tag
def status_tone(status: str) -> str:
    """The tone of a status's chip."""
    return TONES[Status(status)]


@register.simple_tag
def status_dot(status: str) -> str:
    """The tone of a status's dot in menus."""
    return DOTS[Status(status)]


@register.simple_tag
def priority_tone(priority: int) -> str:
    """The tone of a priority's chip."""
    return {2: "bad", 1: "warn"}.get(priority, "")


@register.simple_tag
def due_tone(due: datetime, now: datetime) -> str:
    """The tone of a countdown: late, within the hour, or with time left."""
    left = due - now
    return "bad" if left < timedelta(0) else "warn" if left < timedelta(hours=1) else ""


@register.simple_tag
def reason_path(reason: Reason) -> str:
    """A reason with the two above it ("Remboursement › Résiliation")."""
    path: list[str] = []
    step: Reason | None = reason
    while step is not None and len(path) < 3:
        path.insert(0, step.name)
        step = step.parent
    return " › ".join(path)


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
def list_fields(asked: Asked) -> SafeString:
    """What the address asks for as hidden fields, to be saved under a name."""
    said = {
        **(STANDARD[asked.standard][2] if asked.standard else {}),
        **(said_by(asked.view) if asked.view else {}),
        **asked.parameters,
    }
    said.pop("view", None)
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', said.items())


@register.simple_tag
def channel_name(name: str) -> str:
    """A channel in words."""
    return str(CHANNELS.get(name, name))
