"""Persons as files, streamed."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from entregent.access.web.permissions import requires
from entregent.brands.queries import brands as brands_by_id
from entregent.brands.rules import common_word
from entregent.brands.vocabulary import speaking, worded
from entregent.journal.actions import append
from entregent.kernel.text import fold
from entregent.people import events, queries
from entregent.people.models import Stage
from entregent.people.web.views import actor_of
from entregent.people.web.wording import EXPORTED

MOST_SEARCHED = 50
"""As many as the list shows of a search."""


@require_safe
@requires("people.export")
def csv_file(request: HttpRequest) -> HttpResponse:
    """A CSV of the persons of the chosen brands, stage and tag, or of those that a search finds."""
    return _file(request, "csv", "text/csv; charset=utf-8")


@require_safe
@requires("people.export")
def vcard_file(request: HttpRequest) -> HttpResponse:
    """The same persons as vCards."""
    return _file(request, "vcf", "text/vcard; charset=utf-8")


def _file(request: HttpRequest, suffix: str, kind: str) -> HttpResponse:
    allowed = request.rights.brands_where("people.export")
    brands = [brand for brand in allowed if str(brand) == request.GET.get("brand")] or allowed
    stage = request.GET.get("stage", "") if request.GET.get("stage") in Stage.values else ""
    tag = request.GET.get("tag", "").strip().lower()[:40].replace("\x00", "")
    text = request.GET.get("q", "").strip()[:200]
    only = list(queries.search_ids(text, brands, MOST_SEARCHED)) if text else None
    now, actor = timezone.now(), actor_of(request)
    append(events.persons_exported(brand=brand, at=now, subject=brand, actor=actor, format=suffix) for brand in brands)
    with speaking(common_word(brand.vocabulary for brand in brands_by_id(brands).values())):
        name = fold(worded("%(customers)s"))
        pieces: Iterator[str] = (
            queries.csv_pieces(brands, stage=stage, tag=tag, only=only, words=_words())
            if suffix == "csv"
            else queries.vcard_pieces(brands, stage=stage, tag=tag, only=only)
        )
    response = StreamingHttpResponse(pieces, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}-{now:%Y-%m-%d}.{suffix}"'
    return response


def _words() -> queries.Words:
    """The reader's words, made now: the file is written when nobody's language is in force any more."""
    headings = {name: str(heading) for name, heading in EXPORTED.items()}
    return queries.Words(headings, {value: str(label) for value, label in Stage.choices}, _("Yes"), _("No"))
