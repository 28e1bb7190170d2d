"""The studio's home, and the list and form that most things share."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from entregent.access.actions import remove as remove_row
from entregent.brands.models import Brand
from entregent.studio.catalogue import RESOURCES
from entregent.studio.resource import READERS, Resource
from entregent.studio.web.guard import brands_of, chosen_brand, may_enter, must_one, page, studio

ROWS = 50
EVERYONE = ("administer", "canned.write", *READERS)


@studio(*EVERYONE)
def home(request: HttpRequest) -> HttpResponse:
    """What can be set up, in cards."""
    return page(request, "studio/home.html", {})


@studio(*EVERYONE)
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """The rows of a thing, searched and filtered by brand."""
    resource = _resource(request, slug)
    if resource.home:
        return redirect(resource.home)
    brands = brands_of(request, resource.permission, *resource.readers)
    brand = chosen_brand(request, brands)
    words = request.GET.get("q", "").replace("\0", "").strip()[:80]
    rows = _searched(resource.rows(_rows(resource, [brand] if brand else brands)), resource, words)
    shown = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return page(
        request,
        "studio/list.html",
        {
            "resource": resource,
            "lines": [(row, [(column, column.value(row)) for column in resource.columns]) for row in shown],
            "shown": shown,
            "words": words,
            "brands": brands,
            "brand": brand,
            "with_brand": not resource.shared and len(brands) > 1,
            "may_write": _may_write(request, resource),
        },
    )


@studio(*EVERYONE)
def create(request: HttpRequest, slug: str) -> HttpResponse:
    """A new row; where the visitor has several brands, the brand is asked for first."""
    resource = _resource(request, slug)
    if not _may_write(request, resource):
        raise PermissionDenied(resource.permission)
    brand = None
    if not resource.shared:
        brands = brands_of(request, resource.permission)
        brand = chosen_brand(request, brands)
        if brand is None:
            return page(request, "studio/which_brand.html", {"resource": resource, "brands": brands})
    return _form_page(request, resource, brand, None)


@studio(*EVERYONE)
def edit(request: HttpRequest, slug: str, id: str) -> HttpResponse:
    """A row's form."""
    resource = _resource(request, slug)
    row = _row(request, resource, id)
    return _form_page(request, resource, None if resource.shared else row.brand, row)


@studio(*EVERYONE)
@require_POST
def remove(request: HttpRequest, slug: str, id: str) -> HttpResponse:
    """Delete a row that nothing uses."""
    resource = _resource(request, slug)
    row = _row(request, resource, id)
    if not resource.removable or not _may_write(request, resource, getattr(row, "brand_id", None)):
        raise PermissionDenied(resource.permission)
    try:
        remove_row(row, brand_id=getattr(row, "brand_id", None), now=timezone.now(), by=request.user)
    except ValueError as refused:
        messages.error(request, str(refused))
        return redirect("studio:edit", slug, id)
    messages.success(request, _("Removed."))
    return _back(resource)


def _back(resource: Resource) -> HttpResponse:
    return redirect(resource.home) if resource.home else redirect("studio:list", resource.slug)


def _form_page(request: HttpRequest, resource: Resource, brand: Brand | None, row: Model | None) -> HttpResponse:
    may_write = _may_write(request, resource, brand.id if brand else None)
    form = resource.form(request.POST or None, request.FILES or None, instance=row, brand=brand)
    if request.method == "POST":
        if not may_write:
            raise PermissionDenied(resource.permission)
        if form.is_valid():
            try:
                with transaction.atomic():  # what the room below refuses leaves nothing half-written
                    form.store(now=timezone.now(), by=request.user)
            except (ValueError, ValidationError) as refused:
                form.refuse(refused)
            else:
                messages.success(request, _("Saved."))
                return _back(resource)
    context = {"resource": resource, "form": form, "row": row, "brand": brand, "may_write": may_write}
    return page(request, resource.form_template, context, status=422 if form.errors else 200)


def _resource(request: HttpRequest, slug: str) -> Resource:
    resource = RESOURCES.get(slug)
    if resource is None:
        raise Http404(slug)
    if not may_enter(request.rights, (resource.permission, *resource.readers)):
        raise PermissionDenied(resource.permission)
    return resource


def _may_write(request: HttpRequest, resource: Resource, brand_id: UUID | None = None) -> bool:
    """Whether the visitor may write a row of that brand; without one: of some brand."""
    everywhere = bool(request.rights.is_platform_administrator)
    if resource.shared:
        return everywhere
    of_brands = request.rights.brands_where(resource.permission)
    return (everywhere or bool(of_brands)) if brand_id is None else brand_id in of_brands


def _rows(resource: Resource, brands: list[Brand]) -> QuerySet[Any]:
    rows = resource.model._default_manager.all()
    return rows if resource.shared else rows.filter(brand__in=brands).select_related("brand")


def _row(request: HttpRequest, resource: Resource, id: str) -> Any:
    """The row, 404 behind the walls, 403 where the visitor's role for its brand does not allow it."""
    try:
        row = get_object_or_404(resource.rows(resource.model._default_manager.all()), pk=id)
    except (ValueError, ValidationError) as unreadable:
        raise Http404(id) from unreadable
    if not resource.shared:
        must_one(request, row.brand_id, resource.permission, *resource.readers)
    return row


def _searched(rows: QuerySet[Any], resource: Resource, words: str) -> QuerySet[Any]:
    for word in words.split():
        rows = rows.filter(_any(resource.search, word))
    return rows


def _any(fields: tuple[str, ...], word: str) -> Q:
    found = Q()
    for name in fields:
        found |= Q(**{f"{name}__icontains": word})
    return found
