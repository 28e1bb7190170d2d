"""Brands: each administrator changes theirs, the platform's administrator creates them."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from entregent.access.actions import set_role
from entregent.brands.models import Brand
from entregent.brands.queries import logo_address
from entregent.people.models import LifeCycle
from entregent.studio.things.brands import BrandForm
from entregent.studio.things.customers import LifeCycleForm
from entregent.studio.web.guard import page, studio


@studio("administer")
def listing(request: HttpRequest) -> HttpResponse:
    """The brands the visitor administers; all of them for the platform's administrator."""
    brands = Brand.objects.all()
    if not request.rights.is_platform_administrator:
        brands = brands.filter(id__in=request.rights.brands_where("administer"))
    return page(request, "studio/brands.html", {"brands": brands})


@studio("administer")
def create(request: HttpRequest) -> HttpResponse:
    """A new brand; who creates it administers it."""
    if not request.rights.is_platform_administrator:
        raise PermissionDenied("platform")
    return _form(request, None)


@studio("administer")
def edit(request: HttpRequest, id: UUID) -> HttpResponse:
    """A brand's settings."""
    brand = get_object_or_404(Brand, id=id)
    if not request.rights.is_platform_administrator and not request.rights.may("administer", brand.id):
        raise Http404(str(id))
    return _form(request, brand)


@studio("administer")
def stages(request: HttpRequest, id: UUID) -> HttpResponse:
    """When the brand's customers change stage by themselves; a brand that sets nothing has the usual rules."""
    brand = get_object_or_404(Brand, id=id)
    if not request.rights.may("administer", brand.id):  # it is behind the brand's wall, unlike the brand itself
        raise Http404(str(id))
    form = LifeCycleForm(request.POST or None, instance=LifeCycle.objects.filter(brand=brand).first(), brand=brand)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.store(now=timezone.now(), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("studio:brand", brand.id)
    return page(request, "studio/stages.html", {"form": form, "brand": brand}, status=422 if form.errors else 200)


def _form(request: HttpRequest, brand: Brand | None) -> HttpResponse:
    form = BrandForm(request.POST or None, request.FILES or None, instance=brand, brand=None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            with transaction.atomic():
                saved = form.store(now=now, by=request.user)
                if brand is None:
                    set_role(request.user, saved, "administrator", now=now, by=request.user)
        except (ValueError, ValidationError) as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("studio:brands")
    shown = {
        "form": form,
        "brand": brand,
        "logo": logo_address(brand) if brand else None,
        "has_stages": brand is not None and request.rights.may("administer", brand.id),
    }
    return page(request, "studio/brand.html", shown, status=422 if form.errors else 200)
