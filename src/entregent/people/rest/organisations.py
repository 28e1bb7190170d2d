"""Organisations, and what persons are in them."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from entregent.people import actions
from entregent.people.models import Organisation, Person, Position
from entregent.people.rest.organisation_schemas import (
    OrganisationFields,
    OrganisationFilter,
    OrganisationIn,
    OrganisationOut,
    PositionIn,
    PositionOut,
)
from entregent.people.rest.router import router
from entregent.people.rest.schemas import TagsIn
from entregent.rest.cursor import Page, page
from entregent.rest.door import needs
from entregent.rest.problems import invalid
from entregent.rest.words import Listing, brand_of


@router.get("/organisations", response=Page[OrganisationOut], summary="Organisations by name")
@needs("people.read")
def list_organisations(request: HttpRequest, query: Annotated[OrganisationFilter, Query(...)]):
    """Companies, associations, households; those with a tag."""
    rows = Organisation.objects.filter(brand__in=request.rights.brands_where("people.read"))
    rows = rows.filter(tags__contains=[query.tag.strip().lower()]) if query.tag else rows
    return page(rows, ("name", "id"), query.cursor, query.limit)


@router.get("/organisations/{uuid:id}", response=OrganisationOut, summary="An organisation")
@needs("people.read")
def read_organisation(request: HttpRequest, id: UUID):
    """One organisation."""
    return Organisation.objects.get(id=id)


@router.post("/organisations", response={201: OrganisationOut}, summary="Make an organisation")
@needs("people.write")
def create_organisation(request: HttpRequest, organisation: OrganisationIn):
    """`reseller` is the organisation through which it is served."""
    brand = brand_of(request, organisation.brand, "people.write")
    fields = _given(organisation)
    return actions.create_organisation(
        brand, fields.pop("name"), now=request.now, actor=request.actor, tags=organisation.tags, **fields
    )


@router.patch("/organisations/{uuid:id}", response=OrganisationOut, summary="Change an organisation")
@needs("people.write")
def update_organisation(request: HttpRequest, id: UUID, organisation: OrganisationFields):
    """The fields that are named; a null `reseller` ends that link."""
    row = Organisation.objects.get(id=id)
    return actions.update_organisation(row, now=request.now, actor=request.actor, **_given(organisation))


@router.put("/organisations/{uuid:id}/tags", response=OrganisationOut, summary="Tag an organisation")
@needs("people.write")
def put_tags(request: HttpRequest, id: UUID, tags: TagsIn):
    """Exactly these tags, in lower case."""
    row = Organisation.objects.select_for_update(no_key=True).get(id=id)
    return actions.set_organisation_tags(row, tags.tags, now=request.now, actor=request.actor)


@router.get("/organisations/{uuid:id}/positions", response=Page[PositionOut], summary="Who is in an organisation")
@needs("people.read")
def list_members(request: HttpRequest, id: UUID, query: Annotated[Listing, Query(...)]):
    """Persons and their roles."""
    return page(Position.objects.filter(organisation=Organisation.objects.get(id=id)), ("id",), query.cursor, query.limit)


@router.get("/persons/{uuid:id}/positions", response=Page[PositionOut], summary="What a person is in organisations")
@needs("people.read")
def list_positions(request: HttpRequest, id: UUID, query: Annotated[Listing, Query(...)]):
    """Organisations and roles."""
    return page(Position.objects.filter(person=Person.objects.get(id=id)), ("id",), query.cursor, query.limit)


@router.post("/persons/{uuid:id}/positions", response={201: PositionOut}, summary="Give a person a role in an organisation")
@needs("people.write")
def add_position(request: HttpRequest, id: UUID, position: PositionIn):
    """The same role there twice is refused."""
    person = Person.objects.get(id=id)
    organisation = Organisation.objects.filter(id=position.organisation).first()
    if organisation is None:
        raise invalid("/organisation", "there is no such organisation")
    return actions.add_position(
        person, organisation, role=position.role, since=position.since, now=request.now, actor=request.actor
    )


@router.delete("/positions/{uuid:id}", response={204: None}, summary="End a role in an organisation")
@needs("people.write")
def remove_position(request: HttpRequest, id: UUID):
    """The person and the organisation stay."""
    actions.remove_position(Position.objects.get(id=id), now=request.now, actor=request.actor)


def _given(schema: OrganisationFields) -> dict[str, Any]:
    fields = schema.dict(exclude_unset=True, include=set(OrganisationFields.model_fields))
    if fields.get("reseller") is not None:
        fields["reseller"] = Organisation.objects.filter(id=fields["reseller"]).first()
        if fields["reseller"] is None:
            raise invalid("/reseller", "there is no such organisation")
    return {name: value for name, value in fields.items() if value is not None or name == "reseller"}
