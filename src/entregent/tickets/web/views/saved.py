"""Saved lists."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from entregent.access.web.permissions import must, requires
from entregent.tickets import actions
from entregent.tickets.models import View
from entregent.tickets.queries.asking import kept_of
from entregent.tickets.web.answers import refused


@require_POST
@requires("tickets.read")
def save(request: HttpRequest) -> HttpResponse:
    """Keep the list as it is filtered, for oneself, or (``shared``) for everyone of the brand."""
    brand = _brand(request)
    shared = request.POST.get("shared") == "1"
    if shared:
        must(request, "tickets.bulk", brand)
    try:
        view = actions.save_view(
            brand, request.POST.get("name", ""), kept_of(request.POST), request.POST.get("order", ""),
            owner=None if shared else request.user,
        )  # fmt: skip
    except ValueError:
        return refused(_("Give the list a name."))
    return HttpResponseClientRedirect(f"{reverse('tickets:list')}?view={view.id}")


@require_POST
@requires("tickets.read")
def delete(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Forget a saved list: one's own, or a shared one by who may share."""
    view = get_object_or_404(View, id=view_id)
    if view.owner_id is None:
        must(request, "tickets.bulk", view.brand_id)
    elif view.owner_id != request.user.id:
        return HttpResponse(status=404)
    actions.delete_view(view)
    return HttpResponseClientRedirect(reverse("tickets:list"))


def _brand(request: HttpRequest) -> UUID:
    readable = request.rights.brands_where("tickets.read")
    try:
        asked = UUID(request.POST.get("brand", ""))
    except ValueError:
        return readable[0]
    return asked if asked in readable else readable[0]
