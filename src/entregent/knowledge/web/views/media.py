"""Pictures and documents of the articles: given to everybody while a public article shows them, else to colleagues alone.

Pictures are what was made of an upload by the house itself, of four types that hold no script; documents are always
downloads, under a policy that runs nothing.
"""

from pathlib import PurePosixPath
from typing import BinaryIO

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from wagtail.documents.models import Document
from wagtail.images.models import Image, Rendition

from entregent.brands.scope import every_brand
from entregent.knowledge.queries.media import standing

TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp"}
"""Of pictures that may be shown in a page."""


@require_safe
def picture(request: HttpRequest, name: str) -> FileResponse:
    """A picture in one of its sizes."""
    content_type = TYPES.get(PurePosixPath(name).suffix.lower())
    if content_type is None or "\x00" in name:
        raise Http404
    with every_brand():
        made = get_object_or_404(Rendition.objects.select_related("image"), file=name)
    public = _is_public(request, made.image)
    return _given(made.file, public=public, content_type=content_type)


@require_safe
def document(request: HttpRequest, document_id: int, name: str) -> FileResponse:
    """An attachment, as a download."""
    with every_brand():
        found = get_object_or_404(Document, pk=document_id)
    if found.filename != name:
        raise Http404(name)
    public = _is_public(request, found)
    return _given(found.file, public=public, content_type=found.content_type, as_attachment=True, filename=found.filename)


def _is_public(request: HttpRequest, file: Image | Document) -> bool:
    """Whether everybody may have it; raises Http404 for who may not: they are not told that it is there."""
    found, rights = standing(file), getattr(request, "rights", None)
    if found is None or not (found.public or (rights and rights.may("knowledge.read", found.brand))):
        raise Http404(str(file.pk))
    return found.public


def _given(file: BinaryIO, *, public: bool, **options: object) -> FileResponse:
    try:
        answer = FileResponse(file.open("rb"), **options)
    except FileNotFoundError as lost:
        raise Http404(str(file)) from lost
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, max-age=600" if public else "private, no-store"
    return answer
