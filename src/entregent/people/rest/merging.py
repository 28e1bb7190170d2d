"""Duplicates, merges and their undoing."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from entregent.people import actions
from entregent.people.models import Duplicate, Merge, Person
from entregent.people.rest.router import router
from entregent.people.rest.schemas import DismissIn, DuplicateOut, MergeIn, MergeOut
from entregent.rest.cursor import Page, page
from entregent.rest.door import needs
from entregent.rest.problems import invalid
from entregent.rest.words import Listing, author_of


@router.get("/duplicates", response=Page[DuplicateOut], summary="Persons who may be one")
@needs("people.merge")
def list_duplicates(request: HttpRequest, query: Annotated[Listing, Query(...)]):
    """Proposals that wait for a decision, in the order of their making."""
    rows = Duplicate.objects.filter(
        brand__in=request.rights.brands_where("people.merge"),
        dismissed_at=None,
        first__merged_into=None,
        second__merged_into=None,
    )
    return page(rows, ("id",), query.cursor, query.limit)


@router.post("/duplicates/{uuid:id}/dismiss", response={204: None}, summary="Two persons are not one")
@needs("people.merge")
def dismiss_duplicate(request: HttpRequest, id: UUID, decision: DismissIn):
    """The pair is not proposed again."""
    duplicate = Duplicate.objects.get(id=id)
    author = author_of(request, decision.author, duplicate.brand_id)
    actions.dismiss_duplicate(duplicate, by=author.id, now=request.now, actor=request.actor)


@router.post("/persons/{uuid:id}/merge", response={201: MergeOut}, summary="Merge another person into this one")
@needs("people.merge")
def merge(request: HttpRequest, id: UUID, merge: MergeIn):
    """Everything that pointed to the other one points to this one; it can be undone."""
    kept, absorbed = Person.objects.get(id=id), Person.objects.filter(id=merge.absorbed).first()
    if absorbed is None:
        raise invalid("/absorbed", "there is no such person")
    staff = request.caller.staff
    return actions.merge_persons(kept, absorbed, by=staff.id if staff else None, now=request.now, actor=request.actor)


@router.get("/persons/{uuid:id}/merges", response=Page[MergeOut], summary="Merges into a person")
@needs("people.read")
def list_merges(request: HttpRequest, id: UUID, query: Annotated[Listing, Query(...)]):
    """Latest first, undone ones too."""
    return page(Merge.objects.filter(kept=Person.objects.get(id=id)), ("-id",), query.cursor, query.limit)


@router.post("/merges/{uuid:id}/undo", response=MergeOut, summary="Undo a merge")
@needs("people.merge")
def undo_merge(request: HttpRequest, id: UUID):
    """The latest merge of a person first; what came since stays with the kept one."""
    staff = request.caller.staff
    return actions.undo_merge(Merge.objects.get(id=id), by=staff.id if staff else None, now=request.now, actor=request.actor)
