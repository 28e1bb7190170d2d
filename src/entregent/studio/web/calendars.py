"""Business hours: the week editor and the coming year as a strip."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from entregent.access.actions import note_change
from entregent.access.actions import remove as remove_row
from entregent.access.web.permissions import must
from entregent.brands.models import Brand
from entregent.calendar.actions import save_calendar
from entregent.calendar.models import Calendar
from entregent.calendar.queries import parsed
from entregent.calendar.rules import PRESETS, Day, office, preview
from entregent.kernel.business_time import BusinessCalendar
from entregent.studio.resource import READERS
from entregent.studio.things.calendars import PRESET_NAMES, CalendarForm
from entregent.studio.web.guard import brands_of, chosen_brand, must_one, page, studio

CELL, STEP, TOP = 10, 12, 16
THING = {"slug": "calendars"}


@studio("administer", *READERS)
def listing(request: HttpRequest) -> HttpResponse:
    """The calendars of the visitor's brands."""
    brands = brands_of(request, "administer", *READERS)
    brand = chosen_brand(request, brands)
    rows = Calendar.objects.filter(brand__in=[brand] if brand else brands).select_related("brand").order_by("name")
    lines = [(row, parsed(row.hours)) for row in rows]
    context = {"lines": lines, "brands": brands, "brand": brand, "presets": PRESET_NAMES.items()}
    context["may_write"] = bool(request.rights.brands_where("administer"))
    return page(request, "studio/calendars.html", context)


@studio("administer")
def create(request: HttpRequest) -> HttpResponse:
    """New hours, from ready-made ones (``?preset=``) or from the brand's place."""
    brands = brands_of(request, "administer")
    brand = chosen_brand(request, brands)
    if brand is None:
        return page(request, "studio/which_brand.html", {"resource": THING, "brands": brands})
    hours = PRESETS.get(request.GET.get("preset", "")) or office(brand.time_zone, brand.region)
    return _form_page(request, brand, None, hours)


@studio("administer", *READERS)
def edit(request: HttpRequest, id: UUID) -> HttpResponse:
    """A calendar's hours."""
    calendar = get_object_or_404(Calendar.objects.select_related("brand"), id=id)
    must_one(request, calendar.brand_id, "administer", *READERS)
    return _form_page(request, calendar.brand, calendar, calendar.hours)


@studio("administer")
@require_POST
def remove(request: HttpRequest, id: UUID) -> HttpResponse:
    """Delete hours that no promise is reckoned on."""
    calendar = get_object_or_404(Calendar, id=id)
    must(request, "administer", calendar.brand_id)
    try:
        remove_row(calendar, brand_id=calendar.brand_id, now=timezone.now(), by=request.user)
    except ValueError as refused:
        messages.error(request, str(refused))
        return redirect("studio:calendar", id)
    messages.success(request, _("Removed."))
    return redirect("studio:calendars")


@studio("administer")
@require_POST
def year(request: HttpRequest) -> HttpResponse:
    """The strip of the coming year for hours that are being written."""
    form = CalendarForm(request.POST, initial_hours=PRESETS["always"], calendar=None, brand=None)
    form.is_valid()
    strip = None
    if "hours" in form.cleaned_data and not (set(form.errors) - {"name"}):
        strip = year_strip(BusinessCalendar.from_json(form.cleaned_data["hours"]), timezone.localdate())
    return render(request, "studio/year.html", {"strip": strip})


def _form_page(request: HttpRequest, brand: Brand, calendar: Calendar | None, hours: dict[str, Any]) -> HttpResponse:
    may_write = request.rights.may("administer", brand.id)
    if request.method == "POST" and not may_write:
        raise PermissionDenied("administer")
    form = CalendarForm(request.POST or None, initial_hours=hours, calendar=calendar, brand=brand)
    if request.method == "POST" and form.is_valid():
        try:
            _store(request, form, brand, calendar)
        except ValueError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("studio:calendars")
    shown = form.cleaned_data["hours"] if form.is_bound and form.is_valid() else hours
    strip = year_strip(BusinessCalendar.from_json(shown), timezone.localdate())
    context = {"form": form, "calendar": calendar, "brand": brand, "strip": strip, "may_write": may_write}
    return page(request, "studio/calendar.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _store(request: HttpRequest, form: CalendarForm, brand: Brand, calendar: Calendar | None) -> None:
    now, asked = timezone.now(), form.cleaned_data
    before = {"name": calendar.name, "hours": calendar.hours, "is_default": calendar.is_default} if calendar else {}
    saved = save_calendar(
        brand.id, asked["name"], asked["hours"], now=now, actor=f"staff:{request.user.id}",
        calendar_id=calendar.id if calendar else None, is_default=asked["is_default"],
    )  # fmt: skip
    after = {"name": saved.name, "hours": saved.hours, "is_default": saved.is_default}
    changed = {name: (before.get(name), value) for name, value in after.items() if before.get(name) != value}
    note_change(saved, created=calendar is None, changed=changed, brand_id=brand.id, now=now, by=request.user)


def year_strip(calendar: BusinessCalendar, first: date) -> dict[str, Any]:
    """A year of squares, a column a week, with the months above and the list of closed days beside."""
    monday = first - timedelta(days=first.weekday())
    days = preview(calendar, monday, 53 * 7, get_language() or "fr")
    cells = [
        {
            "x": (number // 7) * STEP,
            "y": TOP + (number % 7) * STEP,
            "kind": _kind(day),
            "day": day,
        }
        for number, day in enumerate(days)
    ]
    months = [
        {"x": (number // 7) * STEP, "day": day.date} for number, day in enumerate(days) if day.date.day == 1 or number == 0
    ]
    if len(months) > 1 and months[1]["x"] - months[0]["x"] < 3 * STEP:
        months.pop(0)
    told = [day for day in days if day.date >= first and (day.holiday or day.is_exception)]
    return {"cells": cells, "months": months, "told": told, "width": 53 * STEP, "height": TOP + 7 * STEP, "cell": CELL}


def _kind(day: Day) -> str:
    if day.is_exception:
        return "exception"
    if day.holiday:
        return "holiday"
    return "open" if day.hours else "closed"
