"""Persons: found, read, made, changed."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from entregent.brands.models import Brand
from entregent.journal.actions import append
from entregent.people import actions, queries
from entregent.people.models import Person
from entregent.people.rest.router import router
from entregent.people.rest.schemas import (
    FoundList,
    IdentifiedOut,
    IdentifyIn,
    PersonFields,
    PersonFilter,
    PersonIn,
    PersonOut,
)  # fmt: skip
from entregent.rest.cursor import Page
from entregent.rest.door import needs
from entregent.rest.problems import Refusal
from entregent.rest.words import Line, brand_of


@router.get("/persons", response=Page[PersonOut], summary="Persons, latest change first")
@needs("people.read")
def list_persons(request: HttpRequest, query: Annotated[PersonFilter, Query(...)]):
    """By stage and tag; merged persons are left out."""
    brands = request.rights.brands_where("people.read")
    try:
        page = queries.page(brands, stage=query.stage or "", tag=query.tag, after=query.cursor or "", limit=query.limit)
    except ValueError as error:
        raise Refusal("bad-cursor") from error
    return {"items": page.persons, "next": page.after or None}


@router.get("/persons/search", response=FoundList, summary="Persons that answer a typed text")
@needs("people.read")
def search_persons(
    request: HttpRequest,
    q: Annotated[Line, Query(max_length=200)],
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
):
    """Names however misspelt, addresses, numbers however written, references; best first."""
    brands = request.rights.brands_where("people.read")
    region = Brand.objects.filter(id=brands[0]).values_list("region", flat=True)[0]
    return {"items": queries.search(q, brands, limit, region=region)}


@router.get("/persons/{uuid:id}", response=PersonOut, summary="A person")
@needs("people.read")
def read_person(request: HttpRequest, id: UUID):
    """With the addresses that lead to them."""
    return _person(id)


@router.post("/persons", response={201: PersonOut}, summary="Make a person")
@needs("people.write")
def create_person(request: HttpRequest, person: PersonIn):
    """With their addresses; `POST /identify` finds instead the person who has an address already."""
    brand = Brand.objects.get(id=brand_of(request, person.brand, "people.write"))
    addresses = [handle.read(brand.region, f"/handles/{place}/value") for place, handle in enumerate(person.handles)]
    made = actions.create_person(
        brand.id, now=request.now, actor=request.actor, source="api", addresses=addresses, tags=person.tags, **person.given()
    )
    return _person(made.id)


@router.patch("/persons/{uuid:id}", response=PersonOut, summary="Change a person")
@needs("people.write")
def update_person(request: HttpRequest, id: UUID, person: PersonFields):
    """The fields that are named; keys of `custom` are laid over those that stand."""
    actions.update_person(Person.objects.get(id=id), now=request.now, actor=request.actor, **person.given())
    return _person(id)


@router.post("/identify", response=IdentifiedOut, summary="Who is behind an address?")
@needs("people.write")
def identify(request: HttpRequest, asked: IdentifyIn):
    """The person whom an address leads to, made when nobody is; other candidates after."""
    brand = Brand.objects.get(id=brand_of(request, asked.brand, "people.write"))
    handle = asked.handle.read(brand.region, "/handle/value")
    found = actions.identify(
        brand.id, handle, display_name=asked.display_name, source="api", now=request.now, actor=request.actor
    )
    append(found.facts)
    return found


def _person(id: UUID) -> Person:
    return Person.objects.prefetch_related("handles").get(id=id)
