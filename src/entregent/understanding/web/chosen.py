"""Which brand and which language a page is about, and what its pages share."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import reswap, trigger_client_event

from entregent.access.web.permissions import must
from entregent.brands.models import Brand
from entregent.understanding import queries
from entregent.understanding.errors import UnderstandingRefused
from entregent.understanding.models import LANGUAGES, Intent
from entregent.understanding.web.wording import REFUSALS

READ = "supervise"
WRITE = "understanding.write"


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

    def to(self, name: str, **more: str) -> str:
        """The address of a page of this room that shows the same."""
        return f"{reverse(f'understanding:{name}')}?{self.query}{'&' + urlencode(more) if more else ''}"


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


def context(shown: Chosen, **more: Any) -> dict[str, Any]:
    """What every page of the room is drawn with."""
    return {
        "chosen": shown,
        "brand": shown.brand,
        "language": shown.language,
        "languages": LANGUAGES,
        "waiting": queries.unsure_of(shown.brand.id).count(),
        **more,
    }


def intent_of(request: HttpRequest, intent_id: UUID, permission: str) -> Intent:
    """The intent; 404 behind the wall, 403 where the role for its brand does not allow it."""
    intent = get_object_or_404(Intent.objects.select_related("brand"), id=intent_id)
    must(request, permission, intent.brand_id)
    return intent


def refusal(error: UnderstandingRefused) -> str:
    """What is said of a refusal."""
    return str(REFUSALS.get(error.code, error))


def refused(error: UnderstandingRefused) -> HttpResponse:
    """The answer to htmx that leaves the page as it is."""
    return told(reswap(HttpResponse(), "none"), refusal(error), level="bad")


def told(answer: HttpResponse, text: str, **more: str) -> HttpResponse:
    """The answer with a short message; ``undo`` is the address that takes it back."""
    return trigger_client_event(answer, "toast", {"text": text, **more})
