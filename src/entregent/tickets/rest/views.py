"""Saved lists: one's own, and those that a brand shares."""

import base64
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Schema

from entregent.rest.cursor import Page, Slice, page
from entregent.rest.door import needs
from entregent.rest.problems import Refusal
from entregent.rest.words import Line, Listing, Word, brand_of
from entregent.tickets import actions
from entregent.tickets.models import Ticket, View
from entregent.tickets.queries.asking import filters_of, said_by
from entregent.tickets.queries.lists import ORDERS, is_key, listing
from entregent.tickets.rest.changing import pointing
from entregent.tickets.rest.router import router
from entregent.tickets.rest.schemas import PriorityNumber, StatusName, TicketOut, TypeName

Order = Literal["-updated_at", "updated_at", "-opened_at", "opened_at", "next_due_at", "-priority"]
assert set(Order.__args__) == set(ORDERS)


class ViewFilters(Schema):
    """What a list keeps; what is left out keeps anything, but only tickets that are not settled when no status is said."""

    statuses: Annotated[list[StatusName], Field(max_length=6)] | None = None
    queue: UUID | None = None
    assignee: Literal["me", "none"] | UUID | None = Field(None, description="`me`: whoever reads the list.")
    priority: PriorityNumber | None = None
    type: TypeName | None = None
    channel: Annotated[Line, Field(max_length=20)] | None = None
    tag: Word | None = None
    reason: UUID | None = None
    organisation: Annotated[Line, Field(max_length=160)] | None = Field(
        None, description="An id or a whole name; those that it serves as a reseller come along."
    )
    due: Literal["soon", "broken"] | None = Field(None, description="Promises: due within four hours, or broken.")


class ViewOut(Schema):
    """A saved list."""

    id: UUID
    brand_id: UUID
    name: str
    owner_id: UUID | None = Field(description="Nobody's when the brand shares it.")
    filters: ViewFilters
    order: Order
    columns: list[str]


class ViewFields(Schema):
    """What may be changed; what is left out is left as it is, `filters` are replaced as a whole."""

    name: Annotated[Line, Field(min_length=1, max_length=80)] | None = None
    filters: ViewFilters | None = None
    order: Order | None = None
    columns: Annotated[list[Word], Field(max_length=16)] | None = Field(
        None, description="Codes such as `person`, `promise`, `custom:contract`; none: those of each reader."
    )

    def given(self) -> dict[str, Any]:
        """What the request names, as the list keeps it."""
        fields = self.model_dump(mode="json", exclude_unset=True, include=set(ViewFields.model_fields))
        return {name: value for name, value in fields.items() if value is not None}


class ViewIn(ViewFields):
    """A new list."""

    name: Annotated[Line, Field(min_length=1, max_length=80)]
    brand: UUID | None = Field(None, description="Only for staff who serve several brands.")
    shared: bool = Field(False, description="With the whole brand, which needs `tickets.bulk`; those of a program always are.")


@router.get("/views", response=Page[ViewOut], summary="Saved lists")
@needs("tickets.read")
def list_views(request: HttpRequest, query: Annotated[Listing, Query(...)]):
    """The shared ones, and one's own."""
    return page(_readable(request), ("id",), query.cursor, query.limit)


@router.post("/views", response={201: ViewOut}, summary="Save a list")
@needs("tickets.read")
def create_view(request: HttpRequest, response: HttpResponse, view: ViewIn):
    """For oneself, or for everyone of the brand."""
    brand = brand_of(request, view.brand, "tickets.read")
    owner = None if view.shared else request.caller.staff
    if owner is None and not request.rights.may("tickets.bulk", brand):
        raise Refusal("forbidden", "tickets.bulk")
    given = {"filters": {}, "order": ""} | view.given()
    with pointing():
        made = actions.save_view(brand, owner=owner, **given)
    response["Location"] = f"/api/v1/views/{made.id}"
    return made


@router.get("/views/{uuid:id}", response=ViewOut, summary="A saved list")
@needs("tickets.read")
def read_view(request: HttpRequest, id: UUID):
    """Its filters, order and columns."""
    return _readable(request).get(id=id)


@router.patch("/views/{uuid:id}", response=ViewOut, summary="Change a saved list")
@needs("tickets.read")
def change_view(request: HttpRequest, id: UUID, view: ViewFields):
    """One's own, or a shared one by who may share."""
    with pointing():
        return actions.change_view(_mine(request, id), view.given())


@router.delete("/views/{uuid:id}", response={204: None}, summary="Forget a saved list")
@needs("tickets.read")
def delete_view(request: HttpRequest, id: UUID):
    """The tickets stay."""
    actions.delete_view(_mine(request, id))


@router.get("/views/{uuid:id}/tickets", response=Page[TicketOut], summary="The tickets of a saved list")
@needs("tickets.read")
def tickets_of_view(request: HttpRequest, id: UUID, query: Annotated[Listing, Query(...)]):
    """In its order. As rows move, one may be seen again on a later page."""
    view = _readable(request).get(id=id)
    staff = request.caller.staff
    brands = [view.brand_id] if staff is None else request.rights.brands_where("tickets.read")
    filters = filters_of(said_by(view), brands, staff.id if staff else None)
    found = listing(filters, request.now, after=_opened(query.cursor, filters.order), size=query.limit, along=("brand",))
    return Slice[Ticket](found.tickets, found.after and base64.urlsafe_b64encode(found.after.encode()).decode())


def _opened(cursor: str | None, order: str) -> str:
    """The key in a cursor: it goes into addresses as it is. Raises Refusal."""
    if not cursor:
        return ""
    try:
        key = base64.b64decode(cursor, altchars=b"-_", validate=True).decode()
    except ValueError as error:
        raise Refusal("bad-cursor") from error
    if not is_key(key, order):
        raise Refusal("bad-cursor")
    return key


def _readable(request: HttpRequest) -> QuerySet[View]:
    own = Q(owner=request.caller.staff) if request.caller.staff else Q(pk__in=[])
    return View.objects.filter(Q(owner=None) | own, brand__in=request.rights.brands_where("tickets.read"))


def _mine(request: HttpRequest, id: UUID) -> View:
    view = _readable(request).get(id=id)
    if view.owner_id is None and not request.rights.may("tickets.bulk", view.brand_id):
        raise Refusal("forbidden", "tickets.bulk")
    return view
