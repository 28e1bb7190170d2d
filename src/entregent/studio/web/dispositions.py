"""What is set up of dispositions beside their tree: the usual ones, and whether agents have to choose one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from entregent.access.web.permissions import must
from entregent.brands.models import Brand
from entregent.channels.voice import actions
from entregent.studio.web.guard import studio


@studio("administer")
@require_POST
def usual(request: HttpRequest, brand_id: str) -> HttpResponse:
    """Give a brand that has none the usual dispositions."""
    brand = _brand(request, brand_id)
    if actions.install_dispositions(brand, by=request.user, now=timezone.now()):
        messages.success(request, _("The usual dispositions are there: rename, move or remove them as you need."))
    return _back(brand)


@studio("administer")
@require_POST
def policy(request: HttpRequest, brand_id: str) -> HttpResponse:
    """Whether agents have to say how each call ended."""
    brand = _brand(request, brand_id)
    actions.require_dispositions(brand.id, request.POST.get("required") == "on", by=request.user, now=timezone.now())
    messages.success(request, _("Saved: it holds from the next call on."))
    return _back(brand)


def _brand(request: HttpRequest, brand_id: str) -> Brand:
    must(request, "administer", brand_id)
    return get_object_or_404(Brand, id=brand_id)


def _back(brand: Brand) -> HttpResponse:
    return redirect(f"{reverse('studio:dispositions')}?brand={brand.slug}")
