"""What belongs to a person: addresses, tags, consents, remarks."""

from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from ninja import Query

from entregent.people import actions, queries
from entregent.people.models import Consent, Handle, Person, Remark
from entregent.people.rest.router import router
from entregent.people.rest.schemas import (
    ConsentIn,
    ConsentOut,
    HandleIn,
    HandleOut,
    PermissionList,
    PersonOut,
    RemarkIn,
    RemarkOut,
    TagsIn,
)
from entregent.rest.cursor import Page, page
from entregent.rest.door import needs
from entregent.rest.words import Listing, author_of


@router.post("/persons/{uuid:id}/handles", response={201: HandleOut}, summary="Add an address")
@needs("people.write")
def add_handle(request: HttpRequest, id: UUID, handle: HandleIn):
    """It leads to this person, whoever else it leads to."""
    person = Person.objects.select_related("brand").get(id=actions.hold(id))
    address = handle.read(person.brand.region, "/value")
    return actions.add_handle(person, address, label=handle.label, source="api", now=request.now, actor=request.actor)


@router.delete("/handles/{uuid:id}", response={204: None}, summary="Remove an address")
@needs("people.write")
def remove_handle(request: HttpRequest, id: UUID):
    """It leads to this person no more."""
    actions.remove_handle(Handle.objects.select_related("person").get(id=id), now=request.now, actor=request.actor)


@router.post("/persons/{uuid:id}/choose", response=HandleOut, summary="Say who is behind an address")
@needs("people.write")
def choose_candidate(request: HttpRequest, id: UUID, handle: HandleIn):
    """This person comes first the next time that the address writes or calls."""
    person = Person.objects.select_related("brand").get(id=actions.hold(id))
    address = handle.read(person.brand.region, "/value")
    return actions.choose_candidate(address, person, now=request.now, actor=request.actor)


@router.put("/persons/{uuid:id}/tags", response=PersonOut, summary="Tag a person")
@needs("people.write")
def put_tags(request: HttpRequest, id: UUID, tags: TagsIn):
    """Exactly these tags, in lower case."""
    return actions.set_tags(Person.objects.get(id=actions.hold(id)), tags.tags, now=request.now, actor=request.actor)


@router.get("/persons/{uuid:id}/consents", response=Page[ConsentOut], summary="Consents, latest first")
@needs("people.read")
def list_consents(request: HttpRequest, id: UUID, query: Annotated[Listing, Query(...)]):
    """Those that were revoked too: they prove what was allowed when."""
    rows = Consent.objects.filter(person=Person.objects.get(id=id))
    return page(rows, ("-given_at", "-id"), query.cursor, query.limit)


@router.post("/persons/{uuid:id}/consents", response={201: ConsentOut}, summary="Record a consent")
@needs("people.write")
def give_consent(request: HttpRequest, id: UUID, consent: ConsentIn):
    """With the words that were shown, where it was given and what proves it."""
    person = Person.objects.get(id=actions.hold(id))
    return actions.give_consent(person, **consent.dict(), now=request.now, actor=request.actor)


@router.post("/consents/{uuid:id}/revoke", response=ConsentOut, summary="Revoke a consent")
@needs("people.write")
def revoke_consent(request: HttpRequest, id: UUID):
    """Its proof stays; revoking twice changes nothing."""
    return actions.revoke_consent(Consent.objects.get(id=id), now=request.now, actor=request.actor)


@router.get("/persons/{uuid:id}/contact-permissions", response=PermissionList, summary="May we contact them?")
@needs("people.read")
def contact_permissions(request: HttpRequest, id: UUID):
    """For each purpose and channel, today: the consents given, the rules of the brand's country, the kind of customer."""
    person = queries.person_with_all(id)
    today = request.now.astimezone(ZoneInfo(person.brand.time_zone)).date()
    return {"items": queries.permissions(person, today)}


@router.get("/persons/{uuid:id}/remarks", response=Page[RemarkOut], summary="Remarks, latest first")
@needs("people.read")
def list_remarks(request: HttpRequest, id: UUID, query: Annotated[Listing, Query(...)]):
    """What staff wrote about a person."""
    rows = Remark.objects.filter(person=Person.objects.get(id=id))
    return page(rows, ("-at", "-id"), query.cursor, query.limit)


@router.post("/persons/{uuid:id}/remarks", response={201: RemarkOut}, summary="Write a remark")
@needs("people.write")
def add_remark(request: HttpRequest, id: UUID, remark: RemarkIn):
    """In the name of who is signed in, or of whom a program names."""
    person = Person.objects.get(id=actions.hold(id))
    author = author_of(request, remark.author, person.brand_id)
    return actions.add_remark(person, remark.text, author_id=author.id, now=request.now, actor=request.actor)
