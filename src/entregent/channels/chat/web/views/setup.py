"""How a widget looks and what it offers: what every page of a site asks for first, the same for everybody."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.formats import date_format

from entregent.callbacks.queries import days, hours_of, offer_of
from entregent.channels.chat.caller import consent_of
from entregent.channels.chat.hours import opening
from entregent.channels.chat.models import Widget
from entregent.channels.chat.queries import callback_queue, is_assisted
from entregent.channels.chat.rules import LONGEST_TEXT, clean_line
from entregent.channels.chat.web.answers import milliseconds
from entregent.channels.chat.web.door import Visit, door
from entregent.channels.chat.web.views.visitors import LARGEST_FILE
from entregent.channels.chat.web.words import EMOJIS, words
from entregent.channels.voice import queries as telephone
from entregent.kernel.handles import InvalidHandle, phone_handle
from entregent.knowledge.queries import search
from entregent.knowledge.queries.articles import articles
from entregent.looks.rules import brand_tokens
from entregent.tracking.queries import lends

FRESH = 60
"""Seconds for which a page may keep it."""


@door("GET")
def setup(request: HttpRequest, visit: Visit) -> JsonResponse:
    """Everything but the visitor."""
    answer = JsonResponse(_setup(visit))
    answer["Cache-Control"] = f"public, max-age={FRESH}"
    return answer


@door("GET")
def callback_slots(request: HttpRequest, visit: Visit) -> JsonResponse:
    """When one may ask to be called back, day by day, in words and in the hours of the queue that calls."""
    queue = callback_queue(visit.widget)
    offering = offer_of(visit.widget.brand_id, queue) if queue else None
    if offering is None:
        return JsonResponse({"soon": False, "days": []})
    zone = hours_of(offering).zone
    found = days(offering, first=visit.now.astimezone(zone).date(), count=offering.days_ahead + 1, now=visit.now)
    told = [
        {
            "text": date_format(day, "l j F"),
            "slots": [{"value": slot.at.isoformat(), "text": slot.at.astimezone(zone).strftime("%H:%M")} for slot in left],
        }
        for day, left in found.items()
    ]
    return JsonResponse({"soon": offering.at_once, "days": told})


@door("GET")
def find(request: HttpRequest, visit: Visit) -> JsonResponse:
    """The articles that answer ``q``."""
    asked = clean_line(request.GET.get("q", ""), 200)
    wanted = {"public_only": True, "language": visit.caller.language}
    found = search(visit.widget.brand_id, asked, **wanted) if visit.widget.help else []
    return JsonResponse({"found": [{"title": one.title, "passage": one.passage, "url": one.url} for one in found]})


def _setup(visit: Visit) -> dict[str, Any]:
    widget, language = visit.widget, visit.caller.language
    brand, now_open = widget.brand, opening(widget, visit.now)
    own: dict[str, str] = widget.words.get(language) or widget.words.get("fr") or {}
    colours = brand_tokens(widget.colour or brand.colour)
    return {
        "brand": brand.name, "title": own.get("title") or brand.name, "greeting": own.get("greeting", ""),
        "away": own.get("closed", ""), "consent": consent_of(widget, language), "language": language,
        "colours": {name: list(pair) for name, pair in colours.items() if name != "rail"},
        "side": widget.side, "theme": widget.theme, "open": now_open.open,
        "reopens": milliseconds(now_open.reopens) if now_open.reopens else None, "zone": brand.time_zone,
        "chat": widget.chat, "assistant": widget.chat and is_assisted(widget),
        "callback": widget.callback and callback_queue(widget) is not None,
        "files": widget.files, "survey": widget.survey,
        "transcript": widget.transcript, "phone": _phone(widget), "line": _line(widget, visit.now),
        "lends": lends(widget.brand_id),
        "help": widget.help and articles(widget.brand_id, language=language).exists(),
        "asks": [
            {"name": what, "required": asked == Widget.Asked.REQUIRED}
            for what in ("name", "mail", "phone") if (asked := getattr(widget, f"asks_{what}")) != Widget.Asked.NO
        ],
        "longest": LONGEST_TEXT, "largest": LARGEST_FILE, "emojis": EMOJIS, "words": words(),
    }  # fmt: skip


def _line(widget: Widget, now: datetime) -> dict[str, Any] | None:
    """The button to call from the page: whether somebody would answer now, else when."""
    if widget.line_id is None:
        return None
    answers = telephone.answers(widget.line_id, now)
    return {
        "open": answers.now, "reopens": milliseconds(answers.again) if answers.again else None,
        "servers": telephone.ice_servers(now),
    }  # fmt: skip


def _phone(widget: Widget) -> dict[str, str] | None:
    if not widget.phone:
        return None
    try:
        handle = phone_handle(widget.phone, widget.brand.region)
    except InvalidHandle:
        return None
    return {"shown": widget.phone, "href": f"tel:{handle.value}"}
