"""The preview of a canned reply, with a made-up customer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from entregent.conversations.canned import fill, unknown_fields
from entregent.studio.web.guard import studio


@studio("canned.write")
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The text as a customer would read it."""
    text = request.POST.get("text", "")[:20_000]
    example = {
        "person.title": _("Mrs"),
        "person.given_name": "Léa",
        "person.family_name": "Caron",
        "person.name": "Léa Caron",
        "ticket.number": "PON-1042",
        "ticket.title": _("Question about my contract"),
        "brand.name": "Mutuelle Ponant",
        "agent.name": request.user.get_full_name(),
        "agent.short_name": request.user.get_short_name(),
    }
    return render(request, "studio/canned_preview.html", {"text": fill(text, example), "unknown": unknown_fields(text)})
