"""What goes in and out about organisations."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from entregent.people.rest.schemas import Country, Name
from entregent.rest.words import Line, Listing, Word


class OrganisationFields(Schema):
    """An organisation's own fields; those left out are left as they are."""

    name: Annotated[Line, Field(min_length=1, max_length=160, pattern=r"\S")] | None = None
    registration: Annotated[Line, Field(max_length=30)] | None = None
    mail_domain: Annotated[Line, Field(max_length=120)] | None = None
    reseller: UUID | None = None
    street: Annotated[Line, Field(max_length=160)] | None = None
    postcode: Annotated[Line, Field(max_length=12)] | None = None
    city: Name | None = None
    country: Country | None = None


class OrganisationIn(OrganisationFields):
    """A new organisation."""

    brand: UUID | None = None
    name: Annotated[Line, Field(min_length=1, max_length=160, pattern=r"\S")]
    tags: Annotated[list[Word], Field(max_length=30)] = []


class OrganisationFilter(Listing):
    """Which organisations."""

    tag: Annotated[Line, Field(max_length=40)] | None = None


class OrganisationOut(Schema):
    """A company, an association, a household."""

    id: UUID
    brand_id: UUID
    name: str
    registration: str
    mail_domain: str
    reseller_id: UUID | None
    street: str
    postcode: str
    city: str
    country: str
    tags: list[str]
    created_at: datetime


class PositionIn(Schema):
    """What a person is in an organisation."""

    organisation: UUID
    role: Name = ""
    since: date | None = None


class PositionOut(Schema):
    """What a person is in an organisation."""

    id: UUID
    person_id: UUID
    organisation_id: UUID
    role: str
    since: date | None
