"""The pages that anybody may go through: plain forms, each of which leads back to the one address of the session."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entregent.brands.models import Brand
from entregent.channels.visual_ivr import queries
from entregent.channels.visual_ivr.web.asking import FIELDS, by_day, given
from entregent.channels.visual_ivr.web.door import door, forget, may_begin, remember
from entregent.channels.visual_ivr.web.page import page
from entregent.scenarios import actions
from entregent.scenarios.errors import NoAddress, NotPublished, Overtaken, TooManyCodes
from entregent.scenarios.medium import Leave, Outcome, from_json
from entregent.scenarios.models import Session
from entregent.tickets.models import Ticket
from entregent.tickets.queries import reference_of

OVERTAKEN = "suite"


@require_http_methods(["GET", "HEAD", "POST"])
@door
def entrance(request: HttpRequest) -> HttpResponse:
    """The brand's open pages, and the code that was given elsewhere: by telephone, in a chat."""
    visit, refusal = request.visit, ""
    if request.method == "POST":
        try:
            turn = actions.take_up(
                visit.brand.id, request.POST.get("code", "")[:20], queries.MEDIUM, source=visit.source, now=visit.now
            )
        except TooManyCodes:
            return _entrance(request, "many", 429)
        if turn is not None:
            session = queries.session_of(turn.session)
            return remember(_to(visit.brand, session.scenario.slug), visit.brand, session.id)
        refusal = "wrong"
    return _entrance(request, refusal, 422 if refusal else 200)


def _entrance(request: HttpRequest, refusal: str, status: int) -> HttpResponse:
    shown = {"pages": queries.open_pages(request.visit.brand.id), "refusal": refusal, "code": request.GET.get("code", "")[:8]}
    return page(request, "visual_ivr/entrance.html", shown, status=status)


@require_safe
@door
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the visitor stands; before they begin, what it is about."""
    session = request.visit.of(slug)
    if session is not None and session.outcome != "left":
        return _step(request, session)
    found = queries.open_page(request.visit.brand.id, slug)
    if found is None:
        return page(request, "visual_ivr/closed.html", {"pages": queries.open_pages(request.visit.brand.id)}, status=404)
    shown = {
        "page": found, "languages": queries.languages_of(found.scenario_id), "stale": request.visit.stale,
        "left": session is not None,
    }  # fmt: skip
    return page(request, "visual_ivr/welcome.html", shown)


@require_POST
@door
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter the scenario; ``again``: from its beginning, whatever was answered."""
    visit = request.visit
    session, again = visit.of(slug), request.POST.get("again") == "1"
    if session is not None and session.ended_at is None and not again:
        return _to(visit.brand, slug)
    if not may_begin(visit):
        return page(request, "visual_ivr/too_often.html", status=429)
    found = queries.open_page(visit.brand.id, slug)
    if found is None:
        return _to(visit.brand, slug)
    if session is not None and session.medium == queries.MEDIUM:
        actions.answer(session.id, Leave(), visit.now)
    try:
        turn = actions.begin(found.scenario_id, queries.MEDIUM, language=request.LANGUAGE_CODE, now=visit.now)
    except NotPublished:
        return _to(visit.brand, slug)
    return remember(_to(visit.brand, slug), visit.brand, turn.session)


@require_POST
@door
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Take an answer, once; one to a question that has gone by changes nothing, and says so."""
    visit = request.visit
    session, said, number = visit.of(slug), given(request.POST), request.POST.get("number", "")
    if session is None or session.medium != queries.MEDIUM or said is None or not number.isdecimal():
        return _to(visit.brand, slug)
    try:
        actions.answer(session.id, said, visit.now, key=request.POST.get("key", "")[:40], number=int(number[:9]))
    except Overtaken:
        return _to(visit.brand, slug, OVERTAKEN)
    return _to(visit.brand, slug)


@require_http_methods(["GET", "POST"])
@door
def elsewhere(request: HttpRequest, slug: str) -> HttpResponse:
    """A code to say by telephone or to type in the chat, where the conversation then goes on."""
    visit = request.visit
    session = visit.of(slug)
    if request.method == "GET" or session is None or session.ended_at is not None or session.medium != queries.MEDIUM:
        return _to(visit.brand, slug)
    found = queries.page_of(session.scenario_id)
    shown = {"session": session, "code": actions.make_code(session.id, visit.now), "chat_at": found.chat_at if found else ""}
    return page(request, "visual_ivr/elsewhere.html", shown)


@require_POST
@door
def reach(request: HttpRequest, slug: str) -> HttpResponse:
    """Where to answer whoever is handed over and was never asked for an address."""
    visit = request.visit
    session = visit.of(slug)
    if session is not None:
        try:
            actions.leave_address(session.id, request.POST.get("address", "")[:254], visit.now)
        except NoAddress as refusal:
            return _step(request, session, {"refusal": str(refusal), "typed": request.POST.get("address", "")[:254]})
    return _to(visit.brand, slug)


@require_POST
@door
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """End the visit and forget it on this machine."""
    visit = request.visit
    session = visit.of(slug)
    if session is not None and session.medium == queries.MEDIUM:
        actions.answer(session.id, Leave(), visit.now)
    return forget(_to(visit.brand, slug), visit.brand)


def _step(request: HttpRequest, session: Session, more: dict[str, Any] | None = None) -> HttpResponse:
    turn = from_json(session.turn)
    found = queries.page_of(session.scenario_id)
    asks = turn.asks if turn.outcome is None else None
    shown = {
        "session": session, "chat_at": found.chat_at if found else "", "turn": turn, "asks": asks, "key": uuid4(),
        "moved": session.medium != queries.MEDIUM, "overtaken": request.GET.get("etat") == OVERTAKEN,
        "before": turn.said[:-1] if asks else turn.said, "question": turn.said[-1] if asks and turn.said else None,
        "field": FIELDS.get(asks.kind) if asks else None, "typed": _last_answer(session) if turn.missed else "",
        "marks": range(asks.minimum or 0, (asks.maximum or 0) + 1) if asks and asks.kind == "scale" else (),
        "carried": session.state["variables"].get("carry.code") if asks and asks.kind == "carry" else "",
        "days": by_day(asks.options) if asks and asks.kind == "slot" else (), "trail": session.transcript,
        "languages": queries.languages_of(session.scenario_id),
    }  # fmt: skip
    if turn.outcome is not None and turn.outcome.kind == "handed":
        shown |= _handed(turn.outcome, session.ticket)
    status = 422 if more else 200
    return page(request, "visual_ivr/step.html", shown | (more or {}), status=status)


def _handed(outcome: Outcome, ticket: Ticket | None) -> dict[str, Any]:
    """The number of the request, where it is answered, and by when."""
    if outcome.ticket is None or ticket is None:
        return {"unreachable": True}
    due = ticket.next_due_at
    return {
        "reference": reference_of(ticket), "address": ticket.conversation.address,
        "due": due if due is not None and due > timezone.now() else None,
    }  # fmt: skip


def _last_answer(session: Session) -> str:
    return next((line["text"] for line in reversed(session.transcript) if line["who"] == "them"), "")


def _to(brand: Brand, slug: str, state: str = "") -> HttpResponseRedirect:
    address = reverse("visual_ivr:page", args=[brand.slug, slug])
    return redirect(f"{address}?etat={state}" if state else address)
