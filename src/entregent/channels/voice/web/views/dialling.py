"""Calling a number that is shown somewhere."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from entregent.access.web.permissions import must, requires
from entregent.channels.voice import control, queries
from entregent.channels.voice.web.lines import line_of
from entregent.channels.voice.web.views.orders import refusal_of
from entregent.people.models import Person
from entregent.tickets.models import Ticket


@require_POST
@requires("work")
def dial(request: HttpRequest) -> HttpResponse:
    """Call ``number`` about a ``ticket`` or to a ``person``, else for the one brand that the agent answers for."""
    ticket, person = (_named(request.POST.get(name, "")) for name in ("ticket", "person"))
    brand = _brand(request, ticket, person)
    refusal = _("Open a request or a person of the brand first: you answer for several.")
    if brand is not None:
        must(request, "work", brand)
        refusal = _dialled(request, brand, ticket, person)
    answer = render(request, "voice/line.html", line_of(request))
    return trigger_client_event(answer, "toast", {"text": refusal, "level": "bad"}) if refusal else answer


def _dialled(request: HttpRequest, brand: UUID, ticket: UUID | None, person: UUID | None) -> str:
    node = queries.node_for(request.user.id)
    sent = {"brand": brand, "number": request.POST.get("number", "")[:40], "staff": request.user.id, "ticket": ticket or "",
            "person": person or ""}  # fmt: skip
    try:
        found = control.ask(
            settings.SECRET_KEY, node.control if node else "", "dial", **{name: str(value) for name, value in sent.items()}
        )
    except control.Silent:
        found = {"refused": "late"}
    return refusal_of(found["refused"]) if "refused" in found else ""


def _brand(request: HttpRequest, ticket: UUID | None, person: UUID | None) -> UUID | None:
    if ticket is not None:
        return get_object_or_404(Ticket, id=ticket).brand_id
    if person is not None:
        return get_object_or_404(Person, id=person).brand_id
    mine = request.rights.brands_where("work")
    return mine[0] if len(mine) == 1 else None


def _named(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
