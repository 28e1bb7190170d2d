"""Setting portals up: which brands receive their customers, what these find, what they may write about."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from entregent.access.web.permissions import must, requires
from entregent.brands.models import Brand
from entregent.portal import actions
from entregent.portal.models import Account, Portal
from entregent.portal.web.settings_form import PortalForm

LATELY = timedelta(days=30)


@require_safe
@requires("administer")
def listing(request: HttpRequest) -> HttpResponse:
    """The brands, whether their portal is open, and how many customers have entered it. Three statements."""
    ids = request.rights.brands_where("administer")
    portals = {one.brand_id: one for one in Portal.objects.filter(brand__in=ids)}
    lately = Count("pk", filter=Q(entered_at__gt=timezone.now() - LATELY))
    counted = Account.objects.filter(brand__in=ids).values_list("brand").annotate(Count("pk"), lately=lately)
    entered = {brand: counts for brand, *counts in counted}
    lines = [(brand, portals.get(brand.id), entered.get(brand.id, (0, 0))) for brand in Brand.objects.filter(id__in=ids)]
    return render(request, "portal/studio/listing.html", {"lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("administer")
def portal(request: HttpRequest, brand_id: UUID) -> HttpResponse:
    """A brand's portal."""
    if brand_id not in request.rights.brands:
        raise Http404(str(brand_id))
    must(request, "administer", brand_id)
    brand = Brand.objects.get(id=brand_id)
    row = Portal.objects.filter(brand=brand).first() or Portal(brand=brand)
    form = PortalForm(request.POST or None, instance=row, brand=brand)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            actions.set_up(form.instance, form.public(), by=request.user, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("portal_studio:portal", brand.id)
    return render(request, "portal/studio/portal.html", {"form": form, "brand": brand}, status=422 if form.errors else 200)
