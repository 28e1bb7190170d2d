"""What the views of tickets have in common: finding the ticket, and answering an action."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget, trigger_client_event

from entregent.access.web.permissions import must, requires
from entregent.tickets.models import Ticket
from entregent.tickets.queries.single import WITH


def ticket_for(request: HttpRequest, ticket_id: UUID, permission: str = "tickets.read") -> Ticket:
    """The ticket with all that its page names. 404 behind another brand's wall, 403 when the role gives no such right."""
    ticket = get_object_or_404(Ticket.objects.select_related(*WITH), id=ticket_id)
    must(request, permission, ticket.brand_id)
    return ticket


def done(text: str, *, undo: str = "", status: int = 204) -> HttpResponse:
    """An action that worked: nothing to swap (the live topics refetch what moved), a toast, perhaps with its undoing."""
    return toast(HttpResponse(status=status), text, undo=undo)


def toast(response: HttpResponse, text: str, *, level: str = "info", undo: str = "") -> HttpResponse:
    """Add a toast to an answer."""
    detail = {"text": text, "level": level} | ({"undo": undo} if undo else {})
    return trigger_client_event(response, "toast", detail)


def refused(text: str) -> HttpResponse:
    """An action that the house refuses: said in a toast that stays; nothing in the page is replaced."""
    return toast(reswap(HttpResponse(status=200), "none"), text, level="bad")


def refused_in(text: str, target: str) -> HttpResponse:
    """The same inside the form that asked, so that what was typed stays."""
    answer = HttpResponse(render_to_string("tickets/refusal.html", {"text": text}), status=422)
    return reswap(retarget(answer, target), "innerHTML")


View = Callable[..., HttpResponse]


def action(permission: str = "tickets.write") -> Callable[[View], View]:
    """A POST on a ticket: the view gets the ticket; a refusal (ValueError) undoes what it did and is shown as it is worded."""

    def decorate(view: View) -> View:
        @require_POST
        @requires(permission)
        @wraps(view)
        def guarded(request: HttpRequest, ticket_id: UUID, **kwargs: object) -> HttpResponse:
            ticket = ticket_for(request, ticket_id, permission)
            try:
                with transaction.atomic():
                    return view(request, ticket, **kwargs)
            except ValueError as refusal:
                return refused(str(refusal))

        return guarded

    return decorate
