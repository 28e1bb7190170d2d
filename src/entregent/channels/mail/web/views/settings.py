"""The addresses of the brands and the mailboxes that are read for them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from entregent.access.web.permissions import requires
from entregent.channels.mail import actions, queries
from entregent.channels.mail.errors import AddressTaken
from entregent.channels.mail.web.forms import AddressForm, MailboxForm


@require_safe
@requires("administer")
def addresses(request: HttpRequest) -> HttpResponse:
    """Both lists."""
    found = {"addresses": queries.addresses(request.rights), "mailboxes": queries.mailboxes(request.rights)}
    return render(request, "mail/addresses.html", found)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("administer")
def address(request: HttpRequest, id: UUID | None = None) -> HttpResponse:
    """Add an address, or change one."""
    row = get_object_or_404(queries.addresses(request.rights), id=id) if id else None
    form = AddressForm(request.POST or None, instance=row, brands=request.rights.brands_where("administer"))
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_address(form.instance, by=request.user, now=timezone.now())
        except AddressTaken as refusal:
            form.add_error("address", str(refusal))
        else:
            messages.success(request, _("The address is saved."))
            return redirect("mail:addresses")
    title = row.address if row else _("New address")
    return render(request, "mail/form.html", {"form": form, "title": title}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("administer")
def mailbox(request: HttpRequest, id: UUID | None = None) -> HttpResponse:
    """Add a mailbox, or change one."""
    row = get_object_or_404(queries.mailboxes(request.rights), id=id) if id else None
    form = MailboxForm(request.POST or None, instance=row, brands=request.rights.brands_where("administer"))
    if request.method == "POST" and form.is_valid():
        form.instance.brand_id = form.cleaned_data["address"].brand_id
        try:
            actions.save_mailbox(form.instance, form.cleaned_data["secret"], by=request.user, now=timezone.now())
        except AddressTaken:
            form.add_error("login", _("This folder of this mailbox is already read."))
        else:
            messages.success(request, _("The mailbox is saved."))
            return redirect("mail:addresses")
    title = str(row) if row else _("New mailbox")
    return render(request, "mail/form.html", {"form": form, "title": title}, status=422 if form.errors else 200)
