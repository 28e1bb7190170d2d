"""Reading tickets."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from entregent.conversations.rest import MessageOut, messages_of
from entregent.people.queries import with_end_customers
from entregent.rest.cursor import Page, page
from entregent.rest.door import needs
from entregent.rest.words import Listing
from entregent.tickets.models import Promise, Ticket
from entregent.tickets.queries.history import everything_about
from entregent.tickets.rest.router import router
from entregent.tickets.rest.schemas import HistoryEntry, PromiseOut, TicketFilter, TicketOut


@router.get("/tickets", response=Page[TicketOut], summary="Tickets")
@needs("tickets.read")
def list_tickets(request: HttpRequest, query: Annotated[TicketFilter, Query(...)]):
    """Those that fit every filter, latest change first."""
    readable = request.rights.brands_where("tickets.read")
    rows = Ticket.objects.filter(brand__in=readable)
    alternatives = {"status": query.status, "type": query.type, "priority": query.priority}
    for field, values in alternatives.items():
        if values:
            rows = rows.filter(**{f"{field}__in": values})
    exact = {name: getattr(query, name) for name in ("queue", "assignee", "person", "channel", "reason", "number")}
    rows = rows.filter(**{name: value for name, value in exact.items() if value is not None})
    if query.organisation:
        rows = rows.filter(organisation__in=with_end_customers(str(query.organisation), readable))
    if query.unassigned:
        rows = rows.filter(assignee=None)
    if query.tag:
        rows = rows.filter(tags__contains=[query.tag])
    if query.updated_since:
        rows = rows.filter(updated_at__gte=query.updated_since)
    tie = "-id" if query.order.startswith("-") else "id"
    return page(rows, (query.order, tie), query.cursor, query.limit)


@router.get("/tickets/{uuid:id}", response=TicketOut, summary="A ticket")
@needs("tickets.read")
def read(request: HttpRequest, id: UUID):
    """One ticket; a merged one says where it went (`merged_into_id`)."""
    return Ticket.objects.get(id=id)


@router.get("/tickets/{uuid:id}/messages", response=Page[MessageOut], summary="A ticket's messages, oldest first")
@needs("tickets.read")
def messages(request: HttpRequest, id: UUID, query: Annotated[Listing, Query(...)]):
    """Messages both ways and internal notes."""
    return messages_of(Ticket.objects.values_list("conversation_id", flat=True).get(id=id), query)


@router.get("/tickets/{uuid:id}/promises", response=list[PromiseOut], summary="A ticket's promises")
@needs("tickets.read")
def list_promises(request: HttpRequest, id: UUID):
    """First response, next response, resolution: running, paused, kept or broken."""
    ticket = Ticket.objects.only("id").get(id=id)
    return list(Promise.objects.filter(ticket=ticket).order_by("activated_at", "id"))


@router.get("/tickets/{uuid:id}/history", response=Page[HistoryEntry], summary="A ticket's history")
@needs("tickets.read")
def history(request: HttpRequest, id: UUID, query: Annotated[Listing, Query(...)]):
    """The facts about the ticket, its promises, its tasks, its place in the queue and its messages, oldest first."""
    ticket = Ticket.objects.only("id", "conversation_id").get(id=id)
    return page(everything_about(ticket), ("id",), query.cursor, query.limit)
