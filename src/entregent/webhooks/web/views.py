"""The pages of webhooks: endpoints, what was sent to them, and sending again."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from entregent.access.web.permissions import must, requires
from entregent.brands.models import Brand
from entregent.webhooks import actions, queries
from entregent.webhooks.errors import WebhookRefused
from entregent.webhooks.models import Delivery, Endpoint
from entregent.webhooks.web.forms import EndpointForm, ReplayForm

PERMISSION = "administer"
A_PAGE = 50


@requires(PERMISSION)
@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    """The endpoints of the visitor's brands, with the form that adds one; its secret is shown this once."""
    brands = list(Brand.objects.filter(id__in=request.rights.brands_where(PERMISSION)))
    form, made = EndpointForm(request.POST or None, brands=brands), None
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            made = actions.create_endpoint(
                asked["brand"].id, asked["name"], asked["url"], asked["kinds"], now=timezone.now(), actor=_actor(request)
            )
            form = EndpointForm(brands=brands)
        except WebhookRefused as refused:
            form.add_error("url", str(refused))
    context = {"endpoints": queries.endpoints([brand.id for brand in brands]), "form": form, "made": made}
    return render(request, "webhooks/listing.html", context, status=422 if form.errors else 200)


@requires(PERMISSION)
@require_safe
def endpoint(request: HttpRequest, id: UUID) -> HttpResponse:
    """One endpoint and its deliveries, latest first."""
    found = _endpoint(request, id)
    state = request.GET.get("state", "")
    state = state if state in Delivery.State.values else ""
    page = Paginator(queries.deliveries(found, state), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "endpoint": found, "page": page, "state": state, "states": Delivery.State.choices,
        "replay": ReplayForm(initial={"since": timezone.localtime() - timedelta(days=1)}),
    }  # fmt: skip
    return render(request, "webhooks/endpoint.html", context)


@requires(PERMISSION)
@require_POST
def set_active(request: HttpRequest, id: UUID) -> HttpResponse:
    """Stop it, or start it again."""
    found = _endpoint(request, id)
    actions.change_endpoint(found, active=request.POST.get("active") == "1", now=timezone.now(), actor=_actor(request))
    return redirect("webhooks:endpoint", id)


@requires(PERMISSION)
@require_POST
def remove(request: HttpRequest, id: UUID) -> HttpResponse:
    """Remove it, with the record of what was sent to it."""
    actions.remove_endpoint(_endpoint(request, id), now=timezone.now(), actor=_actor(request))
    messages.success(request, _("The endpoint is removed."))
    return redirect("webhooks:listing")


@requires(PERMISSION)
@require_POST
@never_cache
def secret(request: HttpRequest, id: UUID) -> HttpResponse:
    """Give a new secret, shown this once."""
    found = _endpoint(request, id)
    actions.renew_secret(found, now=timezone.now(), actor=_actor(request))
    return render(request, "webhooks/secret.html", {"endpoint": found})


@requires(PERMISSION)
@require_POST
def replay_failed(request: HttpRequest, id: UUID) -> HttpResponse:
    """Send again all that was given up since a moment."""
    found, form = _endpoint(request, id), ReplayForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give a date and a time: nothing was sent again."))
        return redirect("webhooks:endpoint", id)
    count = actions.replay(found, since=form.cleaned_data["since"], now=timezone.now(), actor=_actor(request))
    return _replayed(request, found, count)


@requires(PERMISSION)
@require_POST
def replay_one(request: HttpRequest, id: UUID, delivery: UUID) -> HttpResponse:
    """Send one again."""
    found = _endpoint(request, id)
    return _replayed(request, found, actions.replay(found, [delivery], now=timezone.now(), actor=_actor(request)))


def _replayed(request: HttpRequest, endpoint: Endpoint, count: int) -> HttpResponse:
    if not endpoint.active:
        messages.warning(request, _("This endpoint is stopped: start it, and what waits will leave."))
    said = ngettext("%(count)d delivery is sent again.", "%(count)d deliveries are sent again.", count)
    messages.success(request, said % {"count": count})
    return redirect("webhooks:endpoint", endpoint.id)


def _endpoint(request: HttpRequest, id: UUID) -> Endpoint:
    found = get_object_or_404(Endpoint.objects.select_related("brand"), id=id)
    must(request, PERMISSION, found.brand_id)
    return found


def _actor(request: HttpRequest) -> str:
    return f"staff:{request.user.id}"
