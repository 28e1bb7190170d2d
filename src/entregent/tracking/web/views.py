"""Setting up where calls are told to come from."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from entregent.access.web.permissions import requires
from entregent.tracking import actions, queries
from entregent.tracking.errors import NameTaken
from entregent.tracking.models import Pool
from entregent.tracking.web.forms import PoolForm, SourceForm


@require_safe
@requires("administer")
def overview(request: HttpRequest) -> HttpResponse:
    """The sources, and how each brand lends its numbers."""
    brands = request.rights.brands_where("administer")
    shown = {"sources": queries.sources(brands), "pools": queries.pools(brands), "several": len(brands) > 1}
    return render(request, "tracking/overview.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("administer")
def source(request: HttpRequest, id: UUID | None = None) -> HttpResponse:
    """Add a source, or change one."""
    brands = request.rights.brands_where("administer")
    row = get_object_or_404(queries.sources(brands), id=id) if id else None
    form = SourceForm(request.POST or None, instance=row, brands=brands)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save(form.instance, by=request.user, now=timezone.now())
        except NameTaken as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("The source is saved: give it a number of its own, or let visitors be lent one."))
            return redirect("tracking:overview")
    shown = {"form": form, "title": row.name if row else _("New source")}
    return render(request, "tracking/form.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("administer")
def pool(request: HttpRequest, brand_id: UUID) -> HttpResponse:
    """How a brand lends its numbers."""
    found = next((one for one in queries.pools(request.rights.brands_where("administer")) if one[0].id == brand_id), None)
    if found is None:
        raise Http404
    form = PoolForm(request.POST or None, instance=found[1] or Pool(brand=found[0]))
    if request.method == "POST" and form.is_valid():
        actions.save(form.instance, by=request.user, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("tracking:overview")
    shown = {"form": form, "title": _("Numbers lent · %(brand)s") % {"brand": found[0].name}}
    return render(request, "tracking/form.html", shown, status=422 if form.errors else 200)
