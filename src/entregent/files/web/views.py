"""Giving a file back: as a download, from its own address, with nothing it could run."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404

from entregent.access.web.permissions import must, requires
from entregent.files.models import StoredFile
from entregent.files.queries import opened
from entregent.files.rules import may_be_inline


@requires("tickets.read")
def download(request: HttpRequest, id: UUID, name: str) -> FileResponse:
    """The file, streamed. Only pictures that hold no script may be shown in the page, and only when asked."""
    file = get_object_or_404(StoredFile, id=id)
    if file.name != name:
        raise Http404(str(file.id))
    must(request, "tickets.read", file.brand_id)
    return given(file, inline=request.GET.get("inline") == "1")


def given(file: StoredFile, *, inline: bool) -> FileResponse:
    """The answer that gives a file back to whoever may have it. Raises Http404 when the storage lost its bytes."""
    inline = inline and may_be_inline(file.content_type)
    try:
        stream = opened(file)
    except FileNotFoundError as lost:
        raise Http404(str(file.id)) from lost
    response = FileResponse(stream, as_attachment=not inline, filename=file.name, content_type=file.content_type)
    response["Content-Length"] = str(file.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=3600"
    return response
