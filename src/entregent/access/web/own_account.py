"""One's own account: who I am here, how my screens speak and tell the time, where I am signed in."""

from typing import Any

from allauth.usersessions.internal.flows.sessions import end_other_sessions, end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from entregent.access.actions import update_account
from entregent.access.devices import device_of
from entregent.access.models import Membership, StaffSkill
from entregent.access.queries import week_of
from entregent.access.web.forms import PreferencesForm


@login_required
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """What the house knows of me, and what I may choose myself."""
    staff = request.user
    form = PreferencesForm(request.POST or None, staff=staff)
    if request.method == "POST" and form.is_valid():
        update_account(staff, now=timezone.now(), by=staff, **form.cleaned_data)
        with translation.override(staff.language):
            messages.success(request, _("Saved."))
        return redirect("access:profile")
    held = Membership.objects.filter(staff=staff, of_brand__active=True).select_related("of_brand").order_by("of_brand__name")
    skills = StaffSkill.objects.filter(staff=staff).select_related("skill", "brand").order_by("brand__name", "skill__name")
    shown = {"form": form, "memberships": held, "skills": skills, "team": staff.team, "week": week_of(staff)}
    return render(request, "access/profile.html", shown, status=422 if form.errors else 200)


@login_required
@never_cache
def sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in; a form ends one session (``end``), or all the others."""
    if request.method == "POST":
        if wanted := request.POST.get("end"):
            end_sessions(request, [get_object_or_404(UserSession, user=request.user, pk=_number(wanted))])
            messages.success(request, _("This session is ended."))
        else:
            end_other_sessions(request, request.user)
            messages.success(request, _("The other sessions are ended."))
        return redirect("usersessions_list")
    found = UserSession.objects.purge_and_list(request.user)
    rows = [_row(session) for session in sorted(found, key=lambda one: (not one.is_current(), -one.last_seen_at.timestamp()))]
    return render(request, "usersessions/usersession_list.html", {"rows": rows, "others": len(rows) > 1})


def _row(session: UserSession) -> dict[str, Any]:
    device = device_of(session.user_agent)
    if device.browser and device.system:
        words = _("%(browser)s on %(system)s") % {"browser": device.browser, "system": device.system}
    else:
        words = device.browser or device.system or _("An unknown program")
    return {"session": session, "words": words, "hand_held": device.hand_held, "current": session.is_current()}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
