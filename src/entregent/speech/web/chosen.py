"""Which brand and which language a page is about; the row that an address names; sounds given to a page."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRefresh, trigger_client_event

from entregent.access.web.permissions import must
from entregent.brands.models import Brand
from entregent.files.models import StoredFile
from entregent.speech.models import LANGUAGES
from entregent.speech.port import SpeechFailed
from entregent.speech.queries import played
from entregent.speech.web.wording import refusal

READ, WRITE = "supervise", "administer"
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Chosen:
    """The brand and language shown, among those that may be."""

    brand: Brand
    brands: list[Brand]
    language: str
    may_write: bool

    @property
    def query(self) -> str:
        """What an address takes to show the same."""
        return urlencode({"brand": self.brand.slug, "language": self.language})


def chosen(request: HttpRequest, permission: str = READ) -> Chosen:
    """What ``brand`` and ``language`` name in the address or in the form; otherwise the first, in its language."""
    asked = request.POST if request.method == "POST" else request.GET
    brands = list(Brand.objects.filter(id__in=request.rights.brands_where(permission)))
    brand = next((one for one in brands if one.slug == asked.get("brand")), None)
    if brand is None and asked.get("brand"):
        raise Http404
    brand = brand or brands[0]
    language = asked.get("language", "")
    if language not in dict(LANGUAGES):
        language = brand.language if brand.language in dict(LANGUAGES) else LANGUAGES[0][0]
    return Chosen(brand, brands, language, request.rights.may(WRITE, brand.id))


def row_of(request: HttpRequest, model: type[Row], key: UUID, permission: str) -> Row:
    """The row; 404 behind the wall, 403 where the role for its brand does not allow it."""
    row = get_object_or_404(model.objects.select_related("brand"), id=key)
    must(request, permission, row.brand_id)
    return row


def back_to(brand: Brand, language: str, part: str) -> HttpResponse:
    """The page again, at the part that was changed."""
    query = urlencode({"brand": brand.slug, "language": language or brand.language})
    return redirect(f"{reverse('speech:voices')}?{query}#{part}")


def refused(request: HttpRequest, error: ValueError, shown: Chosen, part: str) -> HttpResponse:
    """The page again, with why not."""
    messages.error(request, refusal(error))
    return back_to(shown.brand, shown.language, part)


def told(answer: HttpResponse, text: str, **more: str) -> HttpResponse:
    """The answer with a short message; ``undo`` is the address that takes it back."""
    return trigger_client_event(answer, "toast", {"text": text, **more})


def gone(text: str, undo: str, row: Model) -> HttpResponse:
    """Nothing in place of the row, and a message that takes it back."""
    return told(HttpResponse(), text, undo=reverse(undo, args=[row.pk]))


def back_again() -> HttpResponse:
    """What was taken away is there again: the page is drawn anew."""
    return HttpResponseClientRefresh()


def given_file(sound: StoredFile) -> FileResponse:
    """A sound that was stored. Raises Http404 where the storage lost it."""
    try:
        return given(played(sound))
    except (SpeechFailed, FileNotFoundError) as lost:
        raise Http404(str(sound.id)) from lost


def given(path: Path) -> FileResponse:
    """A sound for a page's player: a download to whoever opens its address, and nothing that could run."""
    try:
        stream = path.open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = FileResponse(stream, as_attachment=True, filename="voice.wav", content_type="audio/wav")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def asked_file(request: HttpRequest, most: int) -> bytes:
    """The bytes that were sent; empty without a file, cut just after ``most`` (which is then too many)."""
    sent: Any = request.FILES.get("file")
    return sent.read(most + 1) if sent else b""
