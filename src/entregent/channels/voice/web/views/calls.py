"""The log of calls, whom we owe a call, and the page of one call."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from entregent.access.queries import staff_of
from entregent.access.web.permissions import must, requires
from entregent.channels.voice import logbook, queries
from entregent.channels.voice.dispositions import UNQUALIFIED, came_to, choices, qualified_by
from entregent.channels.voice.logbook import Filters
from entregent.channels.voice.models import Call, Disposition, Number, Transcript
from entregent.channels.voice.partition import Partition
from entregent.channels.voice.ratios import Ratios, Share
from entregent.channels.voice.story import story
from entregent.channels.voice.web.recorded import recorded
from entregent.channels.voice.web.views.transcripts import state_of
from entregent.routing.models import Queue
from entregent.scenarios.queries import transcript
from entregent.tracking.queries import sources

A_PAGE = 50
A_WEEK = 7
OWED = timedelta(weeks=2)
"""Whoever gave up earlier does not expect us any more; the page says so."""
NAMES = dict(Call.Outcome.choices) | {
    "answered": pgettext_lazy("calls", "Answered by an agent"),
    "short": _("Hung up in the first five seconds of waiting"), "running": _("Not over yet"),
}  # fmt: skip
KINDS = [(UNQUALIFIED, _("Not qualified")), *Disposition.Kind.choices]
TONES = {"answered": "good", "served": "good", "deflected": "info", "abandoned": "bad", "overflowed": "bad", "failed": "bad"}


@require_safe
@requires("supervise")
def log(request: HttpRequest) -> HttpResponse:
    """The calls of a period, and what became of the incoming ones."""
    brands = request.rights.brands_where("supervise")
    first, last, filters = _asked(request)
    rows = logbook.calls(brands, filters)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    now, found = timezone.now(), logbook.counted(rows)
    shown = {
        "page": page, "calls": [(call, logbook.figures(call, now), *_told(call)) for call in page],
        "partition": _drawn(found), "received": found.received, "first": first, "last": last,
        "filters": filters, "written_down": Transcript.objects.filter(brand__in=brands).exists(), "several": len(brands) > 1,
        "outcomes": NAMES.items(), "queues": Queue.objects.filter(brand__in=brands).order_by("name"),
        "sources": sources(brands), "agents": staff_of(brands),
        "numbers": Number.objects.filter(brand__in=brands).select_related("brand"),
        "ratios": _ratios(came_to(rows)), "choices": choices(brands, active=False), "kinds": KINDS,
        "disposition": request.GET.get("disposition", ""),
    } | _pages(request, page)  # fmt: skip
    return render(request, "voice/log.html", shown)


@require_safe
@requires("supervise")
def by_source(request: HttpRequest) -> HttpResponse:
    """The calls of a period by where they came from."""
    first, last, filters = _asked(request)
    brands = request.rights.brands_where("supervise")
    found = logbook.by_source(brands, filters.since, filters.until) if filters.since and filters.until else []
    shown = {
        "rows": found, "received": sum(one.received for one in found), "first": first, "last": last, "several": len(brands) > 1,
        "administers": bool(request.rights.brands_where("administer")),
    }  # fmt: skip
    return render(request, "voice/sources.html", shown)


@require_safe
@requires("supervise")
def owed(request: HttpRequest) -> HttpResponse:
    """Who gave up waiting and was not reached since."""
    brands = request.rights.brands_where("supervise")
    shown = {"owed": logbook.to_call_back(brands, timezone.now() - OWED), "several": len(brands) > 1}
    return render(request, "voice/owed.html", shown)


@require_safe
@requires("tickets.read")
def call(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """One call: who, when, what was said to the menu, what became of it."""
    row = get_object_or_404(Call.objects.select_related(*logbook.WITH), id=call_id)
    must(request, "tickets.read", row.brand_id)
    said = transcript(row.session_id) if row.session_id else []
    lines = story([row])
    shown = recorded(request, row, lines) | state_of(row.id, timezone.now()) | {
        "call": row, "lines": lines, "said": said, "figures": logbook.figures(row, timezone.now()),
        "beside": queries.beside(row),
        "outcome": _told(row)[0], "tone": _told(row)[1],
        "may_qualify": qualified_by(row, request.user.id, timezone.now()),
        "supervises": request.rights.may("supervise", row.brand_id),
    }  # fmt: skip
    return render(request, "voice/call.html", shown)


def _asked(request: HttpRequest) -> tuple[date, date, Filters]:
    """The first and the last day, and the filters; what makes no sense is left out."""
    zone = ZoneInfo(request.rights.time_zone or timezone.get_current_timezone_name())
    today = timezone.now().astimezone(zone).date()
    last = _day(request.GET.get("until", "")) or today
    first = min(_day(request.GET.get("since", "")) or last - timedelta(days=A_WEEK - 1), last)
    chosen = {name: _uuid(request.GET.get(name, "")) for name in ("queue", "agent", "number", "source")}
    disposition = request.GET.get("disposition", "")
    direction, outcome = request.GET.get("direction", ""), request.GET.get("outcome", "")
    return first, last, Filters(
        since=datetime.combine(first, time(), zone), until=datetime.combine(last + timedelta(days=1), time(), zone),
        direction=direction if direction in Call.Direction.values else "", outcome=outcome if outcome in NAMES else "",
        caller=request.GET.get("caller", "")[:30].replace("\0", ""), said=request.GET.get("said", "")[:80].replace("\0", ""),
        **chosen,
        disposition=_uuid(disposition), kind=disposition if disposition in dict(KINDS) else "",
    )  # fmt: skip


def _told(call: Call) -> tuple[str, str]:
    """What became of a call, or where it is, and its tone."""
    if call.ended_at is None:
        return str(call.get_state_display()), "info"
    return str(NAMES.get(call.outcome, "")), TONES.get(call.outcome, "")


def _day(text: str) -> date | None:
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if found and 2000 <= found.year < 2200 else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _drawn(found: Partition) -> list[dict[str, Any]]:
    """The parts that have calls, as the bar and its table show them; widths as SVG writes them."""
    return [
        {"part": one, "label": NAMES[one.name], "x": f"{one.begins:.3%}", "width": f"{one.share:.3%}"}
        for one in found.parts if one.calls or one.name in ("answered", "left_menu", "abandoned", "short")
    ]  # fmt: skip


def _ratios(found: Ratios) -> list[tuple[str, str, Share]]:
    """Their names and what they are, those that have anything to divide by."""
    named = [
        (_("Reached"), _("somebody answered, of the calls qualified"), found.reach),
        (_("Right person"), _("the right person was spoken to, of the calls qualified"), found.right),
        (_("Argued"), _("the essentials were said, of the right persons; calls of service left out"), found.argued),
        (_("Converted"), _("said yes, of those argued with"), found.won),
        (_("Resolved in the call"), _("of the calls of service qualified"), found.resolved),
        (_("Qualified"), _("of the calls answered or placed"), Share(found.calls, found.calls + found.unqualified)),
    ]
    return [(str(name), str(what), share) for name, what, share in named if share.whole]


def _pages(request: HttpRequest, page: Any) -> dict[str, Any]:
    def to(number: int) -> str:
        said = request.GET.copy()
        said["page"] = str(number)
        return f"?{said.urlencode()}"

    return {
        "total": page.paginator.count, "previous_url": to(page.previous_page_number()) if page.has_previous() else "",
        "next_url": to(page.next_page_number()) if page.has_next() else "",
    }  # fmt: skip
