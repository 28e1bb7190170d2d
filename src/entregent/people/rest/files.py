"""Persons in and out by files."""

from collections.abc import Callable, Iterator
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from ninja import File, Form, Query, UploadedFile

from entregent.journal.actions import append
from entregent.people import actions, events, queries
from entregent.people.jobs import take_in_later
from entregent.people.models import Import
from entregent.people.rest.router import router
from entregent.people.rest.schemas import ImportOut, StageWord, StartIn
from entregent.rest.door import needs
from entregent.rest.problems import Refusal
from entregent.rest.words import Line, brand_of


def _described(kind: str) -> dict[str, object]:
    content = {kind: {"schema": {"type": "string", "format": "binary"}}}
    return {"responses": {200: {"description": "The file", "content": content}}}


@router.post("/person-imports", response={201: ImportOut}, summary="Send a file of persons")
@needs("people.import")
def receive_import(
    request: HttpRequest, file: Annotated[UploadedFile, File(...)], brand: Annotated[UUID | None, Form()] = None
):
    """A CSV as `multipart/form-data`. Nothing is written yet: the answer says how its columns would be read."""
    owner = brand_of(request, brand, "people.import")
    if file.size and file.size > actions.LARGEST:
        raise Refusal("too-large", "The file is larger than 50 MB: cut it in parts.")
    staff = request.caller.staff
    name = (file.name or "file.csv").replace("\x00", "")
    return actions.receive_import(owner, name, file.read(), by=staff.id if staff else None, now=request.now)


@router.get("/person-imports/{uuid:id}", response=ImportOut, summary="How far an import is")
@needs("people.import")
def read_import(request: HttpRequest, id: UUID):
    """With the lines that were refused, the first thousand."""
    return Import.objects.get(id=id)


@router.post("/person-imports/{uuid:id}/start", response=ImportOut, summary="Take in a file")
@needs("people.import")
def start_import(request: HttpRequest, id: UUID, start: StartIn):
    """The whole file is checked first; then written in one piece, or without its refused lines."""
    file = Import.objects.get(id=id)
    columns = file.columns if start.columns is None else start.columns
    actions.start_import(file, columns, all_or_nothing=start.all_or_nothing)
    take_in_later(file)
    return file


@router.post("/person-imports/{uuid:id}/cancel", response=ImportOut, summary="Cancel an import")
@needs("people.import")
def cancel_import(request: HttpRequest, id: UUID):
    """At once when it waits, at its next batch when it runs: `state` says when it is over."""
    return actions.cancel_import(Import.objects.get(id=id), now=request.now)


@router.get("/persons.csv", summary="Persons as a spreadsheet", openapi_extra=_described("text/csv"))
@needs("people.export")
def export_csv(
    request: HttpRequest,
    stage: Annotated[StageWord | None, Query()] = None,
    tag: Annotated[Line | None, Query(max_length=40)] = None,
):
    """Semicolons, UTF-8; no cell is taken for a formula."""
    return _streamed(request, queries.csv_pieces, "csv", "text/csv; charset=utf-8", stage, tag)


@router.get("/persons.vcf", summary="Persons as vCards", openapi_extra=_described("text/vcard"))
@needs("people.export")
def export_vcard(
    request: HttpRequest,
    stage: Annotated[StageWord | None, Query()] = None,
    tag: Annotated[Line | None, Query(max_length=40)] = None,
):
    """vCard 3.0."""
    return _streamed(request, queries.vcard_pieces, "vcf", "text/vcard; charset=utf-8", stage, tag)


def _streamed(
    request: HttpRequest, pieces: Callable[..., Iterator[str]], suffix: str, kind: str, stage: str | None, tag: str | None
) -> StreamingHttpResponse:
    brands = request.rights.brands_where("people.export")
    append(events.persons_exported(brand=b, at=request.now, subject=b, actor=request.actor, format=suffix) for b in brands)
    response = StreamingHttpResponse(pieces(brands, stage=stage or "", tag=(tag or "").strip().lower()), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="people-{request.now:%Y-%m-%d}.{suffix}"'
    return response
