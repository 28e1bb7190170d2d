"""Persons as files, streamed."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from entregent.access.web.permissions import requires
from entregent.journal.actions import append
from entregent.people import events, queries
from entregent.people.models import Stage
from entregent.people.web.views import actor_of

MOST_SEARCHED = 50
"""As many as the list shows of a search."""


@require_safe
@requires("people.export")
def csv_file(request: HttpRequest) -> HttpResponse:
    """A CSV of the persons of the chosen brands, stage and tag, or of those that a search finds."""
    return _file(request, queries.csv_pieces, "csv", "text/csv; charset=utf-8")


@require_safe
@requires("people.export")
def vcard_file(request: HttpRequest) -> HttpResponse:
    """The same persons as vCards."""
    return _file(request, queries.vcard_pieces, "vcf", "text/vcard; charset=utf-8")


def _file(request: HttpRequest, pieces: Callable[..., Iterator[str]], suffix: str, kind: str) -> HttpResponse:
    allowed = request.rights.brands_where("people.export")
    brands = [brand for brand in allowed if str(brand) == request.GET.get("brand")] or allowed
    stage = request.GET.get("stage", "") if request.GET.get("stage") in Stage.values else ""
    tag = request.GET.get("tag", "").strip().lower()[:40].replace("\x00", "")
    text = request.GET.get("q", "").strip()[:200]
    only = list(queries.search_ids(text, brands, MOST_SEARCHED)) if text else None
    now, actor = timezone.now(), actor_of(request)
    append(events.persons_exported(brand=brand, at=now, subject=brand, actor=actor, format=suffix) for brand in brands)
    response = StreamingHttpResponse(pieces(brands, stage=stage, tag=tag, only=only), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="people-{now:%Y-%m-%d}.{suffix}"'
    return response
