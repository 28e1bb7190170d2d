"""The customer's pane: who they are, who else may have written, what they asked before."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from entregent.access.web.permissions import must, requires
from entregent.desk.web.recognised import recognised
from entregent.tickets import actions
from entregent.tickets.models import Ticket


@require_safe
@requires("tickets.read")
def person(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """The pane again: the ticket moved to somebody else, or somebody said whose it is."""
    return _pane(request, _ticket(request, ticket_id))


@require_POST
@requires("tickets.write")
def choose(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Of those who share the address, this person (``person``) wrote: the ticket is theirs."""
    ticket = _ticket(request, ticket_id, "tickets.write")
    try:
        chosen = UUID(request.POST.get("person", ""))
        moved = actions.choose_person(ticket.id, chosen, now=timezone.now(), actor=f"staff:{request.user.id}")
    except ValueError as refusal:
        return _said(request, ticket, str(refusal), "bad")
    who = moved.person.full_name or _("this person")
    return _said(request, moved, _("The ticket is that of %(name)s. We shall remember it.") % {"name": who})


@require_POST
@requires("tickets.write")
def undo_choice(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Whose ticket it is was said by mistake."""
    ticket = _ticket(request, ticket_id, "tickets.write")
    try:
        actions.undo_choice(ticket.id, now=timezone.now(), actor=f"staff:{request.user.id}")
    except ValueError as refusal:
        return _said(request, ticket, str(refusal), "bad")
    return _said(request, ticket, _("Undone: it is forgotten."))


def _said(request: HttpRequest, ticket: Ticket, text: str, level: str = "info") -> HttpResponse:
    if not request.htmx:
        return redirect("desk:ticket", ticket.id)
    return trigger_client_event(_pane(request, _ticket(request, ticket.id)), "toast", {"text": text, "level": level})


def _ticket(request: HttpRequest, ticket_id: UUID, permission: str = "tickets.read") -> Ticket:
    ticket = get_object_or_404(Ticket.objects.select_related("brand", "person", "conversation"), id=ticket_id)
    must(request, permission, ticket.brand_id)
    return ticket


def _pane(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    return render(request, "desk/person.html", {"ticket": ticket, "several": recognised(request, ticket)})
