"""The script beside a ticket: what to say, what is answered, what objections one meets; and what earlier ones left."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from entregent.access.web.permissions import requires
from entregent.channels.script import actions
from entregent.channels.script.telling import told
from entregent.scenarios import queries
from entregent.scenarios.errors import Overtaken
from entregent.scenarios.medium import Answer, Heard, Input, Interrupt, Objected, from_json
from entregent.scenarios.models import Session
from entregent.tickets.models import Ticket
from entregent.tickets.web.answers import action, ticket_for, toast

LATEST = 10
TYPES = {"number": "numeric", "amount": "decimal", "phone": "tel", "mail": "email", "postcode": "numeric"}
"""Kind of question → the keyboard that a device brings."""


@require_safe
@requires("tickets.read")
def panel(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """The script under way, or those that may be begun; what earlier ones left."""
    return _panel(request, ticket_for(request, ticket_id))


@action()
def begin(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Begin the script that was chosen."""
    chosen = next((one.id for one in _scripts(ticket) if str(one.id) == request.POST.get("scenario")), None)
    if chosen is None:
        return toast(_panel(request, ticket), _("This script is not published any more."), level="bad")
    actions.begin(ticket, chosen, request.user, timezone.now())
    return _panel(request, ticket)


@action()
def answer(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """One answer, or a mention that was said, an objection, a step back."""
    running, given, number = actions.running_of(ticket), _given(request.POST), request.POST.get("number", "")
    if running is None or given is None or not number.isdecimal() or str(running.id) != request.POST.get("session"):
        return _panel(request, ticket)
    asked = {"key": request.POST.get("key", "")[:40], "number": int(number[:9])}
    try:
        actions.answer(ticket, running.id, given, request.user, timezone.now(), **asked)
    except Overtaken:
        return toast(_panel(request, ticket), _("The script went on meanwhile: it stands here now."), level="bad")
    return _panel(request, ticket)


@action()
def stop(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Give the script up where it stands."""
    running = actions.running_of(ticket)
    if running is not None:
        actions.stop(running.id, request.user, timezone.now())
    return _panel(request, ticket)


def _panel(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    ticket.refresh_from_db(fields=["queue"])
    rows = list(queries.beside(ticket.id, ticket.conversation_id)[:LATEST])
    running = next((one for one in rows if one.medium == actions.MEDIUM and one.ended_at is None), None)
    shown: dict[str, Any] = {
        "ticket": ticket, "running": running, "earlier": told([one for one in rows if one is not running]),
        "may_write": request.rights.may("tickets.write", ticket.brand_id),
        "scripts": _scripts(ticket) if running is None else [],
    }  # fmt: skip
    if running is not None:
        shown |= _step(running)
    return render(request, "script/panel.html", shown)


def _step(session: Session) -> dict[str, Any]:
    turn = from_json(session.turn)
    asks = turn.asks
    known = session.state["variables"].get(f"person.{asks.kind}") if asks and asks.kind in ("phone", "mail") else None
    return {
        "turn": turn, "asks": asks, "key": uuid4(), "said": turn.said, "objections": queries.objections(session),
        "mode": TYPES.get(asks.kind, "text") if asks else "", "known": known or "",
        "marks": range(asks.minimum or 0, (asks.maximum or 0) + 1) if asks and asks.kind == "scale" else (),
        "so_far": told([session])[0],
    }  # fmt: skip


def _given(form: QueryDict) -> Input | None:
    """What the panel's form says; a mention counts only when its box is ticked."""
    if which := form.get("objection", ""):
        return Objected(which[:40])
    does = form.get("does", "")
    if does == "heard":
        return Heard() if form.get("said") == "1" else None
    if does in ("agent", "back"):
        return Interrupt("agent" if does == "agent" else "back")
    if key := form.get("choice", ""):
        return Answer(key=key)
    text = form.get("text", "").strip()[:2000]
    return Answer(text) if text else None


def _scripts(ticket: Ticket) -> list[Any]:
    return queries.performed([ticket.brand_id], actions.MEDIUM)
