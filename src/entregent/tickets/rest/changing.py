"""Changing tickets: their fields, one of several, several of one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query

from entregent.access.models import Staff
from entregent.rest.cursor import Page, page
from entregent.rest.door import needs
from entregent.rest.problems import Refusal, invalid
from entregent.rest.words import Listing, author_of
from entregent.tickets import actions
from entregent.tickets.errors import FieldRefused
from entregent.tickets.models import Merge, Ticket
from entregent.tickets.rest.router import router
from entregent.tickets.rest.schemas import ChildIn, MergeIn, MergeOut, SplitIn, TicketFields, TicketOut


@router.patch("/tickets/{uuid:id}", response=TicketOut, summary="Change a ticket")
@needs("tickets.write")
def change(request: HttpRequest, id: UUID, ticket: TicketFields):
    """The fields that are named; keys of `custom` are laid over those that stand. Promises follow the policy that then fits.

    `assignee` needs `supervise`, but for taking a ticket or giving back one's own.
    """
    given = ticket.given()
    brand = brand_of_ticket(id)
    with pointing():
        actions.change_fields(
            id, {name: value for name, value in given.items() if name != "assignee"}, now=request.now, actor=request.actor
        )
    if "assignee" in given:
        _assign(request, id, brand, given["assignee"])
    return Ticket.objects.get(id=id)


@router.post("/tickets/{uuid:id}/merge", response={201: MergeOut}, summary="Merge other tickets into this one")
@needs("tickets.write")
def merge(request: HttpRequest, id: UUID, wanted: MergeIn):
    """Their messages, tasks and tags come here; they close and lead here. What falls due sooner is owed here. Can be undone."""
    Ticket.objects.only("id").get(id=id)
    known = set(Ticket.objects.filter(id__in=wanted.absorbed).values_list("id", flat=True))
    for place, absorbed in enumerate(wanted.absorbed):
        if absorbed not in known or absorbed == id:
            raise invalid(f"/absorbed/{place}", "no such other ticket")
    return actions.merge(id, wanted.absorbed, now=request.now, actor=request.actor)


@router.get("/tickets/{uuid:id}/merges", response=Page[MergeOut], summary="Merges into a ticket")
@needs("tickets.read")
def list_merges(request: HttpRequest, id: UUID, query: Annotated[Listing, Query(...)]):
    """Latest first, undone ones too."""
    return page(Merge.objects.filter(kept=Ticket.objects.only("id").get(id=id)), ("-id",), query.cursor, query.limit)


@router.post("/ticket-merges/{uuid:id}/undo", response=MergeOut, summary="Undo a merge of tickets")
@needs("tickets.write")
def undo_merge(request: HttpRequest, id: UUID):
    """The latest merge of a ticket first. Each has again what it had and owes what it owed; what came since stays."""
    return actions.undo_merge(id, now=request.now, actor=request.actor)


@router.post("/tickets/{uuid:id}/split", response={201: TicketOut}, summary="Split messages off into a ticket of their own")
@needs("tickets.write")
def split(request: HttpRequest, response: HttpResponse, id: UUID, wanted: SplitIn):
    """Of the same person, under this one, with its own promises. At least one message stays."""
    made = actions.split(id, wanted.messages, wanted.title, now=request.now, actor=request.actor)
    response["Location"] = f"/api/v1/tickets/{made.id}"
    return made


@router.post("/tickets/{uuid:id}/children", response={201: TicketOut}, summary="Open a child ticket")
@needs("tickets.write")
def open_child(request: HttpRequest, response: HttpResponse, id: UUID, child: ChildIn):
    """For work that someone else has to do: its first word is an internal note, and only a solution is promised."""
    staff = author_of(request, child.author, brand_of_ticket(id))
    with pointing():
        made = actions.open_child(id, child.title, child.text, queue=child.queue, staff=staff, now=request.now)
    response["Location"] = f"/api/v1/tickets/{made.id}"
    return made


@router.get("/tickets/{uuid:id}/children", response=Page[TicketOut], summary="Children of a ticket")
@needs("tickets.read")
def list_children(request: HttpRequest, id: UUID, query: Annotated[Listing, Query(...)]):
    """Tickets opened under this one, split off it, or that follow it once closed; oldest first."""
    return page(Ticket.objects.filter(parent=Ticket.objects.only("id").get(id=id)), ("id",), query.cursor, query.limit)


@contextmanager
def pointing() -> Iterator[None]:
    """Answer a refused field with its place in the body."""
    try:
        yield
    except FieldRefused as error:
        raise invalid(f"/{error.field}", str(error)) from error


def brand_of_ticket(id: UUID) -> UUID:
    """Raises Ticket.DoesNotExist behind another brand's wall."""
    return Ticket.objects.values_list("brand_id", flat=True).get(id=id)


def _assign(request: HttpRequest, id: UUID, brand: UUID, to: UUID | None) -> None:
    me = request.caller.staff
    holder = Ticket.objects.values_list("assignee_id", flat=True).get(id=id)
    by_oneself = me is not None and (to == me.id or (to is None and holder == me.id))
    if not by_oneself and not request.rights.may("supervise", brand):
        raise Refusal("forbidden", "supervise")
    if to is None:
        actions.release(id, now=request.now, actor=request.actor)
        return
    staff = Staff.objects.filter(id=to, is_active=True, memberships__of_brand=brand).first()
    if staff is None:
        raise invalid("/assignee", "nobody of this brand")
    actions.assign(id, staff, now=request.now, actor=request.actor)
