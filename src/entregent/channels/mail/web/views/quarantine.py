"""Mails that could not be taken in: why, what they hold, and trying again."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from entregent.access.web.permissions import requires
from entregent.channels.mail import actions, queries
from entregent.channels.mail.errors import NotReplayable
from entregent.channels.mail.wording import reason_in_words, subject_of

PAGE = 50


@require_safe
@requires("administer")
def listing(request: HttpRequest) -> HttpResponse:
    """The quarantine, newest first."""
    page = Paginator(queries.quarantine(request.rights), PAGE).get_page(request.GET.get("page"))
    rows = [
        {"mail": mail, "reason": reason_in_words(mail.reason), "subject": subject_of(bytes(mail.beginning))} for mail in page
    ]
    return render(request, "mail/quarantine.html", {"rows": rows, "page": page})


@require_safe
@requires("administer")
def raw(request: HttpRequest, id: UUID) -> HttpResponse:
    """The mail as it came, downloaded as text: nothing in it can run."""
    mail = queries.quarantined(request.rights, id)
    if mail is None:
        raise Http404(str(id))
    response = HttpResponse(bytes(mail.content), content_type="text/plain; charset=iso-8859-1")
    response["Content-Disposition"] = f'attachment; filename="{id}.txt"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
@requires("administer")
def replay(request: HttpRequest, id: UUID) -> HttpResponse:
    """Let it try again."""
    return _act(request, id, actions.replay, _("The mail is being taken in again."))


@require_POST
@requires("administer")
def discard(request: HttpRequest, id: UUID) -> HttpResponse:
    """Give it up."""
    return _act(request, id, actions.discard, _("The mail is discarded."))


def _act(request: HttpRequest, id: UUID, action, told: str) -> HttpResponse:
    if queries.quarantined(request.rights, id) is None:
        raise Http404(str(id))
    try:
        action(id, by=request.user, now=timezone.now())
    except NotReplayable as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, told)
    return redirect("mail:quarantine")
