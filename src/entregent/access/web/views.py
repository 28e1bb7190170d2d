"""The page on which someone invited chooses their first password."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from entregent.access.actions import accept_invitation
from entregent.access.errors import InvitationOver
from entregent.access.queries import pending_invitation
from entregent.access.web.forms import FirstPasswordForm
from entregent.access.web.middleware import without_scope


@without_scope
def closed(request: HttpRequest) -> HttpResponse:
    """A page of allauth that has no place here."""
    raise Http404(request.path)


@never_cache
@sensitive_post_parameters("password", "again")
def welcome(request: HttpRequest, secret: str) -> HttpResponse:
    """Choose a first password by a one-time link, then sign in. A link that is over says so (410)."""
    now = timezone.now()
    invitation = pending_invitation(secret)
    if invitation is None or invitation.ended_at or invitation.expires_at <= now or not invitation.staff.is_active:
        return render(request, "access/invitation_over.html", status=410)
    with translation.override(invitation.staff.language):
        form = FirstPasswordForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                accept_invitation(secret, form.cleaned_data["password"], now=now)
            except InvitationOver:
                return render(request, "access/invitation_over.html", status=410)
            except ValidationError as weak:
                form.add_error("password", weak)
            else:
                messages.success(request, _("Your password is set: sign in."))
                return redirect("account_login")
        status = 422 if form.errors else 200
        return render(request, "access/welcome.html", {"form": form, "staff": invitation.staff}, status=status)
