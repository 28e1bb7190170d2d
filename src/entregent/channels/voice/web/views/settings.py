"""Trunks, numbers and SIP telephones, and whether a process carries calls."""

import secrets
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entregent.access.web.permissions import requires
from entregent.channels.voice import actions, queries
from entregent.channels.voice.errors import NameTaken, NumberTaken, UserTaken
from entregent.channels.voice.models import Device
from entregent.channels.voice.web.forms import DeviceForm, NumberForm, TrunkForm
from entregent.speech import turns


@require_safe
@requires("administer")
def overview(request: HttpRequest) -> HttpResponse:
    """The three lists, and the state of the service."""
    now = timezone.now()
    numbers = queries.numbers(request.rights)
    shown = {
        "deaf": bool(turns.missing()) and any(one.speech and one.active for one in numbers),
        "nodes": queries.carrying(now), "trunks": queries.trunks(request.rights), "numbers": numbers,
        "devices": queries.devices(request.rights), "now": now,
    }  # fmt: skip
    return render(request, "voice/settings.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("administer")
def trunk(request: HttpRequest, id: UUID | None = None) -> HttpResponse:
    """Add a trunk, or change one."""
    row = get_object_or_404(queries.trunks(request.rights), id=id) if id else None
    title = row.name if row else _("New trunk")
    form = TrunkForm(request.POST or None, instance=row, brands=request.rights.brands_where("administer"))
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_trunk(form.instance, form.cleaned_data["secret"], by=request.user, now=timezone.now())
        except NameTaken as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("The trunk is saved: it carries calls within seconds."))
            return redirect("voice:settings")
    return render(request, "voice/form.html", {"form": form, "title": title}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("administer")
def number(request: HttpRequest, id: UUID | None = None) -> HttpResponse:
    """Add a number, or change one."""
    row = get_object_or_404(queries.numbers(request.rights), id=id) if id else None
    title = str(row) if row else _("New number")
    form = NumberForm(request.POST or None, instance=row, brands=request.rights.brands_where("administer"))
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_number(form.instance, by=request.user, now=timezone.now())
        except NumberTaken as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(request, _("The number is saved: it is answered within seconds."))
            return redirect("voice:settings")
    return render(request, "voice/form.html", {"form": form, "title": title}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("administer")
@never_cache
def device(request: HttpRequest, id: UUID | None = None) -> HttpResponse:
    """Add a SIP telephone, change one, or put one back in service; a password that the house made is shown this once."""
    row = get_object_or_404(queries.devices(request.rights), id=id) if id else None
    title = row.label if row else _("New SIP telephone")
    form = DeviceForm(request.POST or None, instance=row, brands=request.rights.brands_where("administer"))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["secret"]
        made = "" if typed or not form.renamed() else _password()
        form.instance.active = True
        try:
            actions.save_device(form.instance, typed or made, by=request.user, now=timezone.now())
        except UserTaken as refusal:
            form.add_error("user", str(refusal))
        else:
            if made:
                return _shown_once(request, form.instance, made)
            messages.success(request, _("The telephone is saved: it may register within seconds."))
            return redirect("voice:settings")
    shown = {"form": form, "title": title, "device": row}
    return render(request, "voice/form.html", shown, status=422 if form.errors else 200)


@require_POST
@requires("administer")
@never_cache
def new_password(request: HttpRequest, id: UUID) -> HttpResponse:
    """Give a telephone another password, shown this once."""
    row = get_object_or_404(queries.devices(request.rights), id=id)
    made = _password()
    actions.save_device(row, made, by=request.user, now=timezone.now())
    return _shown_once(request, row, made)


@require_POST
@requires("administer")
def remove_device(request: HttpRequest, id: UUID) -> HttpResponse:
    """Put a telephone out of service."""
    row = get_object_or_404(queries.devices(request.rights), id=id)
    actions.remove_device(row, by=request.user, now=timezone.now())
    messages.success(request, _("The telephone is out of service: it rings no more."))
    return redirect("voice:settings")


def _password() -> str:
    return secrets.token_urlsafe(18)


def _shown_once(request: HttpRequest, device: Device, password: str) -> HttpResponse:
    shown = {"device": device, "password": password, "nodes": queries.carrying(timezone.now())}
    return render(request, "voice/device_password.html", shown)
