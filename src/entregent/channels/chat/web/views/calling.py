"""A visitor calls from their browser: no telephone, no number; a call like any other for whoever answers."""

import time
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from entregent.channels.chat import actions, queries
from entregent.channels.chat.caller import claims_of
from entregent.channels.chat.errors import TooOften
from entregent.channels.chat.rules import LONGEST_TITLE, clean_line, clean_page
from entregent.channels.chat.web.answers import shown_name
from entregent.channels.chat.web.door import THROTTLE, Visit, door, refused
from entregent.channels.voice import actions as telephone
from entregent.channels.voice import queries as calls
from entregent.channels.voice.actions import FromSite
from entregent.channels.voice.errors import NotCarried
from entregent.kernel.ids import uuid7
from entregent.routing.queries import place_of
from entregent.tracking.actions import origin_of_visitor

SIGNER = TimestampSigner(salt="entregent.chat.call")
PASS_LASTS = 4 * 3600
"""Seconds for which a browser may ask how its call stands."""
LONGEST_OFFER = 20_000
A_VISITOR, AN_ADDRESS = 4, 12
"""Calls begun in a minute."""


@door("POST", act=True)
def call(request: HttpRequest, visit: Visit) -> JsonResponse:
    """Call: the browser's description of its sound (SDP), where the visitor is. Answers with ours, and a pass for the rest."""
    widget, body, known = visit.widget, visit.body, visit.caller.known.visitor
    for who, most in ((f"chat:calls:{known}", A_VISITOR), (f"chat:calls-from:{visit.caller.network}", AN_ADDRESS)):
        allowance = THROTTLE.ask(who, most, time.time())
        if not allowance.allowed:
            raise TooOften(allowance.reset)
    offer = body.get("offer")
    if not isinstance(offer, str) or not offer.startswith("v=0") or len(offer) > LONGEST_OFFER:
        return refused(400, "unreadable", "A call brings a description of its sound.")
    if widget.line_id is None or not calls.answers(widget.line_id, visit.now).now:
        return refused(409, "closed", _("Nobody answers calls at the moment: write to us, or ask to be called back."))
    said = body.get("about")
    visitor = actions.meet(visit.caller, claims_of(widget, said if isinstance(said, dict) else {}), visit.now)
    site, chat = body.get("page"), queries.current(known)
    page: dict[str, Any] = site if isinstance(site, dict) else {}
    begins = FromSite(
        call=uuid7(), person=chat.conversation.person_id if chat else visitor.person_id, proven=bool(visitor.subject),
        page=clean_page(str(page.get("url") or "")), title=clean_line(str(page.get("title") or ""), LONGEST_TITLE),
        beside=chat.conversation_id if chat else None, origin=origin_of_visitor(known, visit.now),
    )  # fmt: skip
    try:
        answer = telephone.call_in(widget.line_id, offer, begins, name=visitor.name, network=visit.caller.network)
    except NotCarried as refusal:
        return refused(503 if refusal.why == "no_service" else 409, refusal.why.replace("_", "-"), str(refusal))
    return JsonResponse({"token": visit.token, "answer": answer, "pass": SIGNER.sign(f"{begins.call.hex}.{known.hex}")})


@door("POST")
def calling(request: HttpRequest, visit: Visit) -> JsonResponse:
    """How the call stands: connecting, menu, waiting (``place``, ``wait`` in seconds), talking (``agent``), held, ended."""
    id = _mine(visit)
    row = calls.from_site(id) if id else None
    if row is None:
        return JsonResponse({"state": "connecting" if id else "ended"})
    place = place_of(row.ticket_id, visit.now) if row.state == "waiting" and row.ticket_id else None
    return JsonResponse(
        {
            "state": "held" if row.held and row.ended_at is None else row.state, "outcome": row.outcome,
            "agent": shown_name(row.staff.name) if row.staff and row.state == "talking" else "",
            "place": place.place if place and place.waits else None, "wait": place.wait if place and place.waits else None,
        }
    )  # fmt: skip


@door("POST", act=True)
def keys(request: HttpRequest, visit: Visit) -> JsonResponse:
    """Keys are pressed, as on a telephone."""
    return _have_done(visit, lambda id: telephone.press(id, str(visit.body.get("digits") or "")[:8]))


@door("POST", act=True)
def hang_up(request: HttpRequest, visit: Visit) -> JsonResponse:
    """The visitor hangs up."""
    return _have_done(visit, telephone.hang_up)


def _have_done(visit: Visit, act: Any) -> JsonResponse:
    if (id := _mine(visit)) is not None:
        try:
            act(id)
        except NotCarried as refusal:
            return refused(503, "no-service", str(refusal))
    return JsonResponse({})


def _mine(visit: Visit) -> UUID | None:
    """The call that a pass is for; None for one that is not this visitor's, or over."""
    try:
        call, visitor = SIGNER.unsign(str(visit.body.get("pass") or ""), max_age=PASS_LASTS).split(".")
    except (BadSignature, ValueError):
        return None
    return UUID(call) if visitor == visit.caller.known.visitor.hex else None
