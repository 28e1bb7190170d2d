"""The accounts of brands, and the short address of a link."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from entregent.access.web.permissions import must, requires
from entregent.brands.models import Brand
from entregent.channels.sms import actions, queries
from entregent.channels.sms.errors import SetMeanwhile
from entregent.channels.sms.models import Account
from entregent.channels.sms.web.forms import AccountForm


@require_safe
@requires("administer")
def overview(request: HttpRequest) -> HttpResponse:
    """Each brand, and its account."""
    return render(request, "sms/accounts.html", {"brands": queries.accounts(request.rights)})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("administer")
def account(request: HttpRequest, brand_id: UUID) -> HttpResponse:
    """The account of one brand."""
    must(request, "administer", brand_id)
    brand = Brand.objects.filter(id=brand_id).first()
    if brand is None:
        raise Http404
    row = Account.objects.filter(brand=brand).first()
    form = AccountForm(request.POST or None, instance=row or Account(brand=brand))
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_account(form.instance, form.cleaned_data["secret"], by=request.user, now=timezone.now())
        except SetMeanwhile as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved: links leave by this account from now on."))
            return redirect("sms:accounts")
    return render(request, "sms/account.html", {"form": form, "brand": brand}, status=422 if form.errors else 200)


@require_GET
@never_cache
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Lead whoever opens a link on."""
    target = actions.open_link(token, timezone.now())
    if not target:
        raise Http404
    return redirect(target)
