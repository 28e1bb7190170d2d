"""Listening to calls as the law wants it: announced beforehand, and kept in a register."""

import csv
import re
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entregent.access.models import Staff, Team
from entregent.access.web.permissions import must, requires
from entregent.brands.queries import brands
from entregent.channels.voice import actions
from entregent.channels.voice import listening as read
from entregent.channels.voice.errors import NeverForGood, TooLate
from entregent.channels.voice.models import ListeningPeriod, Party
from entregent.channels.voice.web.forms import ListeningForm
from entregent.routing.queries import workers

PERIODS = 100
SHOWN = 200
IN_A_FILE = 20_000
MANNERS = dict(Party.Role.choices) | {"recording": pgettext_lazy("listening", "Recording")}


@require_http_methods(["GET", "HEAD", "POST"])
@requires("supervise")
def periods(request: HttpRequest) -> HttpResponse:
    """Those announced, the latest first, and the form that announces one. Quality reads; who commands announces."""
    now, mine = timezone.now(), request.rights.brands_where("supervise")
    commanded = [brand for brand in mine if request.rights.may("work", brand)]
    if request.method == "POST" and not commanded:
        must(request, "work", mine[0])
    form = ListeningForm(request.POST or None, brands=commanded)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        teams, brand = [team.id for team in told["teams"]], told["brand"]
        try:
            actions.announce_listening(
                brand.id, told["first"], told["last"], teams, told["purpose"], by=request.user,
                today=read.today_of(brand, now), now=now,
            )  # fmt: skip
        except (TooLate, NeverForGood) as refusal:
            form.add_error("first" if isinstance(refusal, TooLate) else "last", str(refusal))
        else:
            messages.success(request, _("Announced: the agents concerned see it beside their telephone."))
            return redirect("voice:listening")
    rows = ListeningPeriod.objects.filter(brand__in=mine).select_related("brand", "announced_by").order_by("-last", "-id")
    names = dict(Team.objects.values_list("id", "name"))
    shown = {
        "form": form if commanded else None, "several": len(mine) > 1,
        "periods": [
            (one, [names[team] for team in one.teams if team in names], _state(one, now), one.brand_id in commanded)
            for one in rows[:PERIODS]
        ],
    }  # fmt: skip
    return render(request, "voice/listening.html", shown, status=422 if form.errors else 200)


def _state(period: ListeningPeriod, now: datetime) -> str:
    """withdrawn, over, now or ahead."""
    day = read.today_of(period.brand, now)
    if period.withdrawn_at:
        return "withdrawn"
    return "over" if period.last < day else "now" if period.first <= day else "ahead"


@require_POST
@requires("supervise")
def withdraw(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """Nobody listens under it any more."""
    period = get_object_or_404(ListeningPeriod, id=period_id)
    must(request, "supervise", period.brand_id)
    must(request, "work", period.brand_id)
    actions.withdraw_listening(period.id, by=request.user, now=timezone.now())
    messages.success(request, _("Withdrawn: these calls are not listened to any more."))
    return redirect("voice:listening")


@require_safe
@requires("supervise", "audit.read")
def register(request: HttpRequest) -> HttpResponse:
    """What was listened to in a month (``month``, 2026-11; this one without), of an agent or of all (``agent``)."""
    mine, month, agent = _asked(request)
    rows = read.register(mine, *_bounds(month), agent, SHOWN + 1)
    shown = {
        "rows": [(one, MANNERS[one.manner]) for one in rows[:SHOWN]], "more": len(rows) > SHOWN,
        "month": f"{month:%Y-%m}", "agent": str(agent or ""), "several": len(mine) > 1, "brands": brands(mine),
        "agents": list(workers(mine).order_by("name").values_list("id", "name")),
        "board": bool(request.rights.brands_where("supervise")),
    }  # fmt: skip
    return render(request, "voice/register.html", shown)


@require_safe
@requires("supervise", "audit.read")
def register_file(request: HttpRequest) -> HttpResponse:
    """The same as a CSV file."""
    mine, month, agent = _asked(request)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="registre-ecoutes-{month:%Y-%m}.csv"'
    answer.write("\ufeff")  # spreadsheets read it as UTF-8 then
    lines = csv.writer(answer, delimiter=";")
    lines.writerow(
        [_("When"), _("Brand"), _("Who listened"), _("To whom"), _("Manner"), _("Seconds"), _("Period or reason"), _("Call")]
    )
    names = brands(mine)
    for one in read.register(mine, *_bounds(month), agent, IN_A_FILE):
        period = f"{one.period.first} – {one.period.last} {one.period.purpose}" if one.period else one.reason
        lines.writerow(
            [
                timezone.localtime(one.at).isoformat(timespec="seconds"), names[one.brand].name, _plain(one.staff),
                _plain(one.agent), MANNERS[one.manner], one.seconds if one.seconds is not None else "",
                _harmless(period), one.call,
            ]
        )  # fmt: skip
    return answer


def _asked(request: HttpRequest) -> tuple[list[UUID], date, UUID | None]:
    mine = list({*request.rights.brands_where("supervise"), *request.rights.brands_where("audit.read")})
    month = request.GET.get("month", "")
    asked = month if re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", month) else f"{timezone.localtime():%Y-%m}"
    try:
        agent = UUID(request.GET.get("agent", ""))
    except ValueError:
        agent = None
    return mine, date.fromisoformat(f"{asked}-01"), agent


def _bounds(first: date) -> tuple[datetime, datetime]:
    """A month by its first day, in the reader's time zone."""
    after = (first + timedelta(days=31)).replace(day=1)
    return timezone.make_aware(datetime.combine(first, time())), timezone.make_aware(datetime.combine(after, time()))


def _plain(staff: Staff | None) -> str:
    return _harmless(staff.name) if staff else ""


def _harmless(text: str) -> str:
    """No formula for whoever opens the file in a spreadsheet."""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text
