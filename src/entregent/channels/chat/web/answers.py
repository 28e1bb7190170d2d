"""What a widget is told: plain values, nothing that is inside the house."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.signing import TimestampSigner
from django.urls import reverse

from entregent.channels.chat import queries
from entregent.channels.chat.actions import WAYS
from entregent.channels.chat.hours import opening
from entregent.channels.chat.models import Chat, Widget
from entregent.channels.chat.rules import waits_long
from entregent.channels.chat.web.door import Visit
from entregent.conversations.models import Message
from entregent.files.models import StoredFile
from entregent.live.token import issue_guest
from entregent.routing.queries import Place, place_of
from entregent.scenarios.medium import Turn

SIGNER = TimestampSigner(salt="entregent.chat.file")
FILE_LASTS = 3600
"""Seconds for which the address of a file is good; the widget asks for its messages again to have a newer one."""

OWN_NEWS = ("message.", "item.taken", "item.released", "item.queued", "item.moved", "item.wrap_up", "item.cancelled", "chat.",
            "ticket.assigned", "ticket.merged")  # fmt: skip
QUEUE_NEWS = ("item.taken", "item.cancelled", "item.moved", "item.queued", "presence.changed")


def situation(visit: Visit, after: UUID | None = None, *, chat: Chat | None = None) -> dict[str, Any]:
    """All that a widget draws: who the visitor is to us, their chat, what was said since a message, where they wait."""
    chat = chat or queries.shown(visit.caller.known.visitor)
    open_now = opening(visit.widget, visit.now)
    told: dict[str, Any] = {
        "token": visit.token, "now": milliseconds(visit.now), "open": open_now.open,
        "reopens": milliseconds(open_now.reopens) if open_now.reopens else None, "chat": None, "messages": [],
    }  # fmt: skip
    if visit.identity_error:
        told["identity_error"] = visit.identity_error
    if chat is None:
        return told
    place = place_of(chat.ticket_id, visit.now) if chat.ended_at is None and chat.ticket_id is not None else None
    told["chat"] = _chat(visit.widget, chat, place)
    told["messages"] = [message_out(message) for message in queries.messages(chat, after)]
    if chat.visitor.blocked_at is None and chat.ticket_id is not None:
        told["live"] = _live(visit, chat, place)
    return told


def message_out(message: Message, *, plain: bool = False) -> dict[str, Any]:
    """A message as its visitor sees it; a ``plain`` one is known to have no files."""
    mine = message.kind == Message.Kind.IN
    return {
        "id": str(message.id), "at": milliseconds(message.at), "mine": mine, "text": message.extra.get("said", message.text),
        "links": message.extra.get("links", []),
        "client": message.external_id if mine else "", "who": "" if mine else who(message),
        "files": [] if plain else [_file(one.file) for one in message.attachments.all()],
    }  # fmt: skip


def who(message: Message) -> str:
    """The name under which one of ours writes to visitors: the first one. Empty for a machine."""
    return shown_name(message.staff.name) if message.staff is not None else ""


def shown_name(name: str) -> str:
    """What visitors call an agent."""
    return name.split()[0] if name.split() else ""


def milliseconds(at: datetime) -> int:
    """An instant as browsers count."""
    return int(at.timestamp() * 1000)


def _chat(widget: Widget, chat: Chat, place: Place | None) -> dict[str, Any]:
    waits = place is not None and place.waits
    assignee = chat.ticket.assignee if chat.ticket is not None else None
    seen = chat.staff_seen_at
    turn = queries.turn_of(chat)
    state = "ended" if chat.ended_at else "waiting" if waits else "talking"
    if turn is not None:
        state = "leaving" if turn.outcome is not None else "assisted"
    return {
        "id": str(chat.id), "state": state, "assistant": _assistant(turn) if turn is not None else None,
        "ended_by": chat.ended_by, "blocked": chat.visitor.blocked_at is not None,
        "agent": shown_name(assignee.name) if assignee is not None and not waits else "",
        "place": place.place if waits and place else None, "wait": place.wait if waits and place else None,
        "other_ways": other_ways(widget, place) if waits and place else [],
        "seen": milliseconds(seen) if seen else 0, "score": chat.score if widget.survey else None,
    }  # fmt: skip


def _assistant(turn: Turn) -> dict[str, Any]:
    """What the assistant asks now, and what may be pressed."""
    asks = turn.asks
    return {
        "number": turn.number, "waits": turn.waits, "kind": asks.kind if asks else "",
        "options": [{"key": one.key, "label": one.label} | ({"at": one.at} if one.at else {}) for one in asks.options]
        if asks
        else [],
        "minimum": asks.minimum if asks else None, "maximum": asks.maximum if asks else None, "back": bool(asks and asks.back),
    }  # fmt: skip


def other_ways(widget: Widget, place: Place) -> list[str]:
    """What who waits so long is offered instead."""
    if not waits_long(place.wait, widget.offer_after):
        return []
    call = widget.callback and queries.callback_queue(widget) is not None
    return [way for way, there in zip(WAYS, (call, widget.help, True), strict=True) if there]


def _live(visit: Visit, chat: Chat, place: Place | None) -> dict[str, str]:
    """How to hear that something moved: the pass of a stream, which names what it hears."""
    hears: dict[str, tuple[str, ...]] = {f"ticket:{chat.ticket_id}": OWN_NEWS}
    if place is not None and place.waits:
        hears[f"queue:{place.queue}"] = QUEUE_NEWS
    brand = visit.widget.brand_id
    return {
        "pass": issue_guest(settings.SECRET_KEY, brand, hears, visit.origin), "hears": " ".join(sorted(hears)),
        "whisper": f"/live/whisper/{brand}/{chat.ticket_id}",
    }  # fmt: skip


def _file(file: StoredFile) -> dict[str, Any]:
    signed = SIGNER.sign(f"{file.brand_id.hex}.{file.id.hex}")
    return {"name": file.name, "size": file.size, "type": file.content_type, "url": reverse("chat:file", args=[signed])}
