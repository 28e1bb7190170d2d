"""Connectors: the programs outside that trees may ask."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Schema

from entregent.rest.cursor import Page, page
from entregent.rest.door import needs
from entregent.rest.words import Line, Listing, Text, brand_of
from entregent.scenarios import actions
from entregent.scenarios.models import Connector
from entregent.scenarios.rest.router import router
from entregent.scenarios.rest.trees import ShortName

Url = Annotated[Line, Field(min_length=1, max_length=500)]
Fields = Annotated[
    dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")], Line], Field(max_length=30, description="Field → its path.")
]
Headers = Annotated[Text, Field(max_length=4000, description="A line each, `Name: value`; stored sealed, never told.")]


class ConnectorOut(Schema):
    """A connector, without its headers."""

    id: UUID
    brand_id: UUID
    name: str
    about: str
    url: str
    method: str
    fields: dict[str, str]
    active: bool


class ConnectorIn(Schema):
    """`{parameter}` in the address stands for what a tree gives; other parameters go in the query, or in a JSON body."""

    brand: UUID | None = None
    name: ShortName
    url: Url
    method: Literal["GET", "POST"] = "GET"
    headers: Headers = ""
    fields: Fields
    about: Line = ""


class ConnectorChange(Schema):
    """What changes; the rest stays."""

    url: Url | None = None
    method: Literal["GET", "POST"] | None = None
    headers: Headers | None = None
    fields: Fields | None = None
    about: Line | None = None
    active: bool | None = None


@router.get("/connectors", response=Page[ConnectorOut], summary="Connectors")
@needs("administer")
def list_connectors(request: HttpRequest, query: Annotated[Listing, Query(...)]):
    """In the order in which they were made."""
    rows = Connector.objects.filter(brand__in=request.rights.brands_where("administer"))
    return page(rows, ("id",), query.cursor, query.limit)


@router.post("/connectors", response={201: ConnectorOut}, summary="Add a connector")
@needs("administer")
def create(request: HttpRequest, connector: ConnectorIn):
    """https and public addresses only; answers of more than 256 KiB or three seconds are none."""
    brand = brand_of(request, connector.brand, "administer")
    values = connector.dict(exclude={"brand", "name", "url"})
    return actions.create_connector(brand, connector.name, connector.url, **values, now=request.now, actor=request.actor)


@router.get("/connectors/{uuid:id}", response=ConnectorOut, summary="A connector")
@needs("administer")
def read(request: HttpRequest, id: UUID):
    """One connector."""
    return Connector.objects.get(id=id)


@router.patch("/connectors/{uuid:id}", response=ConnectorOut, summary="Change a connector")
@needs("administer")
def change(request: HttpRequest, id: UUID, values: ConnectorChange):
    """What is left out stays."""
    return actions.change_connector(id, values.dict(exclude_none=True), now=request.now, actor=request.actor)


@router.delete("/connectors/{uuid:id}", response={204: None}, summary="Remove a connector")
@needs("administer")
def remove(request: HttpRequest, id: UUID):
    """Trees that name it go on by their way for when it fails."""
    actions.remove_connector(id, now=request.now, actor=request.actor)
