"""Working hours: who is to be at work when, read and set by who watches over the work."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from entregent.access.actions import set_working_week
from entregent.access.models import Membership, Staff
from entregent.access.queries import Week, staff_of, week_on_site
from entregent.brands.models import Brand
from entregent.studio.resource import READERS
from entregent.studio.things.shifts import ShiftsForm
from entregent.studio.web.guard import brands_of, chosen_brand, page, studio

ROWS = 50


@studio("administer", *READERS)
def listing(request: HttpRequest) -> HttpResponse:
    """Who works for the visitor's brands, and their weeks; searched by name, team or site."""
    brands = brands_of(request, "administer", *READERS)
    brand = chosen_brand(request, brands)
    words = request.GET.get("q", "").replace("\0", "").strip()[:80]
    people = _people([brand] if brand else brands)
    for word in words.split():
        people = people.filter(Q(name__icontains=word) | Q(team__name__icontains=word) | Q(team__site__name__icontains=word))
    shown = Paginator(people, ROWS).get_page(request.GET.get("page"))
    context = {
        "lines": [(person, _week(person)) for person in shown],
        "days": WEEKDAYS_ABBR.values(),
        "shown": shown,
        "words": words,
        "brands": brands,
        "brand": brand,
    }
    return page(request, "studio/shifts.html", context)


@studio("administer", *READERS)
def edit(request: HttpRequest, id: UUID) -> HttpResponse:
    """Someone's week; the whole team may be given the same."""
    person = get_object_or_404(_people(brands_of(request, "administer", *READERS)), id=id)
    may_write = _may_write(request, person)
    if request.method == "POST" and not may_write:
        raise PermissionDenied("administer")
    team = _team_of(request, person) if may_write else []
    held = getattr(person, "working_week", None)
    form = ShiftsForm(request.POST if request.method == "POST" else None, week=held.week if held else {}, team=team)
    if request.method == "POST" and form.is_valid():
        given = [person, *(team if form.cleaned_data.get("whole_team") else [])]
        try:
            _store(given, form.cleaned_data["week"], by=request.user)
        except ValueError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("studio:shifts")
    context = {"form": form, "person": person, "may_write": may_write, "week": _week(person)}
    return page(request, "studio/shift.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _store(given: list[Staff], week: dict[str, list[str]], *, by: Any) -> None:
    for person in given:
        set_working_week(person, week, now=timezone.now(), by=by)


def _people(brands: list[Brand]) -> QuerySet[Staff]:
    staff = staff_of(brand.id for brand in brands).filter(is_active=True)
    return staff.select_related("team__site", "working_week")


def _week(person: Staff) -> Week | None:
    held = getattr(person, "working_week", None)
    site = person.team.site if person.team else None
    return week_on_site(held.week, site.time_zone if site else None) if held else None


def _may_write(request: HttpRequest, person: Staff) -> bool:
    """Who commands the work of one of their brands: quality and auditors look only."""
    theirs = Membership.objects.filter(staff=person).values_list("of_brand", flat=True)
    rights = request.rights
    return any(rights.may("supervise", brand) and rights.may("work", brand) for brand in theirs)


def _team_of(request: HttpRequest, person: Staff) -> list[Staff]:
    """The others of the team who work for the brands whose work the visitor commands."""
    brands = set(request.rights.brands_where("supervise")).intersection(request.rights.brands_where("work"))
    theirs = staff_of(brands).filter(is_active=True, team=person.team_id)
    return list(theirs.exclude(id=person.id)) if person.team_id else []
