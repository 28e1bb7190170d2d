"""The live board: queues and agents now (fragments of routing), the day's figures of each brand."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from entregent.access.web.permissions import requires
from entregent.brands.models import Brand
from entregent.brands.queries import brands
from entregent.supervision.queries import expected_now
from entregent.tickets.queries import days_of

GOOD, WARN = 0.95, 0.8
"""Shares of promises kept from which a card is green, or only amber."""
MISSING_SHOWN = 12
"""Of those who are missing."""


@require_safe
@requires("supervise")
def board(request: HttpRequest) -> HttpResponse:
    """The page; each part listens to the brands and fetches itself again when something moves."""
    return render(request, "supervision/board.html", {"brands": _supervised(request)})


@require_safe
@requires("supervise")
def figures(request: HttpRequest) -> HttpResponse:
    """The day: cards for one brand, a table of them for several."""
    now = timezone.now()
    supervised = _supervised(request)
    days = days_of({brand.id: _midnight(brand, now) for brand in supervised}, now)
    rows = [
        {"brand": brand, "day": days[brand.id], "tone": _tone(days[brand.id].share_kept)} | _lists(brand)
        for brand in supervised
    ]
    return render(request, "supervision/figures.html", {"rows": rows})


@require_safe
@requires("supervise")
def expected(request: HttpRequest) -> HttpResponse:
    """Who should be here now by their working hours, and who is not: the first of them."""
    found = expected_now(request.rights.brands_where("supervise"), timezone.now())
    missing = [(one, "bad", _("Absence")) for one in found.absent] + [(one, "warn", _("Lateness")) for one in found.late]
    context = {"found": found, "missing": missing[:MISSING_SHOWN], "more": max(len(missing) - MISSING_SHOWN, 0)}
    return render(request, "supervision/expected.html", context)


def _midnight(brand: Brand, now: datetime) -> datetime:
    return now.astimezone(ZoneInfo(brand.time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)


def _lists(brand: Brand) -> dict[str, str]:
    """Where each figure leads: the list of the tickets that it counts."""
    tickets = f"{reverse('tickets:list')}?brand={brand.id}"
    return {
        "received_url": f"{tickets}&status=all&order=-opened_at",
        "backlog_url": f"{tickets}&status=new,open&order=opened_at",
        "broken_url": f"{tickets}&due=broken",
    }


def _tone(share: float | None) -> str:
    if share is None:
        return ""
    return "good" if share >= GOOD else "warn" if share >= WARN else "bad"


def _supervised(request: HttpRequest) -> list[Brand]:
    return sorted(brands(request.rights.brands_where("supervise")).values(), key=lambda brand: brand.name)
