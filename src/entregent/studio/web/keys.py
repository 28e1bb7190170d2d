"""API keys: their text is shown once."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from entregent.access.actions import create_key, revoke_key
from entregent.access.models import ApiKey
from entregent.access.web.permissions import must
from entregent.studio.things.keys import KeyForm
from entregent.studio.web.guard import brands_of, page, studio

DOCUMENTATION = "/api/docs"


@studio("administer")
@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    """The keys of the visitor's brands, with the form that makes another; a key just made is shown this once."""
    brands = brands_of(request, "administer")
    form = KeyForm(request.POST or None, brands=brands)
    made = None
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            _key, made = create_key(
                asked["brand"], asked["name"], asked["scopes"], now=timezone.now(), by=request.user, expires_at=form.end()
            )
            form = KeyForm(brands=brands)
        except ValueError as refused:
            form.add_error(None, str(refused))
    keys = ApiKey.objects.filter(of_brand__in=brands).select_related("of_brand", "created_by").order_by("-created_at")
    context = {"keys": keys, "form": form, "made": made, "now": timezone.now(), "documentation": DOCUMENTATION}
    return page(request, "studio/keys.html", context, status=422 if form.errors else 200)


@studio("administer")
@require_POST
def revoke(request: HttpRequest, id: UUID) -> HttpResponse:
    """End a key at once."""
    key = get_object_or_404(ApiKey.objects.filter(of_brand__in=request.rights.brands), id=id)
    must(request, "administer", key.of_brand_id)
    revoke_key(key, now=timezone.now(), by=request.user)
    messages.success(request, _("The key no longer opens anything."))
    return redirect("studio:keys")
