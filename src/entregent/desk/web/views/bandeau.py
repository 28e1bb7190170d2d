"""The bandeau: what rings, what the agent has room for, their figures of the day."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, HttpResponseLocation, trigger_client_event

from entregent.access.web.permissions import requires
from entregent.journal.actions import append
from entregent.routing import actions as routing
from entregent.routing.models import Capacity, Presence
from entregent.routing.rules import DEFAULT_LIMITS
from entregent.tickets import actions, queries

ICONS = {"mail": "mail", "call": "phone", "chat": "chat", "letter": "letter", "callback": "callback", "task": "task"}

ALWAYS = ("mail", "call", "chat")


@require_safe
@requires("work")
def bandeau(request: HttpRequest) -> HttpResponse:
    """The whole of it: slots for presence (of routing), for what rings, for the figures."""
    return render(request, "desk/bandeau.html", _ringing(request))


@require_safe
@requires("work")
def ringing(request: HttpRequest) -> HttpResponse:
    """Offers that ring and room by channel: fetched again whenever something of the agent's moves."""
    return render(request, "desk/ringing.html", _ringing(request))


@require_safe
@requires("work")
def figures(request: HttpRequest) -> HttpResponse:
    """The agent's own figures since midnight."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    own = queries.own_figures(request.user.id, request.rights.brands_where("work"), midnight)
    return render(request, "desk/figures.html", {"own": own})


@require_POST
@requires("work")
def accept(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Take what rings, and open it."""
    try:
        with transaction.atomic():
            ticket = actions.accept_offer(offer_id, request.user, timezone.now())
    except ValueError as refusal:
        return _refused(request, str(refusal))
    address = reverse("desk:ticket", args=[ticket.id])
    # On the desk only the panes change: what is being typed elsewhere in the page, and the live stream, go on.
    path = request.htmx.current_url_abs_path or ""
    if path == reverse("desk:desk") or path.startswith("/desk/"):
        return HttpResponseLocation(address, target="#panes", swap="outerHTML")
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


@require_POST
@requires("work")
def refuse(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Refuse what rings: it goes to another agent."""
    try:
        with transaction.atomic():
            _item, facts = routing.refuse(offer_id, request.user.id, timezone.now(), request.POST.get("reason", ""))
            append(facts)
    except ValueError as refusal:
        return _refused(request, str(refusal))
    if not request.htmx:
        return redirect("desk:desk")
    return trigger_client_event(
        render(request, "desk/ringing.html", _ringing(request)),
        "toast",
        {"text": _("Refused: it goes to someone else."), "level": "info"},
    )


def _refused(request: HttpRequest, text: str) -> HttpResponse:
    if not request.htmx:
        messages.error(request, text)
        return redirect("desk:desk")
    return trigger_client_event(
        render(request, "desk/ringing.html", _ringing(request)), "toast", {"text": text, "level": "bad"}
    )


def _ringing(request: HttpRequest) -> dict[str, object]:
    return {"ringing": queries.ringing(request.user.id), "room": _room(request.user.id)}


def _room(staff_id: UUID) -> list[dict[str, object]]:
    """In hand and limit of each channel that the bandeau shows."""
    presence = Presence.objects.filter(staff=staff_id).first()
    held = presence.held if presence else {}
    own = {row.channel: row.limit for row in Capacity.objects.filter(staff_id__in=[staff_id]).only("channel", "limit")}
    common = {row.channel: row.limit for row in Capacity.objects.filter(staff__isnull=True).only("channel", "limit")}
    room = []
    for channel in ICONS:
        limit = own.get(channel, common.get(channel, DEFAULT_LIMITS[channel].limit))
        in_hand = int(held.get(channel, 0))
        if in_hand or (limit and channel in ALWAYS):
            room.append({"channel": channel, "held": in_hand, "limit": limit, "full": in_hand >= limit, "icon": ICONS[channel]})
    return room
