"""Whose hands a ticket is in."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from entregent.access.models import Staff
from entregent.routing.models import Queue
from entregent.tickets import actions
from entregent.tickets.models import Ticket
from entregent.tickets.web.answers import action, done
from entregent.tickets.web.colleagues import colleagues_of


@action("work")
def take(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Take the ticket, from its queue or from a colleague."""
    actions.take(ticket.id, request.user, timezone.now())
    return done(_("The ticket is yours."), undo=_back(ticket))


@action("work")
def release(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Give the ticket back to its queue."""
    actions.release(ticket.id, now=timezone.now(), actor=f"staff:{request.user.id}")
    return done(_("The ticket waits in its queue again."), undo=_back(ticket))


@action()
def assign(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Give the ticket to a colleague (``staff`` in the form or the address)."""
    colleague = _colleague(ticket, request.POST.get("staff") or request.GET.get("staff", ""))
    actions.assign(ticket.id, colleague, now=timezone.now(), actor=f"staff:{request.user.id}")
    return done(_("Given to %(name)s.") % {"name": colleague.name}, undo=_back(ticket))


@action()
def transfer(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """To another queue or a colleague (``to``: "queue:<id>" or "staff:<id>"), with a note."""
    kind, _colon, id = request.POST.get("to", "").partition(":")
    note = request.POST.get("text", "")
    if kind == "staff":
        colleague = _colleague(ticket, id)
        actions.transfer(ticket.id, to=colleague, note=note, mentions=[colleague.id], staff=request.user, now=timezone.now())
        return _left(_("Given to %(name)s.") % {"name": colleague.name})
    queue = Queue.objects.filter(id=_uuid(id), brand=ticket.brand_id, active=True).first() if kind == "queue" else None
    if queue is None:
        raise ValueError(_("Choose a queue or a colleague."))
    actions.transfer(ticket.id, queue=queue.id, note=note, staff=request.user, now=timezone.now())
    return _left(_("The ticket waits in %(queue)s.") % {"queue": queue.name})


def _left(text: str) -> HttpResponse:
    answer = done(text)
    answer["HX-Trigger-After-Settle"] = "ticket:left"
    return answer


def _back(ticket: Ticket) -> str:
    """The address that puts the ticket back in the hands it was in."""
    if ticket.assignee_id is None:
        return reverse("tickets:release", args=[ticket.id])
    return f"{reverse('tickets:assign', args=[ticket.id])}?staff={ticket.assignee_id}"


def _colleague(ticket: Ticket, id: str) -> Staff:
    colleague = colleagues_of(ticket.brand_id).filter(id=_uuid(id)).first()
    if colleague is None:
        raise ValueError(_("This colleague does not work for this brand."))
    return colleague


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
