"""The HTML of a customer's mail, in a document of its own that can run nothing and load nothing it was not asked to."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from entregent.access.web.permissions import must, requires
from entregent.channels.mail.queries import with_remote_images
from entregent.conversations.models import Message

_POLICY = (
    "default-src 'none'; img-src 'self'{remote}; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)


@require_safe
@requires("tickets.read")
@xframe_options_sameorigin
def body(request: HttpRequest, id: UUID) -> HttpResponse:
    """For an `<iframe>`; remote images only with ``?images=1``. Without scripts, so `allow-same-origin` opens nothing: it
    lets the pictures of the mail be fetched with the reader's session."""
    message = get_object_or_404(Message, id=id)
    must(request, "tickets.read", message.brand_id)
    remote = request.GET.get("images") == "1"
    markup = with_remote_images(message.html) if remote else message.html
    response = render(request, "mail/body.html", {"markup": markup, "text": message.text})
    response["Content-Security-Policy"] = _POLICY.format(remote=" https: http:" if remote else "")
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, max-age=300"
    return response
