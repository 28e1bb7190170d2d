"""Files over REST: sent once, then named by id in messages."""

from typing import Annotated
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Router, Schema, UploadedFile

from entregent.files import actions, queries
from entregent.files.errors import FileRefused
from entregent.files.models import StoredFile
from entregent.rest.door import needs
from entregent.rest.problems import Refusal
from entregent.rest.words import brand_of

router = Router(tags=["files"])
BYTES = {
    "description": "The bytes",
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}


class FileOut(Schema):
    """A stored file; its bytes are at `/files/{id}/content`."""

    id: UUID
    name: str
    content_type: str
    size: int
    sha256: str


@router.post("/files", response={201: FileOut}, summary="Send a file")
@needs("tickets.write")
def upload(request: HttpRequest, file: Annotated[UploadedFile, File(...)], brand: Annotated[UUID | None, Form()] = None):
    """As `multipart/form-data`. The file is kept for the brand; name its id in a message's `files`."""
    owner = brand_of(request, brand, "tickets.write")
    try:
        return actions.store(owner, file.name or "file", file.content_type or "", file.file, request.now)
    except FileRefused as refusal:
        raise Refusal("too-large" if "larger" in str(refusal) else "conflict", str(refusal)) from refusal


@router.get("/files/{uuid:id}", response=FileOut, summary="A file")
@needs("tickets.read")
def read(request: HttpRequest, id: UUID):
    """What is known of a file."""
    return StoredFile.objects.get(id=id)


@router.get("/files/{uuid:id}/content", summary="The bytes of a file", openapi_extra={"responses": {200: BYTES}})
@needs("tickets.read")
def content(request: HttpRequest, id: UUID):
    """Always as a download."""
    stored = StoredFile.objects.get(id=id)
    try:
        stream = queries.opened(stored)
    except FileNotFoundError as lost:
        raise Refusal("not-found", "The storage does not have these bytes any more.") from lost
    return FileResponse(stream, as_attachment=True, filename=stored.name, content_type="application/octet-stream")
